"""What the town says: all files of its content folder, read, typed and checked.

Every problem of every file is gathered; one broken file never hides another's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType
from typing import TypeVar

from plugins.engine.folder import ITEMS, POOLS, Folder
from plugins.engine.reading import READERS, Reading
from plugins.engine.readings import Readings, read_all
from plugins.engine.rendered import Rendered
from plugins.engine.shown_pictures import check_picture, check_pictures
from plugins.engine.store import Store
from subscriptions.core.attachments import ATTACHMENTS, FileSize, check_files, is_inside, is_safe
from subscriptions.core.checks import check_notes, check_together
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
        "offline",
        "pagefind",
        "suche",
        "theme",
        "themen",
    )
}


Some = TypeVar("Some", Page, Service, Pool, Item)


@dataclass(frozen=True, slots=True)
class Content:
    """``items`` hold sound items only; ``texts`` their HTML by source file.

    ``broken`` names the files with problems, ``broken_ids`` the items that they (may) stand for,
    ``unread`` the parts of which some folder could not be listed.
    ``readings`` are all files, by source.
    ``gone`` are published items whose files are no longer there (core/remains.py).
    """

    items: tuple[Item, ...] = ()
    pages: tuple[Page, ...] = ()
    services: tuple[Service, ...] = ()
    pools: tuple[Pool, ...] = ()
    texts: Mapping[str, Rendered] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    broken_ids: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    readings: dict[str, Reading] = field(default_factory=dict)
    gone: tuple[Item, ...] = ()

    @property
    def broken(self) -> frozenset[str]:
        """The files that have a problem."""
        return frozenset(problem.path for problem in self.problems)


def never_checked(_readings: Mapping[str, Reading]) -> bool:
    """False, for what was read for the first time, or may have been."""
    return False


def read_content(
    folder: Folder,
    topics: Topics,
    *,
    now: datetime | None = None,
    sizes: Mapping[str, int] | None = None,
    before: Mapping[str, Item] = MappingProxyType({}),
    any_pool: bool = False,
    is_demo: bool = True,
    store: Store | None = None,
    is_checked: Callable[[Mapping[str, Reading]], bool] = never_checked,
) -> Content:
    """Read everything; what is wrong with it is in the result.

    ``now``: what may not be dated later is compared with it, if it is given. ``sizes``: of all
    attachments, if they lie in another folder.
    ``before``: the items that were published last, by identity. They keep it, and references may
    name them although their files are gone or changed now. ``any_pool``: items may name pools that
    have no file. ``is_demo``: pages may leave open what only a real town can fill in.
    ``is_checked``: says of all that was read whether it is known that nothing is wrong with it.
    """
    if not folder.root.is_dir():
        return Content(problems=(folder.missing,), unread=frozenset(READERS))
    readings = read_all(folder, topics, store)
    items = readings.things(Item)
    problems = list(readings.problems)
    if problems or not is_checked(readings.by_source):
        sizes = folder.sizes(ATTACHMENTS) if sizes is None else sizes
        problems += _of_each(readings, folder, sizes, is_demo=is_demo)
        noted = (item for item in items if item.corrections or item.withdrawn)
        problems += (problem for item in noted if now for problem in check_notes(item, now))
        unread, broken = readings.broken(ITEMS), {problem.path for problem in problems}
        problems += check_together(items, before, unread, broken)
        if not any_pool:
            problems += unknown_pools(items, {one.likely_id for one in readings.of(POOLS)})
    return _sorted_out(readings, items, problems)


def _of_each(
    readings: Readings, folder: Folder, sizes: Mapping[str, int], *, is_demo: bool
) -> Iterator[Problem]:
    """What is wrong with the files, their attachments and their addresses."""
    sound = {name for name in sizes if is_inside(name) and is_safe(name)}
    for one in readings.all:
        yield from one.problems if is_demo else (*one.problems, *one.blanks)
        if _has_files(one, sound):
            yield from _files(one, folder, sizes.get)
    yield from folder.twins(ATTACHMENTS)
    services = readings.things(Service)
    yield from _taken(readings.things(Page), _OWN_PAGES)
    yield from _taken(services, {})
    yield from _taken(readings.things(Pool), {})
    yield from check_situations(services)


def _has_files(one: Reading, sound: AbstractSet[str]) -> bool:
    """True if anything may be wrong with what it shows or gives out. ``sound``: files to take away.

    What nearly all give out is there and no picture, so that nobody need look at it.
    """
    thing = one.thing
    if isinstance(thing, Item):
        plain = not thing.files or (thing.image is None and sound >= set(thing.files))
        return not plain or bool(one.text and one.text.pictures)
    return thing is not None


def _files(one: Reading, folder: Folder, size_of: FileSize) -> Iterator[Problem]:
    """What is wrong with the files that a file shows or gives out."""
    thing, text = one.thing, one.text
    if isinstance(thing, Item | Service):
        yield from check_files(thing, size_of)
    if isinstance(thing, Item) and thing.image:
        yield from check_picture(thing, folder)
    if thing and text and text.pictures:
        yield from check_pictures(thing, text, size_of)


def _sorted_out(readings: Readings, items: tuple[Item, ...], problems: list[Problem]) -> Content:
    """The sound ones of what was read; an identity is broken only if no sound item has it."""
    broken = {problem.path for problem in problems}
    sound = sorted(_sound(items, broken), key=attrgetter("sort_key"))
    broken_ids = {item.id for item in items if item.source in broken}
    return Content(
        items=tuple(sound),
        pages=_sound(readings.things(Page), broken),
        services=_sound(readings.things(Service), broken),
        pools=_sound(readings.things(Pool), broken),
        texts=readings.texts,
        problems=tuple(sorted(problems, key=lambda problem: problem.sort_key)),
        broken_ids=frozenset(broken_ids.union(readings.broken(ITEMS)) - {one.id for one in sound}),
        unread=readings.unread,
        readings=readings.by_source,
    )


def _sound(things: tuple[Some, ...], broken: Collection[str]) -> tuple[Some, ...]:
    return tuple(thing for thing in things if thing.source not in broken) if broken else things


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
