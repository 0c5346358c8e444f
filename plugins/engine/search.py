"""The page of the search. What finds is made after the build (subscriptions/core/search.py)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.engine.frame import Context, Frame
from plugins.engine.output import Output
from subscriptions.core.search import INDEX_FOLDER, SEARCH_PATH


def outputs(frame: Frame) -> Iterator[Output]:
    """The page, with the archive below for whoever has no JavaScript."""
    if frame.site.town.search:
        yield frame.file(f"{SEARCH_PATH}index.html", "search.html", partial(_search, frame))


def _search(frame: Frame) -> Context:
    site = frame.site
    years = {topic.id: tuple(site.years(topic.id)) for topic in site.topics}
    about = frame.gettext("Find messages, services and pages by words, topic and year.")
    return {
        **frame.head(frame.gettext("Search"), SEARCH_PATH, about, noindex=True),
        "index_path": f"{INDEX_FOLDER}/",
        "topic_years": years,
        "years": sorted({year for some in years.values() for year in some}, reverse=True),
    }
