"""``publish.py search``: the index of the search, after pages, feeds and mail."""

from __future__ import annotations

import fcntl

import click

from subscriptions.adapters.search_index import SearchIndex, SearchIndexError
from subscriptions.cli.output import say
from subscriptions.cli.session import Session
from subscriptions.core.exit_codes import INCOMPLETE, OK, USAGE
from subscriptions.core.messages import mark, message


@click.command(
    help=mark(
        "Make the index of the search from the pages in output/, if any has changed. It may take a"
        " minute, so build and publish leave it out; call it after them. With search: false in"
        " town.yml the index is taken away."
    )
)
@click.pass_obj
def command(session: Session) -> int:
    """Make the index, and say whether there was anything to do."""
    session.lenient = True
    places = session.places
    index = SearchIndex(places.output, places.var / "cache" / "search-index", session.town.language)
    if not session.town.search:
        index.remove()
        return OK
    if not (places.output / "index.html").is_file():
        what = message("there is no site in {folder} yet", folder=places.output)
        say(session, what)
        return USAGE
    places.var.mkdir(parents=True, exist_ok=True)
    with (places.var / "search.lock").open("a") as lock:
        # A second one waits, and then finds nothing to do.
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            made = index.update()
        except SearchIndexError as error:
            say(session, error.message)
            return INCOMPLETE
    say(session, message("The search finds what is new.") if made else message("Nothing is new."))
    return OK
