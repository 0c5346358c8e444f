"""``publish.py remind``: tell the staff what they should know now; residents get nothing."""

from __future__ import annotations

import click

from subscriptions.adapters.mail_errors import MailServerError
from subscriptions.adapters.settings import ConfigurationError
from subscriptions.adapters.smtp import ReceiptError
from subscriptions.cli.mailing import feed_entries, mailing
from subscriptions.cli.options import to_option
from subscriptions.cli.output import say
from subscriptions.cli.receipts import NO_STAFF, Course, staff_relay, tell_staff
from subscriptions.cli.send import failure_of
from subscriptions.cli.session import Session
from subscriptions.core.exit_codes import INCOMPLETE, OK
from subscriptions.core.messages import mark, message
from subscriptions.core.report import Result, failures_of


@click.command(
    help=mark(
        "Mail the staff (staff: in town.yml) what is news: what was sent or not, what is held, and"
        " warnings that expire soon or hold until further notice. Once each; residents get nothing."
    )
)
@to_option
@click.pass_obj
def command(session: Session, to: str | None) -> int:
    """Look at mail server and feed, and tell what was not told yet."""
    session.lenient = True
    if staff_relay(session) is None:
        raise ConfigurationError(NO_STAFF)
    name = to or session.town.mail_server
    try:
        count = tell_staff(session, _course(session, name))
    except ReceiptError as error:
        say(session, error.message)
        return INCOMPLETE
    if not count:
        say(session, message("There is nothing to tell the staff."))
    return OK


def _course(session: Session, name: str | None) -> Course:
    """What is known now. Without a mail server, or with the outbox, only the feed counts."""
    if name in (None, "outbox"):
        return Course(entries=feed_entries(session))
    course = Course()
    with mailing(session, session.server_name(name)) as mails:
        try:
            made = mails.make_plan()
            result = Result("remind", made.actions, failures_of(mails.problems))
        except MailServerError as error:
            result = Result("remind", failures=(failure_of(error, None),))
        course.look(mails, result)
    return course
