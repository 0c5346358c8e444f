"""``build --watch``: a build after every change, until somebody ends it."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from threading import Event
from types import FrameType

import click

from plugins.engine.build import SiteReport
from plugins.engine.live import Live
from plugins.engine.request import Report, Request
from subscriptions.adapters.file_changes import file_changes
from subscriptions.adapters.settings import ConfigurationError, Places
from subscriptions.cli.session import Session
from subscriptions.cli.site import request
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import InvalidContentError, Problem

# So often everything is looked at, whatever the kernel told: it may lose changes, some disks (of
# other machines) tell none, and somebody may have worked in the output folder.
_SWEEP = 60.0  # seconds


def watch(
    session: Session,
    clock: Callable[[], datetime],
    summary: Callable[[Report], Message],
    *,
    lenient: bool,
) -> None:
    """Build now, and again whenever a file or a state changes; ends with SIGINT or SIGTERM."""
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    renew = settings_of(session, lambda one: request(one, clock(), lenient=lenient))
    watcher = Watcher(Live(renew), session, clock, summary)
    watcher.build(None)
    for changed in file_changes(*watched(session.places), stop):
        watcher.look(changed)


def settings_of(session: Session, ask: Callable[[Session], Request]) -> Callable[[], Request]:
    """Read the town's settings anew at every call; the program stays what it was at the first."""
    first = ask(session)

    def renew() -> Request:
        return replace(ask(Session(session.places, session.environ)), cache=first.cache)

    return renew


def watched(places: Places) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The folders and files on which a site depends."""
    names = ("town.yml", ".env", "subscriptions/topics.yml", "subscriptions/listmonk-lists.yml")
    themes = tuple(dict.fromkeys((places.site / "theme", *places.themes)))
    return (places.content, *themes), tuple(places.site / name for name in names)


@dataclass(frozen=True, slots=True)
class Built:
    """What came of one build: its report, or why there is none. ``is_change``: a file changed."""

    report: SiteReport | None
    problems: tuple[Problem, ...] = ()
    trouble: Message | None = None
    is_change: bool = False


def _nobody(_: Built) -> None:
    """Hear nothing."""


@dataclass
class Watcher:
    """Builds and says so, and tells ``heard``; the same words are not said twice in a row."""

    live: Live
    session: Session
    clock: Callable[[], datetime]
    summary: Callable[[Report], Message]
    heard: Callable[[Built], None] = _nobody
    told: str = ""
    swept: float = field(default=float("-inf"))
    is_watching: bool = False

    def look(self, changed: Collection[Path]) -> None:
        """Build if anything changed, if it is time to look at everything, or a state ends.

        Otherwise the next build is made ready, a part of it at a time.
        """
        if not self.is_watching or time.monotonic() - self.swept > _SWEEP:
            # What changed while the first build was made, nobody has told.
            self.is_watching = True
            self.build(None)
        elif changed or self.live.is_due(self.clock()):
            self.build(changed)
        else:
            self.live.get_ready()

    def build(self, changed: Collection[Path] | None) -> None:
        """Build; what is wrong is told, and the next change tries again."""
        gettext = self.session.gettext
        built = self._built(changed)
        if built.trouble:
            self._tell(built.trouble.format(gettext))
        else:
            self._tell("\n".join(problem.told(gettext) for problem in built.problems))
        self.heard(replace(built, is_change=bool(changed)))

    def _built(self, changed: Collection[Path] | None) -> Built:
        try:
            report = self.live.update(self.clock(), changed)
        except InvalidContentError as error:
            return Built(None, error.problems)
        except ConfigurationError as error:
            return Built(None, trouble=error.message)
        except (OSError, sqlite3.Error) as error:
            what = message("the site could not be written: {reason}", reason=error)
            return Built(None, trouble=what)
        if changed is None:
            self.swept = time.monotonic()
        if report.written.changed or report.written.deleted:
            click.echo(self.summary(report).format(self.session.gettext))
        return Built(report, report.problems)

    def _tell(self, text: str) -> None:
        if text != self.told:
            all_well = message("All problems are solved.").format(self.session.gettext)
            click.echo(text or all_well, err=True)
        self.told = text
