"""Tables and sentences on the terminal, or one JSON document: results on stdout, the rest not."""

from __future__ import annotations

import json
import sys

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from subscriptions.cli.logs import log_decisions
from subscriptions.cli.session import Session
from subscriptions.core.actions import FAILURES, Action
from subscriptions.core.characters import visible, visible_lines
from subscriptions.core.messages import Message, message
from subscriptions.core.report import VERBS, Failure, Result, title_of

_WIDE = 160
_SENT_NOW = message("sent now")


def say(session: Session, what: Message) -> None:
    """A sentence about progress, on stderr."""
    tell(what.format(session.gettext), err=True)


def tell(text: str, *, err: bool = False) -> None:
    """Print lines in which a terminal finds nothing to obey."""
    click.echo(visible_lines(text), err=err)


def finish(session: Session, result: Result, *, as_json: bool) -> int:
    """Print a result; the exit code."""
    if result.command in ("send", "publish"):
        log_decisions(result)
    if as_json:
        tell(json.dumps(result.envelope(session.gettext), ensure_ascii=False, indent=2))
        return result.exit_code
    if result.shown:
        _print_table(session, result)
    elif result.command in ("plan", "send", "publish"):
        click.echo(message("Nothing is due.").format(session.gettext))
    for failure in result.failures:
        tell(_told(session, failure), err=True)
    if result.command in ("send", "publish"):
        click.echo(message("sent: {count}", count=len(result.now)).format(session.gettext))
    return result.exit_code


def _told(session: Session, failure: Failure) -> str:
    """A failure in a sentence; of a mistake in a file with the field's label, as check says it."""
    if failure.problem:
        return failure.problem.told(session.gettext)
    return visible(failure.message.format(session.gettext))


def _print_table(session: Session, result: Result) -> None:
    say_ = session.gettext
    console = Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in (
        message("What happens"),
        message("Subject"),
        message("Topics"),
        message("Recipients"),
        message("Why"),
    ):
        is_count = heading.text == "Recipients"
        table.add_column(
            heading.format(say_), justify="right" if is_count else "left", overflow="fold"
        )
    for action in result.shown:
        table.add_row(
            _verb(session, result, action),
            f"{_cell(title_of(action))}\n[dim]{_cell(str(action.key))}[/dim]",
            _cell(", ".join(action.entry.tags if action.entry else ())),
            _count(action),
            _cell(action.reason.format(say_)),
        )
    console.print(table)


def _cell(text: str) -> str:
    return escape(visible(text))


def _verb(session: Session, result: Result, action: Action) -> str:
    if str(action.key) in result.now and action.verb == "done":
        return f"[green]{_SENT_NOW.format(session.gettext)}[/green]"
    text = VERBS[action.verb].format(session.gettext)
    if action.verb in FAILURES or action.verb in ("hold", "forgotten"):
        return f"[red]{text}[/red]"
    return text


def _count(action: Action) -> str:
    if action.sent is not None and action.recipients is not None:
        return f"{action.sent}/{action.recipients}"
    return "–" if action.recipients is None else str(action.recipients)
