"""Work in another process, while this one goes on."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from typing import Any


def beside(*works: Callable[[], Any]) -> Iterator[Any]:
    """What these return, in their order.

    A copy of this process begins to call them at once, if there is a second core for it. What they
    return must be possible to pickle. Whatever comes to nothing there is called here when it is
    asked for, and so raises here what it raises.
    """
    if len(os.sched_getaffinity(0)) == 1:
        return (work() for work in works)
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        _hand_over(works, writing)
    os.close(writing)
    return _results(works, process, reading)


def _results(works: tuple[Callable[[], Any], ...], process: int, reading: int) -> Iterator[Any]:
    with os.fdopen(reading, "rb") as pipe:
        for number, work in enumerate(works):
            try:
                result = pickle.load(pipe)  # noqa: S301  # from ourselves
            except (EOFError, pickle.UnpicklingError):
                result = work()
            if number == len(works) - 1:
                os.waitpid(process, 0)
            yield result


def _hand_over(works: tuple[Callable[[], Any], ...], writing: int) -> None:
    """The other process: work, tell, end. Nothing of what it was born with is ended with it."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            for work in works:
                pickle.dump(work(), pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
    finally:
        os._exit(0)
