"""The site of one moment: everything that its pages and feeds show, decided once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from typing import NamedTuple

from slugify import slugify

from plugins.engine.content import Content
from plugins.engine.entries import Entries, Kept, LazyEntries
from plugins.engine.faces import Faces
from plugins.engine.folder import Folder
from plugins.engine.reading import Reading
from plugins.engine.rendered import Rendered
from plugins.engine.request import Request
from subscriptions.core.attachments import ATTACHMENTS, FileSize
from subscriptions.core.cap import CapMessages
from subscriptions.core.incidents import Incidents, needing_attention
from subscriptions.core.item import Item
from subscriptions.core.pages import Page, Service
from subscriptions.core.pools import Pool
from subscriptions.core.relations import Relations, relations_of
from subscriptions.core.shown import is_published
from subscriptions.core.sign_up import SignUp
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town


@dataclass(frozen=True, slots=True)
class Site:
    """``items`` are published at ``now``, newest first; withdrawn ones are among them.

    ``entries`` are the feed entries by identity, ``faces`` the hashes of what is shown of an item;
    ``held`` names items shown in their last good version. ``listed`` is what lists and feeds show:
    all but the withdrawn; ``alerts`` are the warnings of the banner. All are newest first.
    ``places`` are the positions in ``listed``;
    ``readings`` are all files, by source. ``gone`` were published once, and their files are
    no longer there. ``pools`` are in the order of their names.
    ``cap`` are the messages of the Common Alerting Protocol.
    ``size_of`` tells the sizes of files, as they were first.
    ``sign_up``: where the form for e-mail goes, None without a Listmonk.
    """

    town: Town
    topics: Topics
    now: datetime
    folder: Folder
    size_of: FileSize
    items: tuple[Item, ...]
    gone: tuple[Item, ...]
    texts: Mapping[str, Rendered]
    entries: LazyEntries
    readings: dict[str, Reading]
    faces: Faces
    relations: Relations
    pages: tuple[Page, ...]
    services: tuple[Service, ...]
    pools: tuple[Pool, ...]
    held: frozenset[str]
    listed: tuple[Item, ...]
    by_topic: Mapping[str, tuple[Item, ...]]
    alerts: tuple[Item, ...]
    places: Mapping[str, int]
    cap: CapMessages
    sign_up: SignUp | None = None

    def of_topic(self, topic_id: str) -> tuple[Item, ...]:
        """The listed items of one topic, newest first."""
        return self.by_topic.get(topic_id, ())

    def years(self, topic_id: str) -> Mapping[int, tuple[Item, ...]]:
        """The listed items of one topic by year, newest first."""
        grouped = groupby(self.of_topic(topic_id), key=lambda item: item.month[:4])
        return {int(year): tuple(items) for year, items in grouped}


def site_of(
    content: Content,
    request: Request,
    held: frozenset[str] = frozenset(),
    kept: Callable[[], Mapping[str, Kept]] = dict,
) -> Site:
    """Decide what the site shows at the request's ``now``.

    ``held``: the items that are last good versions. ``kept``: entries as they were written before.
    """
    town, folder, now = request.town, request.folder, request.now.astimezone(UTC)
    items, gone = _published(content.items[::-1], now), _published(content.gone, now)
    relations, orders = relations_of(items, gone), _orders(items)
    size_of = cache(folder.size_of)
    entries = Entries(town, size_of, relations, held, request.translations.gettext)
    faces = Faces(folder.stamps(ATTACHMENTS), content.readings, relations, held, now)
    return Site(
        town=town,
        topics=request.topics,
        now=now,
        folder=folder,
        size_of=size_of,
        items=items,
        gone=gone,
        texts=content.texts,
        entries=LazyEntries(entries, orders.known, content.texts, faces.whole, kept),
        readings=content.readings,
        faces=faces,
        relations=relations,
        pages=content.pages,
        services=content.services,
        pools=_by_name(content.pools),
        held=held,
        listed=tuple(orders.listed),
        by_topic={topic: tuple(some) for topic, some in orders.by_topic.items()},
        alerts=_alerts(orders.known, relations.incidents, now),
        places=orders.places,
        cap=CapMessages(relations.involved, relations.incidents, town),
        sign_up=request.sign_up,
    )


def _published(items: Iterable[Item], now: datetime) -> tuple[Item, ...]:
    return tuple(item for item in items if is_published(item, now))


def _alerts(known: Mapping[str, Item], incidents: Incidents, now: datetime) -> tuple[Item, ...]:
    """Only the last word of an incident is one, if its file is still there."""
    heads = (item for item in incidents.heads() if item.id in known)
    return needing_attention(heads, incidents, now)


def _by_name(pools: Iterable[Pool]) -> tuple[Pool, ...]:
    return tuple(sorted(pools, key=lambda pool: (slugify(pool.title), pool.id)))


class _Orders(NamedTuple):
    known: dict[str, Item]
    listed: list[Item]
    places: dict[str, int]
    by_topic: dict[str, list[Item]]


def _orders(items: Iterable[Item]) -> _Orders:
    """All of them in one walk: thousands of items lie far apart in memory."""
    orders = _Orders({}, [], {}, {})
    known, listed, places, by_topic = orders
    for item in items:
        identity = item.id
        known[identity] = item
        if not item.withdrawn:
            places[identity] = len(listed)
            listed.append(item)
            for topic in item.topics:
                by_topic.setdefault(topic, []).append(item)
    return orders
