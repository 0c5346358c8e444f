"""The same work on all cores, where there is enough of it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

Result = TypeVar("Result")

# Below so many files a second process costs more than it gives.
WORTH_IT = 200

# So many are done before a process hands them over: what it holds stays small.
_BATCH = 50

# After so many its processes end, and others go on: each comes to own what it looks at of the
# memory that all share at first.
_LIFE = 2500

# What a child process does; it stands here before the child is made, which then knows it too.
_work: list[Callable[[int, int], Any]] = []


def in_parallel(work: Callable[[int, int], Result], size: int) -> Iterator[Result]:
    """Call ``work(begin, end)`` for all of ``size`` things, some of them at a time, in order.

    If they are many, it is called in processes that know what this one knows. What it raises is
    raised here.
    """
    cores = min(len(os.sched_getaffinity(0)), size // WORTH_IT + 1)
    if cores == 1:
        yield from (work(*batch) for batch in _batches(0, size))
        return
    # Slow to load, and rarely needed.
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    for begin in range(0, size, _LIFE):
        with ProcessPoolExecutor(
            cores, mp_context=get_context("fork"), initializer=_take, initargs=(work,)
        ) as pool:
            yield from pool.map(_call, _batches(begin, min(begin + _LIFE, size)))


def _batches(begin: int, end: int) -> list[tuple[int, int]]:
    return [(first, min(first + _BATCH, end)) for first in range(begin, end, _BATCH)]


def _take(work: Callable[[int, int], Any]) -> None:
    _work[:] = [work]
    # What this process was born with stays to its end: nothing of it is garbage.
    gc.freeze()


def _call(batch: tuple[int, int]) -> Any:
    return _work[0](*batch)
