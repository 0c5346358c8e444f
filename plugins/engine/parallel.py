"""The same work on all cores, where there is enough of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

Result = TypeVar("Result")

# Below so many files a second process costs more than it gives.
WORTH_IT = 200

# What a child process does; it stands here before the child is made, which then knows it too.
_work: list[Callable[[int, int], Any]] = []


def in_parallel(work: Callable[[int, int], Result], size: int) -> list[Result]:
    """Call ``work(part, parts)`` for every part, each in a process that knows what this one knows.

    ``size``: how many files there are to do. What a part raises is raised here.
    """
    parts = min(len(os.sched_getaffinity(0)), size // WORTH_IT + 1)
    if parts == 1:
        return [work(0, 1)]
    with ProcessPoolExecutor(
        parts, mp_context=get_context("fork"), initializer=_take, initargs=(work,)
    ) as pool:
        return list(pool.map(_call, range(parts), [parts] * parts))


def _take(work: Callable[[int, int], Any]) -> None:
    _work[:] = [work]


def _call(part: int, parts: int) -> Any:
    return _work[0](part, parts)
