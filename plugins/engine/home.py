"""The front page."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.engine.frame import Context, Frame
from plugins.engine.next_dates import next_dates
from plugins.engine.output import Output
from plugins.engine.pools import pools_today
from plugins.engine.tenders import next_deadlines
from plugins.engine.views import feeds_of, topic_feeds
from subscriptions.core.directory import situations

# So many stand on the front page; the chips of the topics lead on.
HEADLINES = 8


def outputs(frame: Frame) -> Iterator[Output]:
    """The front page."""
    newest = max((item.updated_at for item in frame.site.items), default=None)
    yield frame.page("", "home.html", lambda: _home(frame), newest, alerts=True)


def _home(frame: Frame) -> Context:
    site = frame.site
    links = feeds_of("alle", site.town.title)
    for topic in site.topics:
        links += topic_feeds(topic)[:2]
    return {
        **frame.head(site.town.title, "", site.town.description, links),
        "latest": frame.views.cards(site.listed[:HEADLINES]),
        "has_services": bool(site.services),
        "situations": situations(site.services),
        "pools": pools_today(frame),
        "open_tenders": next_deadlines(frame),
        "next_dates": next_dates(frame),
    }
