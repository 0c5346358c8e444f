"""``publish.py demo``: the fire at the Bahndamm, replayed with the embedded mail server."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from shutil import rmtree

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from plugins.engine.build import build
from plugins.engine.request import Report
from subscriptions.cli.mailing import mailing
from subscriptions.cli.output import finish
from subscriptions.cli.send import send
from subscriptions.cli.session import Session, default_places
from subscriptions.cli.site import request
from subscriptions.core.characters import visible
from subscriptions.core.dates import parse_moment
from subscriptions.core.exit_codes import OK
from subscriptions.core.formats import Formats
from subscriptions.core.messages import Message, mark, message
from subscriptions.core.report import Result, title_of

# 20:38 is the minute by which everybody had the first assessment.
_MOMENTS = (
    ("2022-07-14 20:38", message("the first assessment")),
    ("2022-07-14 21:40", message("the update")),
    ("2022-07-15 08:00", message("the all-clear of the next morning")),
    ("2022-07-15 08:00", message("the same once more")),
)


@click.command(
    short_help=mark("Replay the fire at the Bahndamm into demo/; nobody gets a mail."),
    help=mark(
        "Replay the fire at the Bahndamm on 14 July 2022 with the shipped content: build the site"
        " and mail what is due at 20:38, at 21:40 and the next morning, into demo/ and to nobody."
    ),
)
@click.pass_obj
def command(session: Session) -> int:
    """Replay, and print what was done."""
    places = session.places
    into = places.into / "demo" if places.into == places.site else places.into
    demo = Session(
        default_places(str(places.site), str(into)), session.environ, sleep=session.sleep
    )
    for folder in (demo.places.outbox, demo.places.var):
        rmtree(folder, ignore_errors=True)
    table = _table(session)
    code = OK
    for text, what in _MOMENTS:
        now = parse_moment(text).at
        report = build(replace(request(demo, now), remember=True))
        with mailing(demo, "outbox", as_of=now) as mails:
            result = send(mails, "demo", wait=0)
        _add_row(session, table, now, what, report, result)
        code = code or finish(session, replace(result, actions=()), as_json=False)
    Console(highlight=False).print(table)
    _how_to_look(session, demo.places.into)
    return code


def _table(session: Session) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (message("Time"), message("Site"), message("Mails sent")):
        table.add_column(heading.format(session.gettext), overflow="fold")
    return table


def _add_row(
    session: Session, table: Table, now: datetime, what: Message, report: Report, result: Result
) -> None:
    say = session.gettext
    sent = [
        f"{action.mail.subject if action.mail else _subject(action.campaign, title_of(action))}"
        for action in result.actions
        if str(action.key) in result.now
    ]
    site = message(
        "{items} items, {changed} files written",
        items=report.items,
        changed=len(report.written.changed),
    )
    count = message("{count} sent", count=len(sent)).format(say)
    table.add_row(
        f"{Formats(session.town.language).date_time(now)}\n[dim]{what.format(say)}[/dim]",
        site.format(say),
        "\n".join([count, *(f"[dim]{escape(visible(line))}[/dim]" for line in sent)]),
    )


def _subject(campaign: object, title: str) -> str:
    return str(getattr(campaign, "subject", "") or title)


def _how_to_look(session: Session, into: Path) -> None:
    text = message(
        "The site lies in {output}, the mails in {outbox}.\nTo look at both: make serve",
        output=into / "output",
        outbox=into / "outbox",
    )
    click.echo(f"\n{text.format(session.gettext)}")
