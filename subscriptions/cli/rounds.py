"""One round of a publisher that runs all the time: ``publish`` and ``next``, each on its own.

They are processes of their own: whatever happens to one of them, the loop goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click

from subscriptions.adapters.program import ROOT
from subscriptions.adapters.settings import Places
from subscriptions.core.dates import DateError, parse_moment
from subscriptions.core.exit_codes import USAGE
from subscriptions.core.rounds import Round

# Killing a publish loses nothing (docs/reliability.md), waiting for it for ever would.
_MOST_SECONDS = 900.0
# What still runs after this is looked at in the next round.
_WAIT = "20"


@dataclass(frozen=True, slots=True)
class Rounds:
    """Publishes one town. ``to`` names the mail server, or town.yml does."""

    places: Places
    to: str | None
    environ: Mapping[str, str]
    clock: Callable[[], datetime]

    def publish(self, commit: str) -> Round:
        """Publish what the folder holds; ``commit`` is its name."""
        began = self.clock()
        to = ("--to", self.to) if self.to else ()
        code, told = self._call("publish", "--json", "--wait", _WAIT, *to)
        actions = told.get("actions", ())
        is_open = any(action.get("action") == "wait" for action in actions)
        return Round(commit, began, self.clock(), code, is_open, self._wake(began))

    def _wake(self, began: datetime) -> datetime | None:
        """When the site changes by itself, counted from when this round began."""
        as_of = began.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        _, told = self._call("next", "--reminders", "--json", "--as-of", as_of)
        try:
            return parse_moment(str(told.get("next"))).at
        except DateError:
            return None

    def _call(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        """One command: its exit code and its document (empty if it gave none)."""
        places = ("--site", str(self.places.site), "--into", str(self.places.into))
        try:
            done = subprocess.run(  # noqa: S603  # a list, no shell
                [*_program(), *places, *arguments],
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                timeout=_MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return -9, {}
        except OSError as error:
            # The program is being replaced, or the machine has no room for it: the next round sees.
            click.echo(str(error), err=True)
            return USAGE, {}
        return done.returncode, _document(done.stdout)


class Indexing:
    """The search's index, made beside the rounds: it may take longer than a warning may wait."""

    def __init__(self, places: Places, environ: Mapping[str, str]) -> None:
        self._command = (
            *_program(),
            "--site",
            str(places.site),
            "--into",
            str(places.into),
            "search",
        )
        self._environ = dict(environ)
        self._running: subprocess.Popen[bytes] | None = None
        self._is_wanted = False

    def want(self) -> None:
        """Something was published."""
        self._is_wanted = True

    def tend(self) -> None:
        """Begin, if it is wanted and does not run yet. What it finds wrong stands on stderr."""
        if self._running and self._running.poll() is None:
            return
        self._running = None
        if self._is_wanted:
            self._is_wanted = False
            with suppress(OSError):  # as above: the next round asks again
                self._running = subprocess.Popen(  # noqa: S603  # a list, no shell
                    self._command, env=self._environ, stdin=subprocess.DEVNULL
                )

    def stop(self) -> None:
        """Leave it unfinished; the index of before stays."""
        if self._running:
            self._running.terminate()
            self._running.wait()


def _program() -> tuple[str, ...]:
    """How to call ourselves; never anything that lies in the folder of the call."""
    script = ROOT / "publish.py"
    if script.is_file():
        return (sys.executable, str(script))
    return (sys.executable, "-P", "-m", "subscriptions.cli")


def _document(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
