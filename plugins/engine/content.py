"""What the town says: all files of its content folder, read, typed and checked.

Every problem of every file is gathered; one broken file never hides another's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from plugins.engine.markdown import Rendered, render
from subscriptions.core.checks import check_item, check_together, resolve_topics
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
_OWN_PAGES = ("feeds", "leistungen", "themen")

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
    items = list(_read_all(folder, ITEMS, read_item, problems))
    pages = tuple(_read_all(folder, PAGES, read_page, problems))
    services = tuple(_read_all(folder, SERVICES, read_service, problems))
    broken_ids = frozenset(_likely_id(problem) for problem in problems)
    resolved: list[Item] = []
    for item in items:
        known, wrong = resolve_topics(item, topics)
        problems += wrong
        if not wrong:
            problems += check_item(known, topics, size_of or folder.size_of)
        resolved.append(known)
    problems += check_together(resolved, broken_ids)
    problems += _taken(pages, {name: f"{name}/" for name in _OWN_PAGES})
    problems += _taken(services, {})
    texts = {}
    things: tuple[Item | Page | Service, ...] = (*resolved, *pages, *services)
    for thing in things:
        texts[thing.source] = render(thing.body, folder.base_path)
        problems += _findings(thing, texts[thing.source])
    return _sorted_out(resolved, pages, services, texts, problems)


def _sorted_out(
    items: list[Item],
    pages: tuple[Page, ...],
    services: tuple[Service, ...],
    texts: dict[str, Rendered],
    problems: list[Problem],
) -> Content:
    broken = {problem.path for problem in problems}
    sound = sorted(
        (item for item in items if item.source not in broken), key=lambda item: item.sort_key
    )
    taken = {item.id for item in sound}
    return Content(
        items=tuple(sound),
        pages=tuple(page for page in pages if page.source not in broken),
        services=tuple(service for service in services if service.source not in broken),
        texts=texts,
        problems=tuple(sorted(problems, key=lambda problem: problem.sort_key)),
        broken_ids=frozenset(
            {item.id for item in items if item.source in broken}
            | {_likely_id(problem) for problem in problems}
        )
        - taken,
    )


def _read_all(
    folder: Folder,
    part: str,
    read: Callable[[FrontMatter, str], Read],
    problems: list[Problem],
) -> Iterator[Read]:
    for path in folder.files(part):
        source = folder.source(path)
        try:
            yield read(split_front_matter(decode(path.read_bytes(), source), source), source)
        except InvalidContentError as error:
            problems += error.problems
        except OSError as error:
            what = message("cannot be read: {reason}", reason=error.strerror or error)
            problems.append(Problem(source, 1, what))


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


def _likely_id(problem: Problem) -> str:
    """The identity that a broken file most likely stands for: that of its name."""
    return identity_of_stem(Path(problem.path).stem)
