"""Incidents: which warnings belong together, and what holds of them at a given moment.

An all-clear is given by an item alone; no warning ends by being old, edited or deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from subscriptions.core.dates import after
from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.item_state import ItemState
from subscriptions.core.messages import message

# An expired warning that nobody lifted is not over: it stays in sight for so long.
EXPIRED_SHOWN = timedelta(hours=24)


class Incidents:
    """Which message belongs to which incident, and what followed it."""

    def __init__(self, items: Iterable[Item]) -> None:
        ordered = sorted(
            (item for item in items if item.is_warning), key=lambda item: item.sort_key
        )
        self._roots = _roots(ordered)
        self._members: dict[str, list[Item]] = {}
        for item in ordered:
            self._members.setdefault(self.root(item), []).append(item)

    def root(self, item: Item) -> str:
        """The identity of the incident's first message; empty for an item that is no warning."""
        return self._roots[item.id] if item.is_warning else ""

    def members(self, item: Item) -> tuple[Item, ...]:
        """All messages of the item's incident, oldest first."""
        return tuple(self._members.get(self.root(item), ()))

    def course(self, item: Item) -> tuple[Item, ...]:
        """All messages of the item's incident, newest first; nothing if it is the only one."""
        members = self.members(item)
        return members[::-1] if len(members) > 1 else ()

    def heads(self) -> tuple[Item, ...]:
        """The last word of each incident, newest first; none of those taken back as a whole."""
        found = (
            next((item for item in reversed(members) if not item.withdrawn), None)
            for members in self._members.values()
        )
        return tuple(
            sorted((item for item in found if item), key=lambda item: item.sort_key, reverse=True)
        )

    def standing(self, item: Item) -> Item | None:
        """The warning that holds of the item's incident by its last word, whatever the time."""
        valid = [other for other in self.members(item) if not other.withdrawn]
        return valid[-1] if valid and valid[-1].msgtype != "cancel" else None

    def replacement(self, item: Item) -> Item | None:
        """The newest message that came after this one and was not taken back."""
        later = (
            other
            for other in reversed(self.members(item))
            if other.sort_key > item.sort_key and not other.withdrawn
        )
        return next(later, None)


def warning_state(item: Item, incidents: Incidents, now: datetime, formats: Formats) -> ItemState:
    """The state of an alert, update or cancel that is not withdrawn."""
    if item.msgtype == "cancel":
        return ItemState("all-clear", message("All-clear"))
    if newest := incidents.replacement(item):
        text = formats.date_time(newest.date.at)
        if newest.msgtype == "cancel":
            return ItemState("lifted", message("Lifted on {date}", date=text))
        return ItemState("updated", message("Updated on {date}", date=text))
    if item.expires is None:
        return ItemState("active", message("Valid until further notice"))
    text = formats.date_time(item.expires.at)
    expired = ItemState(
        "expired", message("Validity expired on {date} – no all-clear was given", date=text)
    )
    if after(item.expires.at, timedelta()) <= now:
        return expired
    valid = message("Valid until {date}", date=text)
    return ItemState("active", valid, until=item.expires.at, then=expired)


def needs_attention(item: Item, incidents: Incidents, now: datetime) -> bool:
    """True for a warning that belongs in the banner: the last word of its incident, still open."""
    if not item.is_warning or item.msgtype == "cancel" or item.withdrawn:
        return False
    if incidents.replacement(item):
        return False
    end = in_sight_until(item)
    return end is None or now < end


def needing_attention(
    items: Iterable[Item], incidents: Incidents, now: datetime
) -> tuple[Item, ...]:
    """Those of some items that do, in their order."""
    warnings = (item for item in items if item.is_warning)
    return tuple(item for item in warnings if needs_attention(item, incidents, now))


def in_sight_until(item: Item) -> datetime | None:
    """When a warning that nobody lifts leaves the banner; None: not by itself."""
    return after(item.expires.at, EXPIRED_SHOWN) if item.expires else None


def _roots(ordered: Sequence[Item]) -> dict[str, str]:
    """For each warning the first message of all that are linked with it. ``ordered``: by date.

    What refers to the same earlier message is linked also where that one is not there any more.
    """
    chief: dict[str, str] = {}

    def find(name: str) -> str:
        while chief.setdefault(name, name) != name:
            chief[name] = chief[chief[name]]
            name = chief[name]
        return name

    for item in ordered:
        for name in item.references:
            chief[find(name)] = find(item.id)
    first: dict[str, str] = {}
    return {item.id: first.setdefault(find(item.id), item.id) for item in ordered}
