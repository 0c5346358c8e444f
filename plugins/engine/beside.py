"""One piece of work in another process, while this one goes on."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from functools import cached_property
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Beside(Generic[Result]):
    """Begins to call ``work`` in a copy of this process, if there is a second core for it.

    What it returns must be possible to pickle. Otherwise ``work`` is called when its result is
    asked for.
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._process = 0
        if len(os.sched_getaffinity(0)) > 1:
            self._reading, writing = os.pipe()
            self._process = os.fork()
            if self._process == 0:
                _hand_over(work, writing)
            os.close(writing)

    @cached_property
    def result(self) -> Result:
        """What ``work`` returned.

        What it raises is raised here: what failed there is done again in this process.
        """
        if self._process == 0:
            return self._work()
        with os.fdopen(self._reading, "rb") as pipe:
            handed = pipe.read()
        _, status = os.waitpid(self._process, 0)
        if status:
            return self._work()
        result: Result = pickle.loads(handed)  # noqa: S301  # from ourselves
        return result


def _hand_over(work: Callable[[], object], writing: int) -> None:
    """The other process: work, tell, end. Nothing of what it was born with is ended with it."""
    status = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(work(), pipe, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)
