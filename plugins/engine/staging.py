"""Making outputs, and putting aside those that differ from what lies in the folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plugins.engine.compression import pack
from plugins.engine.output import Member, Output
from plugins.engine.own_templates import PlainPageError
from plugins.engine.parallel import in_parallel
from plugins.engine.stamps import Stamp, stamp_of
from plugins.engine.store import Store
from subscriptions.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Made:
    """One output; ``staged``: where it waits, empty if it lies in the folder so.

    ``stamp``: of the file, if it stays the same when the file gets to its place.
    ``problem``: why the town's own templates were not used; such a page has no ``key``, so the next
    build tries again.
    """

    path: str
    key: bytes | None
    staged: str
    stamp: Stamp = ()
    problem: Problem | None = None


# Where among the staged files the folders lie that are new.
NEW = "new"

# An output, and its packed bytes for the store: empty if it has them, or need not have them.
_Packed = tuple[Made, bytes]


def stage(
    todo: Sequence[Output | Member], folder: Path, staging: Path, store: Store | None
) -> list[Made]:
    """Make these outputs, on all cores if they are many.

    A store gets their bytes as they come, so that nobody holds them all.
    """
    place = _Place(folder, staging)
    known = store if store and store.has_made() else None

    def work(begin: int, end: int) -> list[_Packed]:
        return [
            _make(todo[number], place, number, known, keep=bool(store))
            for number in range(begin, end)
        ]

    made: list[Made] = []
    for some in in_parallel(work, len(todo)):
        made += [one for one, _ in some]
        if store:
            store.keep_made((one.path, one.key, data) for one, data in some if one.key and data)
    return made


@dataclass(frozen=True, slots=True)
class _Place:
    """The output folder, and the one where outputs wait."""

    folder: Path
    staging: Path

    def put(self, path: str, number: int, data: bytes) -> tuple[str, Stamp]:
        """Put an output aside: what it is called there, and its stamp if that will stay.

        What comes into a new folder waits in one, which is moved as a whole.
        """
        if (self.folder / path).parent.is_dir():
            name = str(number)
            (self.staging / name).write_bytes(data)
            return name, ()
        target = self.staging / NEW / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return f"{NEW}/{path}", stamp_of(target)


def _make(
    wanted: Output | Member, place: _Place, number: int, known: Store | None, *, keep: bool
) -> _Packed:
    output = wanted if isinstance(wanted, Output) else wanted.output
    key = output.key
    kept = known.made(output.path, key) if known and key else None
    problem = None
    try:
        data = output.make() if kept is None else kept
    except PlainPageError as plain:
        data, problem, key = plain.data, plain.problem, None
    is_there = _equals(place.folder / output.path, data)
    staged, stamp = ("", ()) if is_there else place.put(output.path, number, data)
    is_kept = not (keep and key) or kept is not None or output.is_copy
    return Made(output.path, key, staged, stamp, problem), b"" if is_kept else pack(data)


def _equals(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
