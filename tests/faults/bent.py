"""``publish.py`` in a process whose clock is ahead, or whose sleeps are short.

    python -m tests.faults.bent --ahead 11 -- send --to listmonk
    python -m tests.faults.bent --hurry -- send --to listmonk

``--ahead`` in minutes: what ten minutes of waiting would bring about, at once. ``--hurry``: a sleep
takes a fiftieth of its time, while the look for live pages takes it for the whole; at the end the
seconds that it would have slept are told.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from subscriptions.adapters import live
from subscriptions.cli import main as cli
from subscriptions.cli.session import Session

HURRY = 50


class Ahead(Session):
    """A session whose clock is ahead by ``minutes``."""

    minutes = 0.0

    def clock(self, as_of: datetime | None) -> Callable[[], datetime]:
        """The time that it will be."""
        return lambda: datetime.now(UTC) + timedelta(minutes=self.minutes)


class Hurry:
    """Seconds that pass by sleeping, faster than real ones."""

    def __init__(self) -> None:
        self.slept = 0.0

    def sleep(self, seconds: float) -> None:
        """Sleep for less."""
        self.slept += seconds
        time.sleep(seconds / HURRY)

    def monotonic(self) -> float:
        """The seconds slept so far."""
        return self.slept


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--ahead", type=float, default=0.0)
    parser.add_argument("--hurry", action="store_true")
    parser.add_argument("rest", nargs="+")
    given = parser.parse_args(arguments)
    hurry = Hurry()
    Ahead.minutes = given.ahead
    cli.Session = partial(Ahead, sleep=hurry.sleep) if given.hurry else Ahead  # type: ignore[misc, assignment]
    if given.hurry:
        live.monotonic = hurry.monotonic  # type: ignore[assignment]
    code = cli.run(given.rest)
    sys.stderr.write(f"\nslept: {hurry.slept:.1f}\n" if given.hurry else "")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
