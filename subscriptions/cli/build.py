"""``publish.py build``: the website and its feeds."""

from __future__ import annotations

from datetime import datetime

import click

from plugins.engine.request import Report
from subscriptions.cli.building import Building
from subscriptions.cli.options import as_of_option
from subscriptions.cli.session import Session
from subscriptions.cli.site import request
from subscriptions.core.exit_codes import CONTENT, OK
from subscriptions.core.messages import Message, mark, message


@click.command(
    help=mark(
        "Build the website and its feeds. Any problem stops it, and the site stays as it was;"
        " with --lenient only what is broken is held back (exit code 3 all the same)."
    )
)
@as_of_option
@click.option("--lenient", is_flag=True, help=mark("Hold back only what is broken."))
@click.option(
    "--watch", "keep_on", is_flag=True, help=mark("Build again after every change, until Ctrl-C.")
)
@click.pass_obj
def command(session: Session, as_of: datetime | None, *, lenient: bool, keep_on: bool) -> int:
    """Build, and say what was done."""
    if keep_on:
        from subscriptions.cli.watch import watch  # noqa: PLC0415  # a build loads no watcher

        watch(session, session.clock(as_of), summary, lenient=lenient)
        return OK
    report = Building(request(session, session.clock(as_of)(), lenient=lenient)).finish()
    click.echo(summary(report).format(session.gettext))
    for problem in report.problems:
        click.echo(problem.told(session.gettext), err=True)
    return CONTENT if report.problems else OK


def summary(report: Report) -> Message:
    """One sentence about a build."""
    return message(
        "{items} items, {total} files: {changed} written, {deleted} deleted",
        items=report.items,
        total=report.written.total,
        changed=len(report.written.changed),
        deleted=len(report.written.deleted),
    )
