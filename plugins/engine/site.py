"""The site of one moment: everything that its pages and feeds show, decided once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from plugins.engine.content import Content, Hashes
from plugins.engine.entries import Entries, LazyEntries
from plugins.engine.faces import Faces
from plugins.engine.folder import Folder
from plugins.engine.markdown import Rendered
from subscriptions.core.candidates import WARNING_AHEAD
from subscriptions.core.cap import CapMessage, cap_messages
from subscriptions.core.feed import (
    Entry,
)
from subscriptions.core.incidents import Incidents, needs_attention
from subscriptions.core.item import Item
from subscriptions.core.messages import Gettext
from subscriptions.core.pages import Page, Service
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

# The seam (alle.json) reaches back so far from the newest item, and holds at least so many.
SEAM_DAYS = timedelta(days=90)
SEAM_LEAST = 50


@dataclass(frozen=True, slots=True)
class Site:
    """``items`` are published at ``now``, newest first; withdrawn ones are among them.

    ``entries`` are the feed entries by identity, ``faces`` the hashes of what is shown of an item;
    ``held`` names items shown in their last good version. ``listed`` is what lists and feeds show:
    all but the withdrawn; ``alerts`` are the warnings of the banner. All are newest first.
    ``places`` are the positions in ``listed``;
    ``hashes`` are those of all files, by source. ``cap`` are the messages of the Common Alerting
    Protocol by the identity of their item.
    """

    town: Town
    topics: Topics
    now: datetime
    folder: Folder
    items: tuple[Item, ...]
    texts: Mapping[str, Rendered]
    entries: Mapping[str, Entry]
    hashes: Mapping[str, Hashes]
    faces: Faces
    incidents: Incidents
    pages: tuple[Page, ...]
    services: tuple[Service, ...]
    held: frozenset[str]
    listed: tuple[Item, ...]
    by_topic: Mapping[str, tuple[Item, ...]]
    alerts: tuple[Item, ...]
    places: Mapping[str, int]
    cap: Mapping[str, tuple[CapMessage, ...]]

    def of_topic(self, topic_id: str) -> tuple[Item, ...]:
        """The listed items of one topic, newest first."""
        return self.by_topic.get(topic_id, ())

    def years(self, topic_id: str) -> Mapping[int, tuple[Item, ...]]:
        """The listed items of one topic by year, newest first."""
        grouped = groupby(self.of_topic(topic_id), key=lambda item: item.date.at.year)
        return {year: tuple(items) for year, items in grouped}


def is_published(item: Item, now: datetime) -> bool:
    """No draft, and not dated in the future (a warning may be by thirty minutes)."""
    ahead = WARNING_AHEAD if item.is_warning else timedelta()
    return not item.draft and item.date.at <= now + ahead


def site_of(
    content: Content,
    *,
    town: Town,
    topics: Topics,
    folder: Folder,
    now: datetime,
    gettext: Gettext,
    held: frozenset[str] = frozenset(),
) -> Site:
    """Decide what the site shows at ``now``."""
    items = tuple(item for item in reversed(content.items) if is_published(item, now))
    incidents = Incidents(items)
    entries = Entries(town, folder, incidents, held, gettext)
    listed = tuple(item for item in items if not item.withdrawn)
    return Site(
        town=town,
        topics=topics,
        now=now,
        folder=folder,
        items=items,
        texts=content.texts,
        entries=LazyEntries(entries, {item.id: item for item in items}, content.texts),
        hashes=content.hashes,
        faces=Faces(folder, content.hashes, incidents, held, now),
        incidents=incidents,
        pages=content.pages,
        services=content.services,
        held=held,
        listed=listed,
        by_topic={
            topic.id: tuple(item for item in listed if topic.id in item.topics) for topic in topics
        },
        alerts=tuple(item for item in items if needs_attention(item, incidents, now)),
        places={item.id: number for number, item in enumerate(listed)},
        cap=_by_item(cap_messages(items, incidents, town)),
    )


def _by_item(messages: Iterable[CapMessage]) -> Mapping[str, tuple[CapMessage, ...]]:
    found: dict[str, tuple[CapMessage, ...]] = {}
    for one in messages:
        found[one.item.id] = (*found.get(one.item.id, ()), one)
    return found


def seam_items(items: Iterable[Item], incidents: Incidents, now: datetime) -> tuple[Item, ...]:
    """What the publisher may need, newest first (design of alle.json in docs/architecture.md)."""
    listed = tuple(items)
    if not listed:
        return ()
    # A note dated far ahead must not move what is due now out of sight.
    begin = min(max(item.updated for item in listed), now) - SEAM_DAYS
    return tuple(
        item
        for number, item in enumerate(listed)
        if number < SEAM_LEAST or _reaches(item, begin) or _is_open(item, incidents, now)
    )


def _reaches(item: Item, begin: datetime) -> bool:
    moments = [item.updated]
    moments += [m.at for m in (item.deadline, item.end, item.start, item.expires) if m]
    return max(moments) >= begin


def _is_open(item: Item, incidents: Incidents, now: datetime) -> bool:
    return any(needs_attention(other, incidents, now) for other in incidents.members(item))
