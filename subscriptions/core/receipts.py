"""Receipts: what the staff is told, and when it is told again.

Pure: the same events, record and time tell the same. The record is only a memory of what was told;
without it something is told twice, and nothing is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from subscriptions.core.messages import Message

Level = Literal["bad", "reminder", "good"]

# What lasts is told again after so long.
TOLD_AGAIN = timedelta(hours=24)

# What goes and comes back sooner than this is not told each time.
CALM = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that the staff should know.

    ``about``: what it concerns, ``<kind>/<name>``; ``state``: what holds of it, so that another
    state is news. ``headline`` and ``title`` make the subject, ``lines`` say why and what to do.
    ``lasts``: it goes on until somebody acts, and is told again daily.
    """

    about: str
    state: str
    level: Level
    headline: Message
    title: str = ""
    url: str = ""
    lines: tuple[Message, ...] = ()
    lasts: bool = False

    @property
    def kind(self) -> str:
        """The first word of ``about``: ``mail``, ``file``, ``server``, ``failure``, ``warning``."""
        return self.about.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the record: this was told, or with an empty ``state`` that it was over."""

    about: str
    state: str
    at: datetime


def to_tell(events: Iterable[Event], told: Iterable[Told], now: datetime) -> tuple[Event, ...]:
    """What is news, or lasts and was told a day ago; what needs somebody first."""
    last_state: dict[str, str] = {}
    last_time: dict[tuple[str, str], datetime] = {}
    for line in told:
        last_state[line.about] = line.state
        last_time[line.about, line.state] = line.at

    def is_due(event: Event) -> bool:
        at = last_time.get((event.about, event.state))
        if at is None:
            return True
        came_back = last_state[event.about] != event.state
        return event.lasts and now - at >= (CALM if came_back else TOLD_AGAIN)

    levels = ("bad", "reminder", "good")
    once = {(event.about, event.state): event for event in events}
    due = (event for event in once.values() if is_due(event))
    return tuple(sorted(due, key=lambda event: levels.index(event.level)))


def now_over(
    events: Iterable[Event], told: Iterable[Told], looked_at: Collection[str]
) -> tuple[str, ...]:
    """What was told to last, and is gone. Only of ``looked_at``, the kinds that a run can see."""
    there = {event.about for event in events}
    last_state = {line.about: line.state for line in told}
    return tuple(
        about
        for about, state in last_state.items()
        if state and about not in there and about.partition("/")[0] in looked_at
    )
