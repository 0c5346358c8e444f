"""``publish.py publish``: build, holding back only what is broken, and mail what is due."""

from __future__ import annotations

from dataclasses import replace

import click

from plugins.engine.build import build
from subscriptions.cli.build import summary
from subscriptions.cli.mailing import mailing
from subscriptions.cli.output import finish, say
from subscriptions.cli.plan import over_option
from subscriptions.cli.send import send, wait_option
from subscriptions.cli.session import Session, json_option, to_option
from subscriptions.cli.site import request
from subscriptions.core.messages import mark
from subscriptions.core.report import failures_of


@click.command(
    help=mark(
        "Build the site, holding back only what is broken, then mail what is due. A mistake in one"
        " item stops no other; it is told at the end, with exit code 3."
    )
)
@to_option
@over_option
@wait_option
@json_option
@click.pass_obj
def command(
    session: Session, to: str | None, over: tuple[str, ...], wait: float, *, as_json: bool
) -> int:
    """Build, send, report."""
    name = session.server_name(to)
    report = build(request(session, session.clock(None)(), lenient=True, remember=True))
    say(session, summary(report))
    with mailing(session, name, over=over) as mails:
        result = send(mails, "publish", wait=wait)
    failures = (*failures_of(report.problems), *result.failures)
    return finish(session, replace(result, failures=failures), as_json=as_json)
