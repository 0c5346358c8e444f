"""``publish.py check``: every problem of the content, at once."""

from __future__ import annotations

from pathlib import Path

import click

from plugins.engine.build import check
from subscriptions.cli.session import Session
from subscriptions.cli.site import request
from subscriptions.core.exit_codes import CONTENT, OK
from subscriptions.core.messages import mark, message


@click.command(
    help=mark(
        "Read all content, topics.yml and town.yml, and print every problem as path:line: message."
        " With PATHs, print those of these files only; nothing is ever written."
    )
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.pass_obj
def command(session: Session, paths: tuple[Path, ...]) -> int:
    """Print the problems on stderr."""
    problems = check(request(session, session.clock(None)()))
    if paths:
        wanted = [place for path in paths for place in _places(path)]
        problems = tuple(
            problem
            for problem in problems
            for places in [_places(session.places.site / problem.path)]
            if any(place.is_relative_to(path) for place in places for path in wanted)
        )
    for problem in problems:
        click.echo(problem.format(session.gettext), err=True)
    if not problems:
        click.echo(message("No problems.").format(session.gettext))
    return CONTENT if problems else OK


def _places(path: Path) -> tuple[Path, ...]:
    """Where a path leads, through links and as it is written."""
    try:
        return path.absolute(), path.resolve()
    except (OSError, RuntimeError):  # links in a circle
        return (path.absolute(),)
