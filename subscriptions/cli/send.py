"""``publish.py send``: mail what is due, wait for the server, and say what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime

import click

from subscriptions.adapters.deliver import Outcome, Pace, deliver
from subscriptions.adapters.mail_errors import MailServerError, code_of
from subscriptions.adapters.outbox_index import write_index
from subscriptions.adapters.settings import ConfigurationError
from subscriptions.cli.mailing import LIVE_WAIT, Mailing, mailing
from subscriptions.cli.options import (
    as_of_option,
    feed_option,
    json_option,
    over_option,
    to_option,
    wait_option,
)
from subscriptions.cli.output import finish, say
from subscriptions.cli.receipts import receipts
from subscriptions.cli.session import Session
from subscriptions.core.actions import Action, Plan
from subscriptions.core.exit_codes import CONTENT, INCOMPLETE, OK
from subscriptions.core.formats import Formats
from subscriptions.core.messages import mark, message
from subscriptions.core.report import Failure, Result, failures_of


@click.command(
    help=mark(
        "Mail what is due, wait until the server is done, and compare what it sent with what it"
        " should have. With KEYs, only these. A second run sends nothing again."
    )
)
@click.argument("keys", nargs=-1)
@to_option
@as_of_option
@feed_option
@over_option
@wait_option
@click.option(
    "--again",
    is_flag=True,
    help=mark("Send the given KEYs although the server forgot that they were sent before."),
)
@click.option(
    "--test",
    "address",
    metavar="ADDRESS",
    help=mark("Mail the one KEY to this address only (on Listmonk: of an existing subscriber)."),
)
@json_option
@click.pass_obj
def command(
    session: Session,
    keys: tuple[str, ...],
    to: str | None,
    as_of: datetime | None,
    feed: str | None,
    over: tuple[str, ...],
    wait: float,
    address: str | None,
    *,
    again: bool,
    as_json: bool,
) -> int:
    """Send and report."""
    name = session.server_name(to)
    if as_of and name != "outbox":
        raise ConfigurationError(
            message("--as-of moves the clock for the outbox only; a real server sends now")
        )
    if again and not keys:
        raise ConfigurationError(message("--again takes the KEYs that are to be sent again"))
    meant = full_keys(session, keys) if again else ()
    with ExitStack() as stack:
        opened = mailing(session, name, as_of=as_of, feed=feed, over=over, again=meant)
        if address:
            return _test(stack.enter_context(opened), keys, address)
        course = stack.enter_context(receipts(session, "send", name))
        mails = stack.enter_context(opened)
        result = send(mails, "send", keys, wait=wait)
        code = finish(session, result, as_json=as_json)
        course.look(mails, result, keys)
    return code


def full_keys(session: Session, keys: Iterable[str]) -> tuple[str, ...]:
    """Keys as people type them: an item's identity stands for its own mail."""
    return tuple(key if "/" in key else f"item/{session.town.site}/{key}" for key in keys)


@dataclass
class _Course:
    """What happened so far in one run."""

    sent: set[str] = field(default_factory=set)
    failures: list[Failure] = field(default_factory=list)

    def note(self, outcome: Outcome) -> None:
        if outcome.result == "started":
            self.sent.add(str(outcome.action.key))
        if outcome.error:
            self.failures.append(failure_of(outcome.error, outcome.action))


def send(mails: Mailing, name: str, keys: Iterable[str] = (), *, wait: float) -> Result:
    """Plan, deliver, and plan again: the second plan is the report."""
    session = mails.session
    before = after = Plan(())
    course = _Course()
    pace = Pace(mails.clock, session.sleep, wait)
    live_wait = 0.0 if mails.server.name == "outbox" else LIVE_WAIT
    try:
        before = after = mails.make_plan(keys, live_wait=live_wait)
        for outcome in deliver(before, mails.server, pace, mails.witness):
            course.note(outcome)
            _tell(session, outcome)
        if before.to_do:
            after = mails.make_plan(keys)
    except KeyboardInterrupt:
        course.failures.append(
            Failure(
                INCOMPLETE,
                message("Interrupted. What was delivered is recorded; run it again to go on."),
            )
        )
    except MailServerError as error:
        course.failures.append(failure_of(error, None))
    if mails.server.name == "outbox" and session.places.outbox.is_dir():
        formats = Formats(session.town.language)
        mails.note(write_index(session.places.outbox, mails.composer.templates, formats))
    failures = (*course.failures, *failures_of(mails.problems))
    return Result(name, after.actions, failures, frozenset(course.sent))


def failure_of(error: MailServerError, action: Action | None) -> Failure:
    """An error of the mail server with its exit code, and what it was about."""
    code = code_of(error)
    if action is None:
        return Failure(code, error.message)
    what = message("{key}: {what}", key=action.key, what=error.message)
    return Failure(code, what, key=str(action.key))


def _tell(session: Session, outcome: Outcome) -> None:
    key, campaign = outcome.action.key, outcome.campaign
    if outcome.result == "started":
        say(session, message("{key}: handed over", key=key))
    elif outcome.result == "drafted":
        say(session, message("{key}: lies ready, starts later", key=key))
    elif outcome.result == "elsewhere":
        say(session, message("{key}: another publisher sends it", key=key))
    elif outcome.result == "expired":
        say(session, message("{key}: expired just now, not sent", key=key))
    elif outcome.result == "running":
        say(session, message("{key}: still being sent", key=key))
    elif outcome.result == "finished" and campaign and campaign.to_send is not None:
        say(
            session,
            message(
                "{key}: {sent} of {to_send} sent",
                key=key,
                sent=campaign.sent,
                to_send=campaign.to_send,
            ),
        )


def _test(mails: Mailing, keys: tuple[str, ...], address: str) -> int:
    """Send one mail to one address, through the key's own draft, which stays."""
    if len(keys) != 1:
        raise ConfigurationError(message("--test takes exactly one KEY"))
    mail = mails.mail(mails.key(keys[0]))
    campaign = mails.server.find(mail.key)
    if campaign is None:
        campaign = mails.server.create(mail, None)
    elif campaign.state == "draft" and campaign.content != mail.fingerprint:
        campaign = mails.server.update(campaign, mail)
    mails.server.test(campaign, mail, address)
    say(
        mails.session,
        message("{key}: test mail handed over; nobody else gets it", key=mail.key),
    )
    for failure in failures_of(mails.problems):
        say(mails.session, failure.message)
    return CONTENT if mails.problems else OK
