"""The last good version of every file that was published (var/published/).

Only ``publish`` writes it. A broken file keeps its last good page; a warning that is still in force
does not vanish because its file did; the page of any other item stays and says that it was taken
back.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from plugins.engine.content import Content, read_content
from plugins.engine.files import write_atomically
from plugins.engine.folder import ITEMS, PAGES, POOLS, SERVICES, Folder
from plugins.engine.remains import keep_remains, read_remains
from plugins.engine.request import PUBLISHED
from plugins.engine.rows import row_of
from plugins.engine.stamps import hash_of
from plugins.engine.store import Store
from subscriptions.core.attachments import ATTACHMENTS
from subscriptions.core.item import Item
from subscriptions.core.pages import Page, Service
from subscriptions.core.pools import Pool
from subscriptions.core.problems import Problem
from subscriptions.core.remains import remains_of
from subscriptions.core.shown import is_published
from subscriptions.core.topics import Topics
from subscriptions.core.vanished import vanished


@dataclass(frozen=True, slots=True)
class Completed:
    """Content with last good versions in place of what is broken; ``held`` names those items."""

    content: Content
    held: frozenset[str]
    problems: tuple[Problem, ...]


def read_published(
    folder: Folder,
    content: Folder,
    topics: Topics,
    store: Store | None = None,
    *,
    is_demo: bool = True,
) -> Content:
    """The last good versions; nothing if there are none. What is broken among them is left out."""
    if not folder.root.is_dir():
        return Content()
    gone = read_remains(folder.root)
    known = {item.id: item for item in gone}
    found = read_content(
        folder,
        topics,
        sizes=content.sizes(ATTACHMENTS),
        before=known,
        any_pool=True,
        is_demo=is_demo,
        store=store,
    )
    return replace(found, gone=gone)


def complete(content: Content, published: Content, now: datetime) -> Completed:
    """Fill what is broken or wrongly deleted from the last good versions."""
    now = now.astimezone(UTC)
    if not (published.items or published.gone or content.problems):
        return Completed(content, frozenset(), ())
    published = _published_at(published, now)
    held = _held(content, published)
    lost = vanished(content.items, published.items, published.gone, held, now)
    kept = [*held, *lost]
    gone = _gone(content, published, {item.id for item in kept}, now)
    pages = _kept(PAGES, content.pages, published.pages, content)
    services = _kept(SERVICES, content.services, published.services, content)
    pools = _kept(POOLS, content.pools, published.pools, content)
    replaced = {item.id for item in kept}
    from_before = {thing.source for thing in kept}
    from_before |= {page.source for page in pages} | {service.source for service in services}
    from_before |= {pool.source for pool in pools}
    if not from_before:
        return Completed(replace(content, gone=gone), frozenset(), ())
    texts = ChainMap(
        {name: published.texts[name] for name in from_before},
        content.texts,  # type: ignore[arg-type]  # only its first map is ever written to
    )
    readings = {**content.readings, **{name: published.readings[name] for name in from_before}}
    items = (*(item for item in content.items if item.id not in replaced), *kept)
    return Completed(
        replace(
            content,
            items=tuple(sorted(items, key=attrgetter("sort_key"))),
            pages=(*content.pages, *pages),
            services=(*content.services, *services),
            pools=(*content.pools, *pools),
            texts=texts,
            readings=readings,
            gone=gone,
        ),
        frozenset(item.id for item in kept),
        tuple(lost.values()),
    )


def _published_at(published: Content, now: datetime) -> Content:
    """What was not public yet at ``now`` is no last good version."""
    return replace(published, items=tuple(i for i in published.items if is_published(i, now)))


def _held(content: Content, published: Content) -> list[Item]:
    """The last good versions of what is broken, or lies in a folder that cannot be read now."""
    there = {item.id for item in content.items}
    return [
        item
        for item in published.items
        if item.id in content.broken_ids or (ITEMS in content.unread and item.id not in there)
    ]


def _gone(
    content: Content, published: Content, lost: Collection[str], now: datetime
) -> tuple[Item, ...]:
    """What was published and is not there now, be it deleted, a draft or dated into the future."""
    present = {item.id for item in content.items if is_published(item, now)} | set(lost)
    gone = {item.id: item for item in published.gone if item.id not in present}
    gone |= {
        item.id: remains_of(item).item(item.source)
        for item in published.items
        if item.id not in present and item.id not in content.broken_ids
    }
    return tuple(item for _, item in sorted(gone.items()))


Static = TypeVar("Static", Page, Service, Pool)


def _kept(
    part: str, sound: Iterable[Static], published: Iterable[Static], content: Content
) -> tuple[Static, ...]:
    present = {thing.path for thing in sound}
    broken = {Path(source).stem for source in content.broken}
    return tuple(
        thing
        for thing in published
        if thing.path not in present
        and (part in content.unread or Path(thing.source).stem in broken)
    )


def remember(
    content: Content,
    before: Mapping[str, bytes],
    folder: Path,
    origin: Folder,
    store: Store | None = None,
) -> None:
    """Keep the sound files of this build as the last good versions, and drop those of gone ones.

    ``before``: the hash of each that was kept until now, by its source. Of thousands of files only
    those are opened that differ, and what they say is known: the store need not read them again.
    """
    wanted = set()
    rows = []
    for part, things in (
        (ITEMS, content.items),
        (PAGES, content.pages),
        (SERVICES, content.services),
        (POOLS, content.pools),
    ):
        for thing in things:
            kept = f"{PUBLISHED}/{part}/{thing.id}.md"
            wanted.add(kept)
            one = content.readings[thing.source]
            if before.get(kept) == one.whole:
                continue
            data = (origin.root / Path(thing.source).relative_to(origin.name)).read_bytes()
            # Of a file that was changed since, this build does not know whether it is good.
            if hash_of(data) == one.whole:
                target = folder / part / f"{thing.id}.md"
                stamp = write_atomically(target, data)
                copy = thing.model_copy(update={"source": kept})
                row = row_of(stamp, one._replace(source=kept, thing=copy))
                rows.append((kept, row, content.texts[thing.source].html))
    lost = before.keys() - wanted
    for source in lost:
        (folder / Path(source).relative_to(PUBLISHED)).unlink(missing_ok=True)
    if store and (rows or lost):
        store.keep_readings(PUBLISHED, rows, lost, is_ours=True)
    keep_remains(content.gone, folder)
