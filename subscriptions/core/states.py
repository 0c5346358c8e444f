"""What holds now: the state of a warning, a pool, a tender, at a given moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from subscriptions.core.checks import incident_of
from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.messages import Message, message

StateKind = Literal["", "active", "over", "cancelled", "open", "limited", "closed"]

# An expired warning that nobody lifted is not over: it stays in sight for so long.
EXPIRED_SHOWN = timedelta(hours=24)

_POOL = {
    "open": message("Open"),
    "limited": message("Open with limits"),
    "closed": message("Closed"),
}


@dataclass(frozen=True, slots=True)
class ItemState:
    """The state in a word for machines, and in a sentence for people (None: it has no state)."""

    kind: StateKind = ""
    label: Message | None = None


class Incidents:
    """Which message belongs to which incident, and what followed it."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items: Mapping[str, Item] = {item.id: item for item in items}
        self._members: dict[str, list[Item]] = {}
        for item in sorted(self._items.values(), key=lambda item: item.sort_key):
            if item.is_warning:
                self._members.setdefault(self.root(item), []).append(item)

    def root(self, item: Item) -> str:
        """The identity of the incident's first message; empty for an item that is no warning."""
        return incident_of(item, self._items) if item.is_warning else ""

    def members(self, item: Item) -> tuple[Item, ...]:
        """All messages of the item's incident, oldest first."""
        return tuple(self._members.get(self.root(item), ()))

    def later(self, item: Item) -> tuple[Item, ...]:
        """The messages that came after this one, newest first."""
        return tuple(
            other for other in reversed(self.members(item)) if other.sort_key > item.sort_key
        )

    def earlier(self, item: Item) -> tuple[Item, ...]:
        """The messages that came before this one, newest first."""
        return tuple(
            other for other in reversed(self.members(item)) if other.sort_key < item.sort_key
        )


def state_of(item: Item, incidents: Incidents, now: datetime, formats: Formats) -> ItemState:
    """The state of one item at ``now``; its label is true also when no build runs later."""
    if item.withdrawn:
        return ItemState("cancelled", message("Withdrawn"))
    if item.is_warning:
        return _warning_state(item, incidents, now, formats)
    if item.state:
        when = item.until.at if item.until else item.date.at
        label = message("{state} ({date})", state=_POOL[item.state], date=formats.date_short(when))
        return ItemState(item.state, label)
    if item.deadline:
        text = formats.date_time(item.deadline.at)
        if item.deadline.at <= now:
            return ItemState("over", message("Deadline passed: {date}", date=text))
        return ItemState("active", message("Deadline: {date}", date=text))
    return ItemState()


def _warning_state(item: Item, incidents: Incidents, now: datetime, formats: Formats) -> ItemState:
    if item.msgtype == "cancel":
        return ItemState("over", message("All-clear"))
    later = [other for other in incidents.later(item) if not other.withdrawn]
    if later:
        text = formats.date_time(later[0].date.at)
        if later[0].msgtype == "cancel":
            return ItemState("cancelled", message("Lifted on {date}", date=text))
        return ItemState("over", message("Updated on {date}", date=text))
    if item.expires is None:
        return ItemState("active", message("Valid until further notice"))
    text = formats.date_time(item.expires.at)
    if item.expires.at <= now:
        return ItemState(
            "over", message("Validity expired on {date} – no all-clear was given", date=text)
        )
    return ItemState("active", message("Valid until {date}", date=text))


def needs_attention(item: Item, incidents: Incidents, now: datetime) -> bool:
    """True for a warning that belongs in the banner: the last word of its incident, still open."""
    if not item.is_warning or item.msgtype == "cancel" or item.withdrawn:
        return False
    if any(not other.withdrawn for other in incidents.later(item)):
        return False
    return item.expires is None or now < item.expires.at + EXPIRED_SHOWN
