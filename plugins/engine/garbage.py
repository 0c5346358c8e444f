"""When Python looks for garbage: thousands of items are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@contextmanager
def loading() -> Iterator[None]:
    """Modules are no garbage, and what comes after them is not there yet to stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def no_collection() -> Iterator[None]:
    """To look for garbage among what is being made would cost a third of the time."""
    with loading():
        try:
            yield
        finally:
            what_is_there_stays()


@cache
def what_is_there_stays() -> None:
    """Later looks leave out what there is now; once, as a process that goes on has garbage too."""
    gc.freeze()


_LAST: list[object] = []


def keep_until_the_next(thing: object) -> None:
    """Let a build live on: most programs end soon after it, and need not take it apart before."""
    _LAST[:] = [thing]
