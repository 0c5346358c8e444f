"""``publish.py status``: what was sent, when, to how many, by the server's own record."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from subscriptions.adapters.told import ToldFile
from subscriptions.cli.mailing import Mailing, mailing
from subscriptions.cli.options import as_of_option, json_option, to_option
from subscriptions.cli.output import finish, say
from subscriptions.cli.session import Session
from subscriptions.core.actions import Action
from subscriptions.core.exit_codes import OK
from subscriptions.core.formats import Formats
from subscriptions.core.messages import mark, message
from subscriptions.core.report import Result, failures_of
from subscriptions.core.sent import judge_campaign

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@click.command(
    help=mark(
        "Show what was sent when and to how many, and what went wrong, by the mail server's own"
        " record. With --check the exit code is that of send, for cron."
    )
)
@click.argument("keys", nargs=-1)
@to_option
@as_of_option
@click.option("--check", is_flag=True, help=mark("Exit as send would."))
@json_option
@click.pass_obj
def command(
    session: Session,
    keys: tuple[str, ...],
    to: str | None,
    as_of: datetime | None,
    *,
    check: bool,
    as_json: bool,
) -> int:
    """Read the ledger and print it."""
    name = session.server_name(to)
    with mailing(session, name, as_of=as_of) as mails:
        made = mails.make_plan(keys)
        known = {str(action.key) for action in made.actions}
        older = [action for action in _ledger(mails, keys) if str(action.key) not in known]
        result = Result("status", (*made.actions, *older), failures_of(mails.problems))
    code = finish(session, result, as_json=as_json)
    if told := ToldFile(session.places.told).read():
        at = Formats(session.town.language).date_time(told[-1].at)
        say(session, message("The staff was last told something new on {date}.", date=at))
    return code if check else OK


def _ledger(mails: Mailing, keys: tuple[str, ...]) -> list[Action]:
    """What the server ever sent for this town, newest first; of keys, only those."""
    if keys:
        found = [mails.server.find(mails.key(key)) for key in keys]
        campaigns = [campaign for campaign in found if campaign]
    else:
        campaigns = list(mails.server.ledger(_BEGINNING))
    campaigns.sort(key=lambda campaign: campaign.created, reverse=True)
    return [judge_campaign(campaign, mails.clock()) for campaign in campaigns]
