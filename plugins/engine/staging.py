"""Making outputs, and putting aside those that differ from what lies in the folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plugins.engine.output import Output
from plugins.engine.own_templates import PlainPageError
from plugins.engine.parallel import WORTH_IT, in_parallel
from plugins.engine.store import Store, pack
from subscriptions.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Made:
    """One output: whether it differs from the file of before, and its bytes for the store.

    ``data`` is empty if the store has them, or if there is none. Where many are made it is packed
    already, as that is half of the work. ``problem``: why the town's own templates were not used;
    such a page has no ``key``, so the next build tries again.
    """

    path: str
    key: bytes | None
    is_new: bool
    data: bytes = b""
    is_packed: bool = False
    problem: Problem | None = None

    def pack(self) -> bytes:
        """The bytes as a store has them."""
        return self.data if self.is_packed else pack(self.data)


def stage(
    todo: Sequence[tuple[Output, bytes | None]], folder: Path, staging: Path, store: Store | None
) -> list[Made]:
    """Make these outputs, each with the hash of what it shows, on all cores if they are many."""

    def work(part: int, parts: int) -> list[Made]:
        made = (_make(output, key, folder, staging, store) for output, key in todo[part::parts])
        if parts == 1 and len(todo) <= WORTH_IT:
            return list(made)
        return [replace(one, data=one.pack(), is_packed=True) if one.data else one for one in made]

    return [made for part in in_parallel(work, len(todo)) for made in part]


def _make(
    output: Output, key: bytes | None, folder: Path, staging: Path, store: Store | None
) -> Made:
    kept = store.made(output.path, key) if store and key else None
    problem = None
    try:
        data = output.make() if kept is None else kept
    except PlainPageError as plain:
        data, problem, key = plain.data, plain.problem, None
    is_new = not _equals(folder / output.path, data)
    if is_new:
        target = staging / output.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    is_kept = not (store and key) or kept is not None or output.is_copy
    return Made(output.path, key, is_new, b"" if is_kept else data, problem=problem)


def _equals(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
