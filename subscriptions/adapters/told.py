"""What the staff was told: a file whose loss may repeat a receipt, and loses none."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from subscriptions.adapters.append_only import append
from subscriptions.core.receipts import Told

# How often another run is asked for, and the seconds between: longer than one mail takes.
_ATTEMPTS = 100
_PAUSE = 0.2


class ToldFile:
    """``var/told.jsonl``: one line an event that was told, or that is over."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[Told, ...]:
        """All lines, oldest first. What a crash cut short, or nobody can read, is passed over."""
        try:
            text = self._path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ()
        found = (_told(line) for line in text.splitlines())
        return tuple(one for one in found if one)

    def record(self, lines: Iterable[Told]) -> None:
        """Write down what was told; on disk when this returns.

        Raises:
            OSError: the file cannot be written.
        """
        append(
            self._path,
            ({"about": one.about, "state": one.state, "at": one.at.isoformat()} for one in lines),
        )

    @contextmanager
    def alone(self, sleep: Callable[[float], None]) -> Iterator[bool]:
        """Keep other runs from telling until the end of the block; False if one goes on for long.

        ``sleep``: how to pass so many seconds.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = self._path.with_suffix(".lock").open("a")
        except OSError:
            # Without a folder to write to nobody can be kept out; better told twice than not.
            yield True
            return
        with lock:
            yield _locked(lock, sleep)


def _locked(lock: TextIO, sleep: Callable[[float], None]) -> bool:
    for _ in range(_ATTEMPTS):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sleep(_PAUSE)
        else:
            return True
    return False


def _told(line: str) -> Told | None:
    try:
        raw = json.loads(line)
        at = datetime.fromisoformat(raw["at"])
        return Told(str(raw["about"]), str(raw["state"]), at) if at.tzinfo else None
    except (ValueError, TypeError, KeyError):
        return None
