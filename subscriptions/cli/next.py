"""``publish.py next``: when the site changes by itself, for whoever starts the next build."""

from __future__ import annotations

import json
from datetime import datetime

import click

from plugins.engine.build import upcoming
from subscriptions.adapters.settings import ConfigurationError
from subscriptions.cli.mailing import feed_entries
from subscriptions.cli.options import as_of_option, json_option
from subscriptions.cli.output import say
from subscriptions.cli.session import Session
from subscriptions.cli.site import request
from subscriptions.core.changes import Change, earlier
from subscriptions.core.dates import ZONE
from subscriptions.core.exit_codes import OK
from subscriptions.core.messages import mark, message
from subscriptions.core.problems import InvalidContentError
from subscriptions.core.reminders import next_reminder
from subscriptions.core.report import failures_of


@click.command(
    help=mark(
        "Print the next moment at which a build shows something else although nobody wrote"
        " anything (a validity or deadline ends, an item becomes public), or at which a digest or"
        " what waits for the end of quiet hours may be mailed. What changes stands on stderr."
        " Prints no moment if there is none."
    )
)
@as_of_option
@click.option(
    "--reminders",
    is_flag=True,
    help=mark("Also the next moment at which the staff is to be reminded of a warning."),
)
@json_option
@click.pass_obj
def command(session: Session, as_of: datetime | None, *, reminders: bool, as_json: bool) -> int:
    """Print the moment (RFC 3339), or a document."""
    session.lenient = True
    now = session.clock(as_of)()
    change = upcoming(request(session, now, lenient=True))
    if reminders:
        change = earlier(change, _reminder(session, now))
    if as_json:
        click.echo(json.dumps(_document(change), ensure_ascii=False, indent=2))
        return OK
    if change is None:
        say(session, message("Nothing changes by itself."))
        return OK
    click.echo(_written(change))
    for line in change.lines():
        say(session, line)
    return OK


def _reminder(session: Session, now: datetime) -> Change | None:
    try:
        found = next_reminder(feed_entries(session), now)
    except ConfigurationError as error:
        say(session, error.message)
        return None
    except InvalidContentError as error:
        for failure in failures_of(error.problems):
            say(session, failure.message)
        return None
    return Change(found[0], (("reminder", found[1]),)) if found else None


def _written(change: Change) -> str:
    return change.at.astimezone(ZONE).isoformat()


def _document(change: Change | None) -> dict[str, object]:
    what = change.what if change else ()
    return {
        "schema": 1,
        "command": "next",
        "status": "ok",
        "next": _written(change) if change else None,
        "changes": [{"item": item, "what": kind} for kind, item in what],
        "errors": [],
    }
