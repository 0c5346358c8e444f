"""``publish.py build``: the website and its feeds."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import datetime

import click

from plugins.engine.beside import Beside
from plugins.engine.garbage import no_collection
from plugins.engine.request import Report, Request
from plugins.engine.unchanged import Seen, lie_there, look, open_store, since_last_build
from subscriptions.cli.session import Session, as_of_option
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
    report = built(request(session, session.clock(as_of)(), lenient=lenient))
    click.echo(summary(report).format(session.gettext))
    for problem in report.problems:
        click.echo(problem.told(session.gettext), err=True)
    return CONTENT if report.problems else OK


def built(asked: Request) -> Report:
    """Build, if there is anything to do.

    Raises:
        InvalidContentError: as ``plugins.engine.build.build``.
    """
    # The build itself allows collection again when everything is decided.
    with no_collection(), closing(open_store(asked)) as store:
        known = store.outputs()
        looking = Beside(lambda: look(asked.folder))
        outputs = Beside(lambda: lie_there(asked.output, known))
        published = Beside(lambda: look(asked.last_good)) if asked.remember else None
        store.rows(asked.folder.name)
        asked = replace(asked, found=looking.result)
        since = since_last_build(asked, store)
        if since is None or since.differing:
            import plugins.engine.build  # noqa: F401, PLC0415  # slow to load, in the meantime
        if published:
            asked = replace(asked, found_published=published.result)
        seen = Seen(since, outputs.result)
        if seen.report:
            return seen.report
        from plugins.engine.build import build  # noqa: PLC0415

        return build(asked, store, seen)


def summary(report: Report) -> Message:
    """One sentence about a build."""
    return message(
        "{items} items, {total} files: {changed} written, {deleted} deleted",
        items=report.items,
        total=report.written.total,
        changed=len(report.written.changed),
        deleted=len(report.written.deleted),
    )
