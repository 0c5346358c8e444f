"""All files of the content folder, of which only those are read that have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from plugins.engine.folder import Folder
from plugins.engine.markdown import Rendered
from plugins.engine.parallel import in_parallel
from plugins.engine.reading import READERS, Reading, read_file
from plugins.engine.store import Store, stamp_of
from subscriptions.core.item import Item
from subscriptions.core.pages import Page, Service
from subscriptions.core.pools import Pool
from subscriptions.core.problems import Problem
from subscriptions.core.topics import Topics

Some = TypeVar("Some", Item, Page, Service, Pool)

# So many texts are held in memory before they are put down.
_BATCH = 2000

# The part of the folder, the file, its stamp.
_Todo = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Texts(Mapping[str, Rendered]):
    """The HTML of every file by its source; what is not in memory is in the store."""

    readings: Mapping[str, Reading]
    store: Store | None = None

    def __getitem__(self, source: str) -> Rendered:
        text = self.readings[source].text
        if text is None:
            raise KeyError(source)
        if text.html or self.store is None:
            return text
        return Rendered(self.store.html(source), text.findings, text.pictures)

    def __iter__(self) -> Iterator[str]:
        return iter(self.readings)

    def __len__(self) -> int:
        return len(self.readings)


@dataclass(frozen=True, slots=True)
class Readings:
    """Every file as it was read, in the folder's order.

    ``problems`` kept the folder from being listed in full; ``unread`` are the parts that they
    concern.
    """

    all: tuple[Reading, ...]
    texts: Mapping[str, Rendered]
    problems: tuple[Problem, ...]
    unread: frozenset[str]

    def things(self, kind: type[Some]) -> tuple[Some, ...]:
        """What the files of one kind say."""
        return tuple(one.thing for one in self.all if isinstance(one.thing, kind))

    def broken(self, part: str) -> Mapping[str, str]:
        """The files of one part that cannot be read, by the identity that they stand for."""
        unreadable = [one for one in self.of(part) if one.thing is None]
        return {one.likely_id: one.source for one in reversed(unreadable)}

    def of(self, part: str) -> Iterator[Reading]:
        """Those of one part of the folder."""
        return (one for one in self.all if one.part == part)


def read_all(folder: Folder, topics: Topics, store: Store | None = None) -> Readings:
    """Read the folder. With a store, what has the stamp of before is not opened."""
    known = store.readings(folder.name) if store else {}
    found: dict[str, Reading] = {}
    todo: list[_Todo] = []
    listings = {part: folder.files(part) for part in READERS}
    for part, path in ((part, path) for part, some in listings.items() for path in some.paths):
        source = folder.source(path)
        stamp = stamp_of(path)
        reading = known[source].reading(source, stamp) if source in known else None
        found[source] = reading or Reading(source, part, "")
        if reading is None:
            todo.append((part, path, stamp))
    for begin in range(0, len(todo), _BATCH):
        batch = todo[begin : begin + _BATCH]
        read = [
            one for some in in_parallel(_reader(folder, topics, batch), len(batch)) for one in some
        ]
        if store:
            store.keep_readings(read)
            read = [(stamp, _without_html(reading)) for stamp, reading in read]
        found.update((reading.source, reading) for _, reading in read)
    if store:
        store.forget_readings(known.keys() - found.keys())
    problems = tuple(problem for some in listings.values() for problem in some.problems)
    unread = frozenset(part for part, some in listings.items() if some.problems)
    return Readings(tuple(found.values()), Texts(found, store), problems, unread)


def _reader(
    folder: Folder, topics: Topics, batch: list[_Todo]
) -> Callable[[int, int], list[tuple[str, Reading]]]:
    def read(number: int, parts: int) -> list[tuple[str, Reading]]:
        return [
            (stamp, read_file(folder, part, Path(path), topics))
            for part, path, stamp in batch[number::parts]
        ]

    return read


def _without_html(one: Reading) -> Reading:
    """The file without its text, which is the most of it."""
    return replace(one, text=replace(one.text, html="")) if one.text else one
