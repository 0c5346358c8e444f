"""``publish.py check``: every problem of the content, at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

import click

from plugins.engine.build import check
from subscriptions.cli.options import as_of_option
from subscriptions.cli.session import Session
from subscriptions.cli.site import request
from subscriptions.core.exit_codes import CONTENT, OK
from subscriptions.core.messages import mark, message
from subscriptions.core.problem_formats import FORMATS
from subscriptions.core.problems import InvalidContentError, Problem


@click.command(
    help=mark(
        "Read all content, topics.yml and town.yml, and print every problem and hint as"
        " path:line: message. With PATHs, print those of these files only; nothing is ever written."
        " Hints alone leave the exit code 0."
    )
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    help=mark(
        "How to print them: as text, for GitHub and Forgejo, for GitLab (Code Quality), as SARIF"
        " 2.1.0 or as JSON."
    ),
)
@as_of_option
@click.pass_obj
def command(session: Session, paths: tuple[Path, ...], form: str, as_of: datetime | None) -> int:
    """Print the problems on stderr, or as a document on stdout."""
    try:
        problems: Sequence[Problem] = check(request(session, session.clock(as_of)()))
    except InvalidContentError as error:  # town.yml or topics.yml
        problems = error.problems
    if paths:
        problems = problems_of(session, problems, paths)
    code = CONTENT if any(problem.level == "error" for problem in problems) else OK
    if form == "text":
        print_problems(session, problems)
        if code == OK:
            click.echo(message("No problems.").format(session.gettext))
    elif text := FORMATS[form](problems, session.gettext):
        click.echo(text)
    return code


def problems_of(
    session: Session, problems: Iterable[Problem], paths: Iterable[Path]
) -> tuple[Problem, ...]:
    """Those in these files and folders."""
    wanted = [place for path in paths for place in _places(path)]
    return tuple(
        problem
        for problem in problems
        for places in [_places(session.places.site / problem.path)]
        if any(place.is_relative_to(path) for place in places for path in wanted)
    )


def print_problems(session: Session, problems: Iterable[Problem]) -> None:
    """Each on a line of stderr, in an editor's words."""
    for problem in problems:
        click.echo(problem.told(session.gettext), err=True)


def _places(path: Path) -> tuple[Path, ...]:
    """Where a path leads, through links and as it is written."""
    try:
        return path.absolute(), path.resolve()
    except (OSError, RuntimeError):  # links in a circle
        return (path.absolute(),)
