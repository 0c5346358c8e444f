"""How a mail server can fail us."""

from __future__ import annotations

from subscriptions.core.exit_codes import INCOMPLETE, SERVER
from subscriptions.core.keys import Key
from subscriptions.core.messages import Message, message


class MailServerError(Exception):
    """A mail server did not do what was asked. ``message`` is the sentence for people.

    MailServerError
     ├── UnreachableError     no connection, or no answer in time
     │    └── LostAnswerError    it may have acted before the answer was lost
     ├── RefusedError         the credentials or the role do not allow it
     ├── NonsenseError        an answer that is none: HTML, broken JSON, a field missing
     │    └── ServerFaultError   an error of the server (5xx); it may have acted
     ├── RejectedError        the request was understood and declined (4xx)
     └── MismatchError        what was read back is not what was sent
    """

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.message = what


class UnreachableError(MailServerError):
    """No connection, or no answer in time."""


class LostAnswerError(UnreachableError):
    """The request went out, and its answer did not come back: it may have been carried out."""


class RefusedError(MailServerError):
    """Wrong credentials, or a role that does not allow it."""


class NonsenseError(MailServerError):
    """An answer that cannot be one of this server."""


class ServerFaultError(NonsenseError):
    """A 5xx answer; the request may have been carried out."""


class RejectedError(MailServerError):
    """The server declined this request (4xx)."""


class MismatchError(MailServerError):
    """What the server holds is not what it was given; nothing is started then."""


def hidden_error(key: Key, what: Message) -> ServerFaultError:
    """A create that fails though no campaign of the key is there to be seen."""
    return ServerFaultError(
        message(
            "{what}. If this comes again for {key}, Listmonk holds a campaign of this name that"
            " its user may not see: grant the role campaigns:get_all",
            what=what,
            key=key,
        )
    )


# After these nothing more can be asked of the server in this run (exit code 4).
OUT_OF_REACH = (UnreachableError, RefusedError, NonsenseError)


def code_of(error: MailServerError) -> int:
    """The exit code that a failure asks for."""
    return SERVER if isinstance(error, OUT_OF_REACH) else INCOMPLETE
