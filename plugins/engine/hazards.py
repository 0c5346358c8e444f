"""The page of all warnings: what nobody has lifted yet, then what is past, by year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from plugins.engine.frame import Context, Frame
from plugins.engine.output import Output, Shown
from plugins.engine.site import Site
from plugins.engine.views import FeedLink, topic_feeds
from subscriptions.core.item import Item
from subscriptions.core.topics import Topic

PATH = "gefahren/"


def outputs(frame: Frame) -> Iterator[Output]:
    """The page of all warnings."""
    site = frame.site
    warnings = (item for item in site.relations.involved if item.is_warning)
    newest = max((item.updated_at for item in warnings), default=None)
    shows = partial(_shows, site)
    yield frame.page(PATH, "hazards.html", partial(_hazards, frame), newest, shows)


def _shows(site: Site) -> Shown:
    return (site.faces.faces(site.alerts), site.faces.faces(site.relations.incidents.heads()))


def _hazards(frame: Frame) -> Context:
    site = frame.site
    topics = _warning_topics(site)
    feeds: tuple[FeedLink, ...] = ()
    for topic in topics:
        feeds += topic_feeds(topic)
    return {
        **frame.head(
            frame.gettext("Hazards"),
            PATH,
            frame.gettext("Warnings of the town: which are open, and which are past."),
            feeds,
            icon="warning",
        ),
        "active": frame.views.cards(site.alerts),
        "past": tuple(
            {"year": year, "items": frame.views.cards(tuple(items))}
            for year, items in groupby(_past(site), key=lambda item: item.date.at.year)
        ),
        "warning_topics": topics,
    }


def _past(site: Site) -> Iterator[Item]:
    """The last word of every incident that needs no attention any more, newest first."""
    active = {item.id for item in site.alerts}
    return (item for item in site.relations.incidents.heads() if item.id not in active)


def _warning_topics(site: Site) -> tuple[Topic, ...]:
    return tuple(topic for topic in site.topics if topic.kind == "warning")
