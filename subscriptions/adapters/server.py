"""What every mail server can do for us, and how it can fail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, Ledger, MailingList
from subscriptions.core.mails import Mail
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


class MailServer(Protocol):
    """A place that mails go to, and that remembers them: the ledger."""

    @property
    def name(self) -> str:
        """``outbox`` or ``listmonk``."""

    def lists(self) -> Mapping[str, MailingList] | None:
        """The mailing list of each topic that has one; None if this server has no lists."""

    def ledger(self, since: datetime) -> Ledger:
        """The campaigns made since then, newest first read."""

    def find(self, key: Key) -> Campaign | None:
        """The campaign of one key, whenever it was made."""

    def create(self, mail: Mail, planned: int | None) -> Campaign:
        """Make a draft; ``planned`` is how many subscribers its lists have now."""

    def update(self, campaign: Campaign, mail: Mail) -> Campaign:
        """Give a draft all of the mail's content."""

    def start(self, campaign: Campaign, mail: Mail) -> Campaign:
        """Check that the draft is the mail, send it, and read what became of it."""

    def progress(self, campaign: Campaign) -> Campaign:
        """The campaign as it is now."""

    def skew(self, now: datetime) -> timedelta:
        """How far the server's clock is ahead of ours, as far as it told."""

    def stop(self, campaign: Campaign) -> Campaign:
        """Cancel what is being sent; the campaign as it is then."""

    def test(self, campaign: Campaign, mail: Mail, address: str) -> None:
        """Send the mail to one address only. The draft stays a draft."""
