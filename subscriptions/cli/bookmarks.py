"""``publish.py bookmarks``: a page for editors with a phone, one per code hosting service."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.engine.build import survey
from plugins.engine.files import write_atomically
from plugins.engine.prepared import read_prepared_texts
from subscriptions.adapters.program import ROOT
from subscriptions.cli.options import as_of_option
from subscriptions.cli.session import Session
from subscriptions.cli.site import request
from subscriptions.core.bookmarks import Bookmarks
from subscriptions.core.exit_codes import OK
from subscriptions.core.fields import is_web_address
from subscriptions.core.follow_ups import open_follow_ups
from subscriptions.core.forges import FORGES, Repository
from subscriptions.core.formats import Formats
from subscriptions.core.messages import mark, message

_TEMPLATES = ROOT / "subscriptions" / "editing"


@click.command(
    help=mark(
        "Write a page of bookmarks for editors with a phone: each opens the “new file” form of the"
        " code hosting service with a prepared text in place. The page is not part of the website."
    )
)
@click.option(
    "--forge", type=click.Choice(list(FORGES)), required=True, help=mark("Which service it is.")
)
@click.option(
    "--repository",
    metavar="URL",
    required=True,
    help=mark("The web address of the repository with the content."),
)
@click.option(
    "--branch",
    default="main",
    show_default=True,
    help=mark("The branch from which is published."),
)
@click.option(
    "--file",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help=mark("Where to write it; var/bookmarks-FORGE.html by default."),
)
@as_of_option
@click.pass_obj
def command(
    session: Session,
    forge: str,
    repository: str,
    branch: str,
    target: Path | None,
    as_of: datetime | None,
) -> int:
    """Write the page, and say where it is."""
    url = repository.rstrip("/").removesuffix(".git")
    if not is_web_address(url):
        what = message("“{text}” is no web address; write https://…", text=repository)
        raise click.UsageError(what.format(session.gettext))
    session.lenient = True
    now = session.clock(as_of)()
    place = Repository(FORGES[forge], url, branch)
    path = target or session.places.var / f"bookmarks-{forge}.html"
    write_atomically(path, _page(session, place, now).encode())
    click.echo(str(path))
    return OK


def _page(session: Session, place: Repository, now: datetime) -> str:
    build = request(session, now, lenient=True)
    texts = read_prepared_texts(build.folder)
    known = open_follow_ups(survey(build).items, now)
    town = session.town
    links = Bookmarks(place, session.translations.gettext)
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(session.translations, newstyle=True)  # type: ignore[attr-defined]
    return environment.get_template("bookmarks.html.j2").render(
        language=town.language,
        town=town.name,
        accent=town.colours.accent,
        accent_dark=town.colours.accent_dark,
        forge=place.forge.title,
        branch=place.branch,
        copies=not place.forge.text,
        as_of=Formats(town.language).date_time(now),
        follow_ups=links.follow_ups(known, texts),
        groups=links.prepared(texts),
        topics=links.topics(session.topics),
    )
