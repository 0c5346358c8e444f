"""What the town says: all files of its content folder, read, typed and checked.

Every problem of every file is gathered; one broken file never hides another's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import imagesize

from plugins.engine.markdown import Rendered, render
from subscriptions.core.checks import check_item, check_together, resolve_topics, unknown_topics_in
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

    ``broken`` names the files with problems, ``broken_ids`` the items that they (may) stand for.
    """

    items: tuple[Item, ...] = ()
    pages: tuple[Page, ...] = ()
    services: tuple[Service, ...] = ()
    texts: dict[str, Rendered] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    broken_ids: frozenset[str] = frozenset()

    @property
    def broken(self) -> frozenset[str]:
        """The files that have a problem."""
        return frozenset(problem.path for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Folder:
    """A town's content folder; ``name`` is how problems call it (``content``)."""

    root: Path
    name: str
    base_path: str = ""

    def files(self, part: str) -> list[Path]:
        """All Markdown files below one part of the folder, in a fixed order."""
        return sorted(
            Path(directory, name)
            for directory, _, names in os.walk(self.root / part)
            for name in names
            if name.lower().endswith((".md", ".markdown")) and not name.startswith((".", "_"))
        )

    def source(self, path: Path) -> str:
        """A file as the editor knows it."""
        return f"{self.name}/{path.relative_to(self.root).as_posix()}"

    def size_of(self, name: str) -> int | None:
        """The size of a file below the folder, in bytes; None if there is none."""
        path = self.root / name
        if not path.resolve().is_relative_to(self.root.resolve()) or not path.is_file():
            return None
        return path.stat().st_size


def read_content(
    folder: Folder, topics: Topics, *, size_of: Callable[[str], int | None] | None = None
) -> Content:
    """Read everything. Never raises for what an editor wrote; the problems are in the result."""
    problems: list[Problem] = []
    if not folder.root.is_dir():
        what = message("there is no such folder; is --site right?")
        return Content(problems=(Problem(folder.name, 1, what),))
    broken_ids: set[str] = set()

    def read(part: str, reader: Callable[[FrontMatter, str], Read]) -> Iterator[Read]:
        for path in folder.files(part):
            try:
                yield _read_file(folder, path, reader, topics)
            except InvalidContentError as error:
                problems.extend(error.problems)
                broken_ids.add(_likely_id(path))

    items = list(read(ITEMS, read_item))
    pages = tuple(read(PAGES, read_page))
    services = tuple(read(SERVICES, read_service))
    resolved: list[Item] = []
    for item in items:
        known, wrong = resolve_topics(item, topics)
        problems += wrong
        if not wrong:
            problems += check_item(known, topics, size_of or folder.size_of)
            problems += _picture(known, folder)
        resolved.append(known)
    problems += check_together(resolved, frozenset(broken_ids))
    problems += _taken(pages, {name: f"{name}/" for name in _OWN_PAGES})
    problems += _taken(services, {})
    texts = {}
    things: tuple[Item | Page | Service, ...] = (*resolved, *pages, *services)
    for thing in things:
        texts[thing.source] = render(thing.body, folder.base_path)
        problems += _findings(thing, texts[thing.source])
    content = Content((), pages, services, texts, tuple(problems), frozenset(broken_ids))
    return _sorted_out(resolved, content)


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
    try:
        raw = path.read_bytes()
    except OSError as failure:
        what = message("cannot be read: {reason}", reason=failure.strerror or failure)
        raise InvalidContentError([Problem(source, 1, what)]) from failure
    front = split_front_matter(decode(raw, source), source)
    try:
        return reader(front, source)
    except InvalidContentError as wrong:
        # The editor is told all at once, so the topics are looked at although the rest is wrong.
        problems = list(wrong.problems)
        if f"/{ITEMS}/" in source:
            problems += unknown_topics_in(front, source, topics)
        raise InvalidContentError(problems) from wrong


def _picture(item: Item, folder: Folder) -> Iterator[Problem]:
    """A picture whose size nobody can tell is none, or is broken."""
    if item.image and folder.size_of(item.image.file) is not None:
        width, height = imagesize.get(folder.root / item.image.file)
        if width <= 0 or height <= 0:
            what = message("image: “{file}” is no picture", file=item.image.file)
            yield item.problem("image", what)


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


def _findings(thing: Item | Page | Service, text: Rendered) -> Iterator[Problem]:
    for finding in text.findings:
        yield Problem(thing.source, thing.body_line + finding.line, finding.message)


def _likely_id(path: Path) -> str:
    """The identity that a file stands for, also when it cannot be read: its id:, or its name."""
    match = _ID.search(path.read_bytes()) if path.is_file() else None
    return match[1].decode() if match else identity_of_stem(path.stem)
