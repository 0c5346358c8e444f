"""Telling the staff what a run came to. It never delays, changes or fails what it tells of."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from subscriptions.adapters.mail_errors import MailServerError, code_of
from subscriptions.adapters.settings import ConfigurationError
from subscriptions.adapters.smtp import ReceiptError, Relay, read_relay, send_letter
from subscriptions.adapters.told import ToldFile
from subscriptions.cli.mailing import Mailing
from subscriptions.cli.output import say
from subscriptions.cli.session import Session
from subscriptions.core.actions import Action
from subscriptions.core.exit_codes import INCOMPLETE, SERVER, USAGE
from subscriptions.core.feed import Entry
from subscriptions.core.formats import Formats
from subscriptions.core.messages import message
from subscriptions.core.problems import InvalidContentError
from subscriptions.core.receipt_events import events_of
from subscriptions.core.receipt_mail import letter
from subscriptions.core.receipts import Told, now_over, to_tell
from subscriptions.core.reminders import reminders
from subscriptions.core.report import Failure, Result, failures_of

NO_STAFF = message(
    "there is nobody to tell, or no way to: staff: in town.yml and INFOKANAL_SMTP_HOST are needed"
)


@dataclass
class Course:
    """What a run learns while it goes on. ``saw`` are the kinds of events that it can see end."""

    result: Result | None = None
    entries: tuple[Entry, ...] = ()
    waiting: tuple[Action, ...] = ()
    saw: set[str] = field(default_factory=set)

    def look(self, mails: Mailing, result: Result, keys: Iterable[str] = ()) -> None:
        """Take in what a run of ``send`` came to, and what the feed says beside."""
        self.result = result
        is_out = any(one.exit_code == SERVER for one in result.failures)
        if not is_out and not tuple(keys):
            self.saw |= {"mail", "edit", "server"}
        try:
            self.entries = mails.entries
            if is_out and not result.actions:
                self.waiting = mails.unasked().to_do
        except (ConfigurationError, InvalidContentError, MailServerError):
            return


@contextmanager
def receipts(session: Session, command: str, server: str | None) -> Iterator[Course]:
    """Tell the staff at the end what came of a run, also when it breaks off.

    The outbox mails nobody, so nobody is told of it.
    """
    course = Course()
    try:
        yield course
    finally:
        error = sys.exc_info()[1]
        if error is not None:
            course.result = Result(command, failures=tuple(_failures(error)))
        if server != "outbox":
            try:
                tell_staff(session, course)
            except (ReceiptError, ConfigurationError) as failed:
                say(session, message("No receipt: {what}", what=failed.message))


def _failures(error: BaseException) -> Iterator[Failure]:
    if isinstance(error, InvalidContentError):
        yield from failures_of(error.problems)
    elif isinstance(error, ConfigurationError):
        yield Failure(USAGE, error.message)
    elif isinstance(error, MailServerError):
        yield Failure(code_of(error), error.message)
    else:
        what = message("the run broke off: {kind}", kind=type(error).__name__)
        yield Failure(INCOMPLETE, what)


def staff_relay(session: Session) -> tuple[Relay, str] | None:
    """The SMTP server and the address of the staff; None if the town wants no receipts.

    Raises:
        ConfigurationError: what is said of the server cannot be right.
    """
    relay = read_relay(session.environment, session.town)
    staff = session.town.staff
    return (relay, staff) if relay and staff else None


def tell_staff(session: Session, course: Course) -> int:
    """Send one mail if there is news; how many events it tells.

    Raises:
        ConfigurationError: what is said of the SMTP server cannot be right.
        ReceiptError: the mail was not taken; the next run tells it.
    """
    configured = staff_relay(session)
    if configured is None:
        return 0
    relay, staff = configured
    now = session.clock(None)()
    formats = Formats(session.town.language)
    result = course.result or Result("remind")
    found = (
        *events_of(result, course.waiting, now, formats),
        *reminders(course.entries, now, formats),
    )
    told = ToldFile(session.places.told)
    with told.alone(session.sleep) as alone:
        if not alone:
            return 0
        known = told.read()
        over = now_over(found, known, course.saw)
        _record(told, (Told(about, "", now) for about in over))
        news = to_tell(found, known, now)
        if news:
            written = letter(news, session.town, session.translations.gettext)
            send_letter(relay, written, staff, now)
            _record(told, (Told(event.about, event.state, now) for event in news))
            say(session, message("The staff was told ({count}).", count=len(news)))
        return len(news)


def _record(told: ToldFile, lines: Iterable[Told]) -> None:
    try:
        told.record(lines)
    except OSError as error:
        what = message(
            "what the staff was told cannot be written down, so it is told again: {reason}",
            reason=error,
        )
        raise ReceiptError(what) from error
