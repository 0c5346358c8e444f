"""The files of the feeds, and the page that explains them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from plugins.engine import feeds
from plugins.engine.cap import index_links
from plugins.engine.frame import Context, Frame
from plugins.engine.output import Output
from plugins.engine.site import Site
from plugins.engine.views import feeds_of


def outputs(frame: Frame) -> Iterator[Output]:
    """RSS, Atom and JSON of everything and of each topic, their list as OPML, their page."""
    site = frame.site
    channels = feeds.channels(site)
    for channel in channels:
        yield _file(site, channel, channel.rss, feeds.rss)
        yield _file(site, channel, channel.atom, feeds.atom)
        if channel.name != "alle":
            yield _file(site, channel, channel.json, feeds.json_feed)
    seam = feeds.seam(site)
    yield _file(site, seam, seam.json, feeds.json_feed)
    yield Output("feeds/themen.opml", partial(feeds.opml, site, channels), shows=tuple)
    yield frame.page("feeds/", "feeds.html", partial(_page, frame, channels), shows=tuple)


def _file(
    site: Site, channel: feeds.Channel, path: str, make: Callable[[Site, feeds.Channel], bytes]
) -> Output:
    return Output(
        path,
        partial(make, site, channel),
        shows=partial(feeds.shown, site, channel),
        texts=[item.source for item in channel.items],
    )


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
