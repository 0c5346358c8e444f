"""What the town says: all files of its content folder, read, typed and checked.

Every problem of every file is gathered; one broken file never hides another's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeVar

from plugins.engine.folder import Folder
from plugins.engine.markdown import Rendered, render
from plugins.engine.shown import check_picture, check_text
from subscriptions.core.attachments import ATTACHMENTS, FileSize
from subscriptions.core.checks import (
    check_item,
    check_notes,
    check_together,
    resolve_topics,
    unknown_topics_in,
)
from subscriptions.core.front_matter import FrontMatter, decode, split_front_matter
from subscriptions.core.item import Item, read_item
from subscriptions.core.keys import identity_of_stem
from subscriptions.core.messages import message
from subscriptions.core.pages import Page, Service, read_page, read_service
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.topics import Topics

ITEMS = "aktuelles"
PAGES = "seiten"
SERVICES = "leistungen"

# Where the site puts pages of its own: no file in seiten/ may take these addresses.
_OWN_PAGES = ("aktuelles", "anhaenge", "feeds", "leistungen", "theme", "themen")

# The id: of a file that is too broken to be read.
_ID = re.compile(rb"^id:[ \t]*['\"]?([a-z0-9]+(?:-[a-z0-9]+)*)", re.MULTILINE)

Read = TypeVar("Read", Item, Page, Service)


@dataclass(frozen=True, slots=True)
class Content:
    """``items`` hold sound items only; ``texts`` their HTML by source file.

    ``broken`` names the files with problems, ``broken_ids`` the items that they (may) stand for,
    ``unread`` the parts of which some folder could not be listed.
    """

    items: tuple[Item, ...] = ()
    pages: tuple[Page, ...] = ()
    services: tuple[Service, ...] = ()
    texts: dict[str, Rendered] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    broken_ids: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()

    @property
    def broken(self) -> frozenset[str]:
        """The files that have a problem."""
        return frozenset(problem.path for problem in self.problems)


def read_content(
    folder: Folder,
    topics: Topics,
    *,
    now: datetime | None = None,
    size_of: FileSize | None = None,
    before: Mapping[str, Item] = MappingProxyType({}),
) -> Content:
    """Read everything; what is wrong with it is in the result.

    ``now``: what may not be dated later is compared with it, if it is given.
    ``before``: the items that were published last, by identity. They keep it, and references may
    name them although their files are gone or changed now.
    """
    if not folder.root.is_dir():
        return Content(problems=(folder.missing,), unread=frozenset({ITEMS, PAGES, SERVICES}))
    items = _read_part(folder, ITEMS, read_item, topics)
    pages = _read_part(folder, PAGES, read_page, topics)
    services = _read_part(folder, SERVICES, read_service, topics)
    problems = [*items.problems, *pages.problems, *services.problems]
    sizes = size_of or folder.size_of
    resolved = [_resolved(item, folder, topics, sizes, problems) for item in items.things]
    if now:
        problems += [problem for item in resolved for problem in check_notes(item, now)]
    problems += check_together(resolved, before, items.broken)
    problems += _taken(pages.things, {name: f"{name}/" for name in _OWN_PAGES})
    problems += _taken(services.things, {})
    problems += folder.twins(ATTACHMENTS)
    things: tuple[Item | Page | Service, ...] = (*resolved, *pages.things, *services.things)
    texts = {thing.source: render(thing.body, folder.base_path) for thing in things}
    for thing in things:
        problems += check_text(thing, texts[thing.source], sizes)
    unread = items.unread | pages.unread | services.unread
    ids = frozenset(items.broken)
    found = Content((), pages.things, services.things, texts, tuple(problems), ids, unread)
    return _sorted_out(resolved, found)


@dataclass(frozen=True, slots=True)
class _Part(Generic[Read]):
    """What one part of the folder holds; ``broken``: the files that cannot be read, by identity."""

    things: tuple[Read, ...]
    problems: tuple[Problem, ...]
    broken: Mapping[str, str]
    unread: frozenset[str]


def _read_part(
    folder: Folder, part: str, reader: Callable[[FrontMatter, str], Read], topics: Topics
) -> _Part[Read]:
    listing = folder.files(part)
    things: list[Read] = []
    problems = list(listing.problems)
    broken: dict[str, str] = {}
    for path in listing.paths:
        try:
            things.append(_read_file(folder, path, reader, topics))
        except InvalidContentError as error:
            problems += error.problems
            broken.setdefault(_likely_id(folder, path), folder.source(path))
    unread = frozenset({part}) if listing.problems else frozenset[str]()
    return _Part(tuple(things), tuple(problems), broken, unread)


def _resolved(
    item: Item, folder: Folder, topics: Topics, size_of: FileSize, problems: list[Problem]
) -> Item:
    """The item with its topics' ids; what is wrong with it goes to ``problems``."""
    known, wrong = resolve_topics(item, topics)
    problems += wrong
    if not wrong:
        problems += check_item(known, topics, size_of)
        problems += check_picture(known, folder)
    return known


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
        problems=tuple(sorted(found.problems, key=lambda problem: problem.sort_key)),
        broken_ids=frozenset(broken_ids - taken),
    )


def _read_file(
    folder: Folder, path: Path, reader: Callable[[FrontMatter, str], Read], topics: Topics
) -> Read:
    source = folder.source(path)
    raw = folder.read(path, source)
    front = split_front_matter(decode(raw, source), source)
    try:
        return reader(front, source)
    except InvalidContentError as wrong:
        # The editor is told all at once, so the topics are looked at although the rest is wrong.
        problems = list(wrong.problems)
        if f"/{ITEMS}/" in source:
            problems += unknown_topics_in(front, source, topics)
        raise InvalidContentError(problems) from wrong


def _taken(things: Iterable[Page | Service], owners: Mapping[str, str]) -> Iterator[Problem]:
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


def _likely_id(folder: Folder, path: Path) -> str:
    """The identity that a file stands for, also when it cannot be read: its id:, or its name."""
    try:
        match = _ID.search(folder.read(path, ""))
    except InvalidContentError:
        match = None
    return match[1].decode() if match else identity_of_stem(path.stem)
