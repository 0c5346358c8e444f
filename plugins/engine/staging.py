"""Making outputs, and putting aside those that differ from what lies in the folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plugins.engine.compression import pack
from plugins.engine.output import Output
from plugins.engine.own_templates import PlainPageError
from plugins.engine.parallel import in_parallel
from plugins.engine.store import Store
from subscriptions.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Made:
    """One output; ``staged``: how it is called where it waits, empty if it lies in the folder so.

    ``problem``: why the town's own templates were not used; such a page has no ``key``, so the next
    build tries again.
    """

    path: str
    key: bytes | None
    staged: str
    problem: Problem | None = None


# An output, and its packed bytes for the store: empty if it has them, or need not have them.
_Packed = tuple[Made, bytes]


def stage(
    todo: Sequence[tuple[Output, bytes | None]], folder: Path, staging: Path, store: Store | None
) -> list[Made]:
    """Make these outputs, each with the hash of what it shows, on all cores if they are many.

    A store gets their bytes as they come, so that nobody holds them all.
    """

    def work(begin: int, end: int) -> list[_Packed]:
        return [
            _make(*todo[number], folder, staging / str(number), store)
            for number in range(begin, end)
        ]

    made: list[Made] = []
    for some in in_parallel(work, len(todo)):
        made += [one for one, _ in some]
        if store:
            store.keep_made((one.path, one.key, data) for one, data in some if one.key and data)
    return made


def _make(
    output: Output, key: bytes | None, folder: Path, staged: Path, store: Store | None
) -> _Packed:
    kept = store.made(output.path, key) if store and key else None
    problem = None
    try:
        data = output.make() if kept is None else kept
    except PlainPageError as plain:
        data, problem, key = plain.data, plain.problem, None
    is_new = not _equals(folder / output.path, data)
    if is_new:
        staged.write_bytes(data)
    is_kept = not (store and key) or kept is not None or output.is_copy
    made = Made(output.path, key, staged.name if is_new else "", problem)
    return made, b"" if is_kept else pack(data)


def _equals(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
