"""Work in another process, while this one goes on."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any, BinaryIO


def beside(*works: Callable[[], Any]) -> Generator[Any]:
    """What these return, in their order; who needs no more of it closes it.

    A copy of this process begins to call them at once, if there is a second core and room for it.
    What they return must be possible to pickle. Whatever comes to nothing there is called here when
    it is asked for, and so raises here what it raises.
    """
    if len(os.sched_getaffinity(0)) > 1:
        with suppress(OSError):  # no room for another process, or for its pipe
            return _results(works, *_begun(works))
    return (work() for work in works)


def _begun(works: tuple[Callable[[], Any], ...]) -> tuple[int, BinaryIO]:
    """The other process, and what it tells."""
    reading, writing = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        raise
    if process == 0:
        # With an end of its own to read from it would wait for ever when nobody reads any more.
        os.close(reading)
        _hand_over(works, writing)
    os.close(writing)
    return process, os.fdopen(reading, "rb")


def _results(works: tuple[Callable[[], Any], ...], process: int, told: BinaryIO) -> Generator[Any]:
    try:
        with told:
            for work in works:
                try:
                    result = pickle.load(told)  # noqa: S301  # from ourselves
                except (EOFError, pickle.UnpicklingError):
                    result = work()
                yield result
    finally:
        # Nobody may wait for it where the signal that it has ended is ignored.
        with suppress(ChildProcessError):
            os.waitpid(process, 0)


def _hand_over(works: tuple[Callable[[], Any], ...], writing: int) -> None:
    """The other process: work, tell, end. Nothing of what it was born with is ended with it."""
    try:
        with os.fdopen(writing, "wb") as pipe:
            for work in works:
                pickle.dump(work(), pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
    finally:
        os._exit(0)
