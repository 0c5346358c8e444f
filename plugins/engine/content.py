"""What the town says: all files of its content folder, read, typed and checked.

Every problem of every file is gathered; one broken file never hides another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import imagesize

from plugins.engine.folder import Folder
from plugins.engine.markdown import Rendered
from plugins.engine.reading import ITEMS, POOLS, Reading, Thing
from plugins.engine.readings import Readings, read_all
from plugins.engine.store import Store
from subscriptions.core.attachments import FileSize, check_files, is_inside
from subscriptions.core.checks import check_together
from subscriptions.core.directory import check_situations
from subscriptions.core.item import Item
from subscriptions.core.messages import message
from subscriptions.core.pages import Page, Service
from subscriptions.core.pools import Pool, unknown_pools
from subscriptions.core.problems import Problem
from subscriptions.core.topics import Topics

# Where the site puts pages of its own: no file in seiten/ may take these addresses.
_OWN_PAGES = {
    name: f"{name}/"
    for name in (
        "abonnieren",
        "aktuelles",
        "anhaenge",
        "ausschreibungen",
        "feeds",
        "freibaeder",
        "gefahren",
        "leistungen",
        "theme",
        "themen",
    )
}


@dataclass(frozen=True, slots=True)
class Hashes:
    """Of a file: ``whole`` of all its bytes, ``front`` of its front matter."""

    whole: bytes
    front: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """``items`` hold sound items only; ``texts`` their HTML by source file.

    ``broken`` names the files with problems, ``broken_ids`` the items that they (may) stand for.
    ``hashes`` are those of every file, by its source.
    ``gone`` are published items whose files are no longer there (core/remains.py).
    """

    items: tuple[Item, ...] = ()
    pages: tuple[Page, ...] = ()
    services: tuple[Service, ...] = ()
    pools: tuple[Pool, ...] = ()
    texts: Mapping[str, Rendered] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    broken_ids: frozenset[str] = frozenset()
    hashes: Mapping[str, Hashes] = field(default_factory=dict)
    gone: tuple[Item, ...] = ()

    @property
    def broken(self) -> frozenset[str]:
        """The files that have a problem."""
        return frozenset(problem.path for problem in self.problems)


def read_content(
    folder: Folder,
    topics: Topics,
    *,
    size_of: FileSize | None = None,
    before: frozenset[str] = frozenset(),
    any_pool: bool = False,
    store: Store | None = None,
) -> Content:
    """Read everything; what is wrong with it is in the result.

    ``before``: identities that were published before, which references may name although their
    files are gone or changed now. ``any_pool``: items may name pools that have no file.
    """
    if not folder.root.is_dir():
        return Content(problems=(folder.missing,))
    readings = read_all(folder, topics, store)
    pools = None if any_pool else {one.likely_id for one in readings.of(POOLS)}
    return _together(readings, folder, size_of or folder.size_of, before, pools)


def _together(
    readings: Readings,
    folder: Folder,
    size_of: FileSize,
    before: frozenset[str],
    known_pools: set[str] | None,
) -> Content:
    """Check all files together."""
    read = readings.all
    things = [one.thing for one in read if one.thing]
    items = [thing for thing in things if isinstance(thing, Item)]
    pages = tuple(thing for thing in things if isinstance(thing, Page))
    services = tuple(thing for thing in things if isinstance(thing, Service))
    pools = tuple(thing for thing in things if isinstance(thing, Pool))
    broken_ids = frozenset(one.likely_id for one in readings.of(ITEMS) if one.thing is None)
    problems = [problem for one in read for problem in one.problems]
    for one in read:
        problems += _files(one, folder, size_of)
    problems += check_together(items, before | broken_ids, {one.path for one in problems})
    if known_pools is not None:
        problems += unknown_pools(items, known_pools)
    problems += [*_taken(pages, _OWN_PAGES), *_taken(services, {}), *_taken(pools, {})]
    problems += check_situations(services)
    content = Content(
        (), pages, services, pools, readings.texts, tuple(problems), broken_ids, _hashes(read)
    )
    return _sorted_out(items, content)


def _hashes(readings: Iterable[Reading]) -> dict[str, Hashes]:
    return {one.source: Hashes(one.whole, one.front) for one in readings}


def _files(one: Reading, folder: Folder, size_of: FileSize) -> Iterator[Problem]:
    """What is wrong with the files that a file shows or gives out."""
    thing, text = one.thing, one.text
    if isinstance(thing, Item) and (thing.image or thing.attachments):
        yield from check_files(thing, size_of)
        yield from _picture(thing, folder)
    if isinstance(thing, Service):
        yield from check_files(thing, size_of)
    if thing and text and text.pictures:
        yield from _lost_pictures(thing, text, size_of)


def _sorted_out(items: list[Item], found: Content) -> Content:
    """The sound ones of what was found; an identity is broken only if no sound item has it."""
    broken = found.broken
    sound = sorted(
        (item for item in items if item.source not in broken), key=lambda item: item.sort_key
    )
    taken = {item.id for item in sound}
    broken_ids = found.broken_ids | {item.id for item in items if item.source in broken}
    return replace(
        found,
        items=tuple(sound),
        pages=tuple(page for page in found.pages if page.source not in broken),
        services=tuple(one for one in found.services if one.source not in broken),
        pools=tuple(pool for pool in found.pools if pool.source not in broken),
        problems=tuple(sorted(found.problems, key=lambda problem: problem.sort_key)),
        broken_ids=frozenset(broken_ids - taken),
    )


def _picture(item: Item, folder: Folder) -> Iterator[Problem]:
    """A picture whose size nobody can tell is none, or is broken."""
    if item.image and folder.size_of(item.image.file) is not None:
        try:
            width, height = imagesize.get(folder.root / item.image.file)
        except (OSError, ValueError):
            width = height = 0
        if width <= 0 or height <= 0:
            what = message(
                "image: “{file}” is no picture; use a file in PNG, JPEG or WebP",
                file=item.image.file,
            )
            yield item.problem("image", what)


def _taken(things: Iterable[Page | Service | Pool], owners: Mapping[str, str]) -> Iterator[Problem]:
    """Addresses that two files claim, or a file and a page of the site's own.

    The file that is named like the address keeps it.
    """
    known = dict(owners)
    for thing in sorted(things, key=lambda one: not one.source.endswith(f"/{one.id}.md")):
        if thing.id in known:
            what = message(
                "the address {path} is taken by {source}; rename this file",
                path=thing.path,
                source=known[thing.id],
            )
            yield Problem(thing.source, 1, what)
        known.setdefault(thing.id, thing.source)


def _lost_pictures(thing: Thing, text: Rendered, size_of: FileSize) -> Iterator[Problem]:
    for picture in text.pictures:
        inside = is_inside(picture.file)
        if not inside or size_of(picture.file) is None:
            what = message(
                "a picture that is not there; check its name, or add the file content/{file}",
                file=picture.file if inside else f"anhaenge/{Path(picture.file).name}",
            )
            yield Problem(thing.source, thing.body_line + picture.line, what)
