"""Making outputs, and putting aside those that differ from what lies in the folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from plugins.engine.compression import Packer
from plugins.engine.output import Member, Output
from plugins.engine.own_templates import PlainPageError
from plugins.engine.parallel import in_parallel
from plugins.engine.stamps import Stamp, stamp_of
from plugins.engine.steps import Steps, in_step
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
    todo: Sequence[Output | Member],
    folder: Path,
    staging: Path,
    store: Store | None,
    *,
    is_empty: bool = False,
) -> list[Made]:
    """Make these outputs, on all cores if they are many.

    A store gets their bytes as they come, so that nobody holds them all. ``is_empty``: the folder
    holds nothing yet.
    """
    place = _Place(str(folder), str(staging), is_empty)
    known = store if store and store.has_made() else None
    # Before children are made: each would load for itself what all outputs are made with.
    packer = store.packer(partial(_sample, todo)) if store and todo else None

    def work(begin: int, end: int) -> list[_Packed]:
        return in_step(
            _make(todo[number], place, number, known, packer) for number in range(begin, end)
        )

    made: list[Made] = []
    for some in in_parallel(work, len(todo)):
        made += [one for one, _ in some]
        if store:
            store.keep_made((one.path, one.key, data) for one, data in some if one.key and data)
    return made


def _sample(todo: Sequence[Output | Member]) -> bytes:
    """One of them, a page of an item if there is any."""
    members = (one for one in todo if isinstance(one, Member))
    one = next(members, todo[0])
    try:
        return (one if isinstance(one, Output) else one.output).make()
    except PlainPageError as plain:
        return plain.data


@dataclass(frozen=True, slots=True)
class _Place:
    """The output folder, and the one where outputs wait; ten thousand come, so no ``pathlib``."""

    folder: str
    staging: str
    is_empty: bool

    def _holds(self, path: str, data: bytes) -> bool:
        try:
            with open(f"{self.folder}/{path}", "rb") as file:  # noqa: PTH123
                return os.fstat(file.fileno()).st_size == len(data) and file.read() == data
        except OSError:
            return False

    def put(self, path: str, number: int, data: bytes) -> tuple[str, Stamp]:
        """Put an output aside: what it is called there, and its stamp if that will stay.

        What comes into a new folder waits in one, which is moved as a whole. What lies in its place
        so already is not put anywhere.
        """
        parent = os.path.dirname(path)  # noqa: PTH120
        if self._is_there(parent):
            if self._holds(path, data):
                return "", ()
            _write(f"{self.staging}/{number}", data)
            return str(number), ()
        folder = f"{self.staging}/{NEW}/{parent}"
        try:
            os.mkdir(folder)  # noqa: PTH102
        except FileExistsError:
            pass
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        target = f"{self.staging}/{NEW}/{path}"
        _write(target, data)
        return f"{NEW}/{path}", stamp_of(target)

    def _is_there(self, parent: str) -> bool:
        if self.is_empty and parent:
            return False
        return os.path.isdir(f"{self.folder}/{parent}")  # noqa: PTH112


def _write(path: str, data: bytes) -> None:
    with open(path, "xb") as file:  # noqa: PTH123
        file.write(data)


def _make(
    wanted: Output | Member,
    place: _Place,
    number: int,
    known: Store | None,
    packer: Packer | None,
) -> Steps[_Packed]:
    output = wanted if isinstance(wanted, Output) else wanted.output
    key = output.key
    yield
    kept = known.made(output.path, key) if known and key else None
    problem = None
    try:
        data = (yield from output.in_steps()) if kept is None else kept
    except PlainPageError as plain:
        data, problem, key = plain.data, plain.problem, None
    packed = b""
    # Of what is not packed, files that were copied above all, one is held at a time.
    if packer and key and kept is None and not output.is_copy:
        yield
        packed = packer.pack(data)
        yield
    staged, stamp = place.put(output.path, number, data)
    return Made(output.path, key, staged, stamp, problem), packed
