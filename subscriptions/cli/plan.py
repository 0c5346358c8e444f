"""``publish.py plan``: what would be mailed, and why; nothing is sent."""

from __future__ import annotations

from datetime import datetime

import click

from subscriptions.cli.mailing import mailing
from subscriptions.cli.options import as_of_option, feed_option, json_option, over_option, to_option
from subscriptions.cli.output import finish
from subscriptions.cli.session import Session
from subscriptions.core.messages import mark
from subscriptions.core.report import Result, failures_of


@click.command(
    help=mark(
        "Show what would be mailed, to how many, and why; and what is held back, and why."
        " Sends nothing. With KEYs, shows only these."
    )
)
@click.argument("keys", nargs=-1)
@to_option
@as_of_option
@feed_option
@over_option
@json_option
@click.pass_obj
def command(
    session: Session,
    keys: tuple[str, ...],
    to: str | None,
    as_of: datetime | None,
    feed: str | None,
    over: tuple[str, ...],
    *,
    as_json: bool,
) -> int:
    """Plan and print."""
    name = session.server_name(to)
    with mailing(session, name, as_of=as_of, feed=feed, over=over) as mails:
        made = mails.make_plan(keys)
        result = Result("plan", made.actions, failures_of(mails.problems))
    return finish(session, result, as_json=as_json)
