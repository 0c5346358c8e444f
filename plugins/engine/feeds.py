"""RSS 2.0 and Atom by feedgen, JSON Feed 1.1 by the seam's own model, and the list of feeds (OPML).

Two builds of the same content give the same bytes: no feed knows what time it is.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator

from plugins.engine.site import Site
from subscriptions.core.dates import ZONE
from subscriptions.core.feed import Entry, Feed, FeedInfo, feed_document
from subscriptions.core.item import Item
from subscriptions.core.shown import seam_items
from subscriptions.core.topics import Topic

NEWEST = 30
RSS_TYPE = "application/rss+xml"
ATOM_TYPE = "application/atom+xml"
JSON_TYPE = "application/feed+json"


@dataclass(frozen=True, slots=True)
class Channel:
    """One feed's name and contents; ``path`` is that of its page, ``name`` begins its files."""

    name: str
    title: str
    description: str
    path: str
    items: tuple[Item, ...]

    @property
    def rss(self) -> str:
        """Path of the RSS file."""
        return f"feeds/{self.name}.rss.xml"

    @property
    def atom(self) -> str:
        """Path of the Atom file."""
        return f"feeds/{self.name}.atom.xml"

    @property
    def json(self) -> str:
        """Path of the JSON Feed file."""
        return f"feeds/{self.name}.json"

    @property
    def calendar(self) -> str:
        """Path of the calendar file."""
        return f"feeds/{self.name}.ics"


def entries_of(site: Site, channel: Channel) -> tuple[Entry, ...]:
    """What the feed holds."""
    return tuple(site.entries[item.id] for item in channel.items)


def shown(site: Site, channel: Channel) -> tuple[object, ...]:
    """What decides the bytes of the feed's files, beside the town's settings."""
    return tuple(site.faces.whole(item) for item in channel.items)


def channel_of_topic(site: Site, topic: Topic) -> Channel:
    """The feed of one topic: its newest thirty items."""
    items = site.of_topic(topic.id)[:NEWEST]
    return Channel(
        name=topic.id,
        title=f"{site.town.title}: {topic.name}",
        description=topic.description or topic.name,
        path=topic.path,
        items=items,
    )


def channel_of_all(site: Site) -> Channel:
    """The feed of everything: the newest thirty items."""
    return Channel(
        name="alle",
        title=site.town.title,
        description=site.town.description or site.town.title,
        path="",
        items=site.listed[:NEWEST],
    )


def channels(site: Site) -> tuple[Channel, ...]:
    """The feed of everything, then that of each topic."""
    return (channel_of_all(site), *(channel_of_topic(site, topic) for topic in site.topics))


def seam(site: Site) -> Channel:
    """``alle.json``: everything that the publisher may need."""
    everything = channel_of_all(site)
    items = seam_items(site.items, site.relations.incidents, site.now)
    return Channel("alle", everything.title, everything.description, "", items)


def json_feed(site: Site, channel: Channel) -> bytes:
    """JSON Feed 1.1."""
    feed = Feed(
        title=channel.title,
        home_page_url=site.town.absolute(channel.path),
        feed_url=site.town.absolute(channel.json),
        description=channel.description,
        language=site.town.language,
        info=FeedInfo(site=site.town.site),
        items=(),
    )
    return feed_document(feed, [*site.entries.json(item.id for item in channel.items)])


class _AtomLinks(BaseEntryExtension):  # type: ignore[misc]
    """feedgen's Atom entries keep of each link only its address; this gives back the rest."""

    def __init__(self) -> None:
        self.links: list[dict[str, str]] = []

    def extend_atom(self, entry: Any) -> Any:
        """Add complete links (RFC 4287, 4.2.7)."""
        for attributes in self.links:
            # feedgen names its elements without their namespace and writes it as an attribute.
            entry.append(entry.makeelement("link", attributes))
        return entry


def rss(site: Site, channel: Channel) -> bytes:
    """RSS 2.0 with full text; the first attachment is the enclosure, as RSS allows one."""
    feed = _feed(site, channel, channel.rss, RSS_TYPE)
    for entry in entries_of(site, channel):
        added = _entry(site, entry)
        added.link(href=entry.url)
        for attachment in entry.attachments[:1]:
            added.enclosure(
                attachment.url, str(attachment.size_in_bytes or 0), attachment.mime_type
            )
        feed.add_entry(added, order="append")
    return bytes(feed.rss_str(pretty=True))


def atom(site: Site, channel: Channel) -> bytes:
    """Atom 1.0 (RFC 4287) with full text and every attachment."""
    feed = _feed(site, channel, channel.atom, ATOM_TYPE)
    for entry in entries_of(site, channel):
        added = _entry(site, entry)
        added.register_extension("complete_links", _AtomLinks, rss=False)
        added.complete_links.links = list(_links(entry))
        feed.add_entry(added, order="append")
    return bytes(feed.atom_str(pretty=True))


def _links(entry: Entry) -> Iterator[dict[str, str]]:
    yield {"href": entry.url, "rel": "alternate", "type": "text/html"}
    for attachment in entry.attachments:
        yield {
            "href": attachment.url,
            "rel": "enclosure",
            "type": attachment.mime_type,
            "title": attachment.title,
            "length": str(attachment.size_in_bytes or 0),
        }


def _feed(site: Site, channel: Channel, path: str, mime: str) -> FeedGenerator:
    feed = FeedGenerator()
    feed.id(site.town.tag("feed", channel.name))
    feed.title(channel.title)
    feed.subtitle(channel.description)
    feed.description(channel.description)
    feed.author(name=site.town.name)
    feed.language({"de": "de-DE"}.get(site.town.language, site.town.language))
    feed.link(href=site.town.absolute(path), rel="self", type=mime)
    # The last link becomes the RSS channel's own: the page for people.
    feed.link(href=site.town.absolute(channel.path), rel="alternate", type="text/html")
    feed.generator("Infokanal")
    updated = _updated(site, channel)
    feed.updated(updated)
    feed.lastBuildDate(updated)
    return feed


def _updated(site: Site, channel: Channel) -> datetime:
    """When the newest change was; for an empty feed the start of the town's identifiers."""
    moments = [entry.date_modified or entry.date_published for entry in entries_of(site, channel)]
    begin = datetime(site.town.ids.year, 1, 1, tzinfo=UTC)
    return max(moments, default=begin).astimezone(ZONE)


def _entry(site: Site, entry: Entry) -> FeedEntry:
    added = FeedEntry()
    added.id(entry.id)
    added.guid(entry.id, permalink=False)
    added.title(entry.title)
    added.published(entry.date_published.astimezone(ZONE))
    added.updated((entry.date_modified or entry.date_published).astimezone(ZONE))
    if entry.summary:
        added.summary(entry.summary)
    added.content(entry.content_html or entry.summary or entry.title, type="html")
    for tag in entry.tags:
        added.category(term=tag, label=site.topics[tag].name)
    return added


def opml(site: Site, channels: Sequence[Channel]) -> bytes:
    """All feeds for a feed reader to import (OPML 2.0)."""
    root = ET.Element("opml", version="2.0")
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = site.town.title
    body = ET.SubElement(root, "body")
    for channel in channels:
        ET.SubElement(
            body,
            "outline",
            type="rss",
            text=channel.title,
            title=channel.title,
            description=channel.description,
            xmlUrl=site.town.absolute(channel.atom),
            htmlUrl=site.town.absolute(channel.path),
        )
    ET.indent(root, " ")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
