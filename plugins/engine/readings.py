"""All files of the content folder, of which only those are read that have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plugins.engine.folder import Folder
from plugins.engine.markdown import Rendered
from plugins.engine.parallel import in_parallel
from plugins.engine.reading import READERS, Reading, read_file
from plugins.engine.store import Store, stamp_of, without_html
from subscriptions.core.topics import Topics

# So many texts are held in memory before they are put down.
_BATCH = 2000

# The part of the folder, the file, its stamp.
_Todo = tuple[str, Path, str]


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
    """Every file as it was read, in the folder's order."""

    all: tuple[Reading, ...]
    texts: Mapping[str, Rendered] = field(default_factory=dict)

    def of(self, part: str) -> Iterator[Reading]:
        """Those of one part of the folder."""
        return (one for one in self.all if one.part == part)


def read_all(folder: Folder, topics: Topics, store: Store | None = None) -> Readings:
    """Read the folder. With a store, what has the stamp of before is not opened."""
    known = store.readings(folder.name) if store else {}
    found: dict[str, Reading] = {}
    todo: list[_Todo] = []
    for part, path in folder.all_files(READERS):
        source = folder.source(path)
        stamp = stamp_of(path)
        reading = known[source].reading(stamp) if source in known else None
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
            read = [(stamp, without_html(reading)) for stamp, reading in read]
        found.update((reading.source, reading) for _, reading in read)
    if store:
        store.forget_readings(known.keys() - found.keys())
    return Readings(tuple(found.values()), Texts(found, store))


def _reader(
    folder: Folder, topics: Topics, batch: list[_Todo]
) -> Callable[[int, int], list[tuple[str, Reading]]]:
    def read(number: int, parts: int) -> list[tuple[str, Reading]]:
        return [
            (stamp, read_file(folder, part, path, topics))
            for part, path, stamp in batch[number::parts]
        ]

    return read
