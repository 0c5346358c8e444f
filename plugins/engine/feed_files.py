"""The files of the feeds, and the page that explains them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.engine import feeds
from plugins.engine.cap import index_links
from plugins.engine.frame import Context, Frame
from plugins.engine.output import Output
from plugins.engine.views import feeds_of


def outputs(frame: Frame) -> Iterator[Output]:
    """RSS, Atom and JSON of everything and of each topic, their list as OPML, their page."""
    site = frame.site
    channels = feeds.channels(site)
    for channel in channels:
        shows = feeds.shown(site, channel)
        yield Output(channel.rss, partial(feeds.rss, site, channel), shows=shows)
        yield Output(channel.atom, partial(feeds.atom, site, channel), shows=shows)
        if channel.name != "alle":
            yield Output(channel.json, partial(feeds.json_feed, site, channel), shows=shows)
    seam = feeds.seam(site)
    make = partial(feeds.json_feed, site, seam)
    yield Output(seam.json, make, shows=feeds.shown(site, seam))
    yield Output("feeds/themen.opml", partial(feeds.opml, site, channels), shows=())
    yield frame.page("feeds/", "feeds.html", partial(_page, frame, channels), shows=())


def _page(frame: Frame, channels: tuple[feeds.Channel, ...]) -> Context:
    links = feeds_of("alle", frame.site.town.title)
    return {
        **frame.head(
            frame.gettext("Feeds and calendars"),
            "feeds/",
            frame.gettext("Every topic as a feed and as a calendar, for other programs."),
            links,
        ),
        "feeds": tuple((c.title, c.rss, c.atom, c.json) for c in channels),
        "calendars": tuple((c.title, c.calendar) for c in channels),
        "opml": "feeds/themen.opml",
        "cap": index_links(frame),
    }
