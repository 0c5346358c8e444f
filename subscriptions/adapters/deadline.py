"""An end for what heeds no time-out: the look-up of a name, a server that drips byte by byte."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

Result = TypeVar("Result")


def in_time(work: Callable[[], Result], seconds: float) -> Result | None:
    """What ``work`` gives, which must not raise; None after so many seconds.

    It goes on in a thread of its own then, which keeps nobody from ending.
    """
    answers: SimpleQueue[Result] = SimpleQueue()
    Thread(target=lambda: answers.put(work()), daemon=True).start()
    try:
        return answers.get(timeout=max(seconds, 0))
    except Empty:
        return None
