"""Dates: what an item says happens when, for calendars and for the next dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from subscriptions.core.dates import ZONE, Moment, is_before
from subscriptions.core.item import Item
from subscriptions.core.tenders import Tenders

# So many dates stand on the front page.
_NEXT = 5


@dataclass(frozen=True, slots=True)
class Event:
    """One date of an item: what it announces, or the deadline of its tender.

    ``name`` is unique among all dates and never changes. ``end`` is None where the editor gave
    none. ``changed`` and ``sequence`` grow when the date is corrected or called off.
    """

    item: Item
    kind: Literal["event", "deadline"]
    start: Moment
    end: Moment | None
    cancelled: bool
    changed: datetime
    sequence: int

    @property
    def name(self) -> str:
        """The item's identity, for a deadline with ``-frist``."""
        return self.item.id if self.kind == "event" else f"{self.item.id}-frist"

    @property
    def over(self) -> datetime:
        """When it is over: its end, the deadline itself, else the end of its first day."""
        if self.kind == "deadline":
            return self.start.at
        if self.end and is_before(self.start.at, self.end.latest):
            return self.end.latest
        return Moment(self.start.at, has_time=False).latest

    @property
    def sort_key(self) -> tuple[float, str]:
        """A total order: by start, then by name."""
        return (self.start.at.timestamp(), self.name)


def dated(items: Iterable[Item]) -> Iterator[Item]:
    """Those that may have dates; most have none, and this is seen at once."""
    return (item for item in items if item.start or item.deadline)


def events_of(item: Item, tenders: Tenders) -> tuple[Event, ...]:
    """The dates of one item; withdrawn ones are there too, as cancelled."""
    return tuple(_events(item, tenders))


def all_events(items: Iterable[Item], tenders: Tenders) -> tuple[Event, ...]:
    """The dates of all these items, earliest first."""
    return in_order(event for item in dated(items) for event in events_of(item, tenders))


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Earliest first."""
    return tuple(sorted(events, key=lambda event: event.sort_key))


def next_events(events: Iterable[Event], now: datetime) -> tuple[Event, ...]:
    """The first of what takes place or is still to come, earliest start first; no deadlines."""
    coming = (e for e in events if e.kind == "event" and not e.cancelled and is_before(now, e.over))
    return tuple(sorted(coming, key=lambda event: event.sort_key)[:_NEXT])


def since_last_year(events: Iterable[Event], items: Iterable[Item]) -> tuple[Event, ...]:
    """What ended in the year before the newest item's or later; the rest is history.

    Measured by the newest item and by no clock, so that equal content makes equal calendars.
    """
    newest = max((item.sort_key[0] for item in items), default=None)
    if newest is None:
        return ()
    begin = datetime(datetime.fromtimestamp(newest, ZONE).year - 1, 1, 1, tzinfo=ZONE)
    return tuple(event for event in events if is_before(begin, event.over))


def _events(item: Item, tenders: Tenders) -> Iterator[Event]:
    gone = item.withdrawn is not None
    if item.start:
        yield Event(
            item, "event", item.start, item.end, gone, item.updated, len(item.corrections) + gone
        )
    if item.deadline and not _is_repeated(item, tenders):
        # Each counts, and counts again when it is taken back: the number must never fall.
        others = tenders.overruling(item)
        yield Event(
            item,
            "deadline",
            item.deadline,
            None,
            gone or tenders.is_overruled(item),
            max((item.updated, *(other.updated for other in others)), key=datetime.timestamp),
            len(item.corrections) + gone + sum(1 + bool(other.withdrawn) for other in others),
        )


def _is_repeated(item: Item, tenders: Tenders) -> bool:
    """True if an earlier notice of the tender has this deadline in the calendar already."""
    return any(
        other.sort_key < item.sort_key
        and not other.withdrawn
        and other.deadline
        and item.deadline
        and other.deadline.at == item.deadline.at
        for other in tenders.others(item)
    )
