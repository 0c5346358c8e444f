"""Rows and sentences on the terminal, or one JSON document: results on stdout, the rest not."""

from __future__ import annotations

import json
import sys
from textwrap import fill

import click
from rich.console import Console
from rich.markup import escape

from subscriptions.cli.logs import log_decisions
from subscriptions.cli.session import Session
from subscriptions.core.actions import FAILURES, Action
from subscriptions.core.characters import visible, visible_lines
from subscriptions.core.messages import Message, message
from subscriptions.core.report import Failure, Result, rest_of, title_of, verb_of

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
        _print_rows(session, result)
    elif result.command in ("plan", "send", "publish"):
        click.echo(message("Nothing is due.").format(session.gettext))
    for failure in result.failures:
        tell(_told(session, failure), err=True)
    if result.command in ("send", "publish"):
        click.echo(message("sent: {count}", count=len(result.now)).format(session.gettext))
    elif result.command == "plan" and result.shown:
        click.echo(_summary(session, result))
    return result.exit_code


def _told(session: Session, failure: Failure) -> str:
    """A failure in a sentence; of a mistake in a file with the field's label, as check says it."""
    if failure.problem:
        return failure.problem.told(session.gettext)
    return visible(failure.message.format(session.gettext))


def _print_rows(session: Session, result: Result) -> None:
    """Rows for each mail: word and subject, its key whole so that it can be copied, the rest."""
    console = Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)
    for action in result.shown:
        console.print(f"[bold]{_verb(session, result, action)}[/bold]  {_cell(title_of(action))}")
        details = fill(
            visible(_details(session, action)),
            console.width,
            initial_indent="  ",
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for row in (f"  [dim]{_cell(str(action.key))}[/dim]", escape(details)):
            console.print(row, no_wrap=True, overflow="ignore", crop=False)


def _details(session: Session, action: Action) -> str:
    """``vereine · Empfänger: 220 · ist fällig``, as far as there is something to say."""
    count = _count(action)
    size = message("Recipients: {count}", count=count).format(session.gettext) if count else ""
    parts = (", ".join(action.topics), size, action.reason.format(session.gettext))
    return " · ".join(part for part in parts if part)


def _summary(session: Session, result: Result) -> str:
    """How many would be sent now, and how many of the rest there are."""
    due = sum(action.delivers for action in result.shown)
    what = message("To be sent now: {count}.", count=due)
    if not due:
        what = message("Nothing would be sent now.")
    counts = [f"{word.format(session.gettext)}: {count}" for word, count in rest_of(result.shown)]
    if counts:
        what = message("{what} Besides: {rest}.", what=what, rest=", ".join(counts))
    return what.format(session.gettext)


def _cell(text: str) -> str:
    return escape(visible(text))


def _verb(session: Session, result: Result, action: Action) -> str:
    if str(action.key) in result.now and action.verb == "done":
        return f"[green]{_SENT_NOW.format(session.gettext)}[/green]"
    text = verb_of(action).format(session.gettext)
    if action.verb in FAILURES or action.verb in ("hold", "forgotten"):
        return f"[red]{text}[/red]"
    return text


def _count(action: Action) -> str:
    if action.sent is not None and action.recipients is not None:
        return f"{action.sent}/{action.recipients}"
    return "" if action.recipients is None else str(action.recipients)
