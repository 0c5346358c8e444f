"""All files of the content folder, of which only those are read that have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from plugins.engine.folder import ITEMS, PAGES, POOLS, SERVICES, Folder
from plugins.engine.parallel import in_parallel
from plugins.engine.reading import READERS, Reading, read_file, read_in_steps
from plugins.engine.rendered import Rendered
from plugins.engine.rows import reading_of, row_of
from plugins.engine.stamps import Stamp
from plugins.engine.steps import Steps, in_step
from plugins.engine.store import Row, Store
from subscriptions.core.item import Item
from subscriptions.core.messages import message
from subscriptions.core.pages import Page, Service
from subscriptions.core.pools import Pool
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.topics import Topics

Some = TypeVar("Some", Item, Page, Service, Pool)

_PARTS = {Item: ITEMS, Page: PAGES, Service: SERVICES, Pool: POOLS}

# The part of the folder, the file's source, its stamp.
_Todo = tuple[str, str, Stamp]

# The file's source, how it is kept, its HTML.
_Read = tuple[str, Row, str]


class OvertakenError(InvalidContentError):
    """Another build has read or written what this one rests on: it has to begin anew."""


@dataclass(frozen=True, slots=True)
class Texts(Mapping[str, Rendered]):
    """What the readings leave out: the HTML of every file, by its source."""

    readings: Mapping[str, Reading]
    html_of: Callable[[Reading], str]

    def __getitem__(self, source: str) -> Rendered:
        """One of them.

        Raises:
            KeyError: the file cannot be read.
            OvertakenError: it is not what it was, and another build has read it since.
        """
        one = self.readings[source]
        if one.text is None:
            raise KeyError(source)
        return Rendered(self.html_of(one), one.text.findings, one.text.pictures)

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

    by_source: dict[str, Reading]
    by_part: Mapping[str, Sequence[Reading]]
    texts: Mapping[str, Rendered]
    problems: tuple[Problem, ...]
    unread: frozenset[str]

    @property
    def all(self) -> Iterable[Reading]:
        """Each of them."""
        return self.by_source.values()

    def things(self, kind: type[Some]) -> tuple[Some, ...]:
        """What the files of one kind say."""
        return tuple(one.thing for one in self.of(_PARTS[kind]) if isinstance(one.thing, kind))

    def broken(self, part: str) -> Mapping[str, str]:
        """The files of one part that cannot be read, by the identity that they stand for."""
        unreadable = [one for one in self.of(part) if one.thing is None]
        return {one.likely_id: one.source for one in reversed(unreadable)}

    def of(self, part: str) -> Sequence[Reading]:
        """Those of one part of the folder."""
        return self.by_part[part]


def _kept(store: Store, folder: Folder, topics: Topics, one: Reading) -> str:
    """The HTML as the store keeps it, or anew if another build has put another's in its place."""
    try:
        return store.html(one.source, one.whole)
    except KeyError:
        again = read_file(folder, one.part, folder.path(one.source), topics)
    if again.whole != one.whole or again.text is None:
        what = message("this file was changed while the site was being built; build it again")
        raise OvertakenError([Problem(one.source, 1, what)])
    return again.text.html


def read_all(folder: Folder, topics: Topics, store: Store | None = None) -> Readings:
    """Read the folder. With a store, what has the stamp of before is not opened."""
    known = store.rows(folder.name) if store else {}
    before, opened = store.opened.get(folder.name, ({}, {})) if store else ({}, {})
    listings = {part: folder.files(part) for part in READERS}
    found: dict[str, Reading] = {}
    todo: list[_Todo] = []
    for part, some in listings.items():
        for source, stamp in some.stamps.items():
            row = known.get(source)
            if not (row and stamp and row[0] == stamp):
                found[source] = Reading(source, part, "")
                todo.append((part, source, stamp))
            elif before.get(source) is row:
                found[source] = opened[source]
            else:
                found[source] = reading_of(source, row)
    gone = known.keys() - found.keys()
    texts: dict[str, str] = {}
    new: dict[str, Row] = {}
    for read in _read_all(folder, topics, todo):
        found.update((source, reading_of(source, row)) for source, row, _ in read)
        if store:
            # While others read on: nobody has to wait for it, or to hold all texts.
            store.keep_texts(read)
            new.update((source, row) for source, row, _ in read)
        else:
            texts.update((source, html) for source, _, html in read)
    if store:
        if new or gone:
            store.keep_rows(folder.name, new, gone)
        store.opened[folder.name] = dict(known), found
    problems = tuple(problem for some in listings.values() for problem in some.problems)
    unread = frozenset(part for part, some in listings.items() if some.problems)
    html_of = partial(_kept, store, folder, topics) if store else (lambda one: texts[one.source])
    return Readings(found, _by_part(found), Texts(found, html_of), problems, unread)


def _by_part(readings: Mapping[str, Reading]) -> Mapping[str, Sequence[Reading]]:
    found: dict[str, list[Reading]] = {part: [] for part in READERS}
    for one in readings.values():
        found[one.part].append(one)
    return found


def _read_all(folder: Folder, topics: Topics, todo: Sequence[_Todo]) -> Iterator[list[_Read]]:
    def work(begin: int, end: int) -> list[_Read]:
        return in_step(_read(folder, topics, *one) for one in todo[begin:end])

    # The first one here: what it needs is loaded before children are made, and not by each anew.
    if todo:
        yield work(0, 1)
        yield from in_parallel(lambda begin, end: work(begin + 1, end + 1), len(todo) - 1)


def _read(folder: Folder, topics: Topics, part: str, source: str, stamp: Stamp) -> Steps[_Read]:
    one = yield from read_in_steps(folder, part, folder.path(source), topics)
    yield
    return one.source, row_of(stamp, one), one.text.html if one.text else ""
