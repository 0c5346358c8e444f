"""Incidents: which warnings belong together, and what holds of them at a given moment.

An all-clear is given by an item alone; no warning ends by being old, edited or deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.item_state import ItemState
from subscriptions.core.messages import message

# An expired warning that nobody lifted is not over: it stays in sight for so long.
EXPIRED_SHOWN = timedelta(hours=24)


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


def warning_state(item: Item, incidents: Incidents, now: datetime, formats: Formats) -> ItemState:
    """The state of an alert, update or cancel that is not withdrawn."""
    if item.msgtype == "cancel":
        return ItemState("all-clear", message("All-clear"))
    later = [other for other in incidents.later(item) if not other.withdrawn]
    if later:
        text = formats.date_time(later[0].date.at)
        if later[0].msgtype == "cancel":
            return ItemState("lifted", message("Lifted on {date}", date=text))
        return ItemState("updated", message("Updated on {date}", date=text))
    if item.expires is None:
        return ItemState("active", message("Valid until further notice"))
    text = formats.date_time(item.expires.at)
    expired = ItemState(
        "expired", message("Validity expired on {date} – no all-clear was given", date=text)
    )
    if item.expires.at <= now:
        return expired
    valid = message("Valid until {date}", date=text)
    return ItemState("active", valid, until=item.expires.at, then=expired)


def needs_attention(item: Item, incidents: Incidents, now: datetime) -> bool:
    """True for a warning that belongs in the banner: the last word of its incident, still open."""
    if not item.is_warning or item.msgtype == "cancel" or item.withdrawn:
        return False
    if any(not other.withdrawn for other in incidents.later(item)):
        return False
    return item.expires is None or now < item.expires.at + EXPIRED_SHOWN


def incident_of(item: Item, items: Mapping[str, Item]) -> str:
    """The identity of the first message of the item's incident; its own if it begins one.

    Of several, the earliest. Each message is looked at once, though many may refer to it.
    """
    roots: list[Item] = []
    seen = {item.id}
    waiting = [item]
    while waiting:
        current = waiting.pop()
        known = [items[name] for name in current.references if name in items]
        if not known:
            roots.append(current)
        waiting += [other for other in known if other.id not in seen]
        seen.update(other.id for other in known)
    return min(roots or [item], key=lambda root: root.sort_key).id
