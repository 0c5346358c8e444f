"""Tenders: which notices belong together, and what holds of a tender at a given moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from subscriptions.core.dates import Moment, is_before
from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.item_fields import TenderState as State
from subscriptions.core.item_state import ItemState
from subscriptions.core.messages import message

TENDER_STATES = {
    "open": message("Open for tenders"),
    "closed": message("Closed for tenders"),
    "cancelled": message("Cancelled"),
    "awarded": message("Awarded"),
}


def is_tender(item: Item) -> bool:
    """A notice of a tender: it has a number, a deadline for tenders, or a state."""
    return bool(item.tender_number or item.deadline or item.tender_state)


class Tenders:
    """Which notices belong to one tender: those with the same number.

    The newest that says so decides the tender's state, and the newest with a deadline its deadline.
    Withdrawn notices decide nothing.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._notices: dict[str, list[Item]] = {}
        notices = [item for item in items if is_tender(item)]
        for item in sorted(notices, key=lambda item: item.sort_key, reverse=True):
            self._notices.setdefault(_number(item), []).append(item)

    def notices(self, item: Item) -> tuple[Item, ...]:
        """All notices of the item's tender, newest first; none of an item that is no tender."""
        if not is_tender(item):
            return ()
        return tuple(self._notices.get(_number(item), [item]))

    def others(self, item: Item) -> tuple[Item, ...]:
        """The other notices of the item's tender, newest first."""
        return tuple(other for other in self.notices(item) if other.id != item.id)

    def newest(self) -> tuple[Item, ...]:
        """Of each tender the newest notice that is not withdrawn, newest first."""
        valid = (
            [notice for notice in notices if not notice.withdrawn]
            for notices in self._notices.values()
        )
        found = [notices[0] for notices in valid if notices]
        return tuple(sorted(found, key=lambda item: item.sort_key, reverse=True))

    def deadline(self, item: Item) -> Moment | None:
        """Until when tenders are accepted, by the newest notice that says so."""
        return next((notice.deadline for notice in self._valid(item) if notice.deadline), None)

    def is_overruled(self, item: Item) -> bool:
        """The item's deadline no longer counts: another one does, or it was called off."""
        if self.state(item) == "cancelled":
            return True
        current = self.deadline(item)
        return bool(item.deadline and current and current.at != item.deadline.at)

    def overruling(self, item: Item) -> tuple[Item, ...]:
        """Later notices with another deadline, or that called it off; withdrawn ones too."""
        return tuple(
            other
            for other in self.notices(item)
            if other.sort_key > item.sort_key and _says_otherwise(other, item)
        )

    def state(self, item: Item) -> State:
        """What the newest notice says that names a state or a deadline."""
        for notice in self._valid(item):
            if notice.tender_state or notice.deadline:
                return notice.tender_state or "open"
        return "open"

    def accepts(self, item: Item, now: datetime) -> bool:
        """True while tenders are accepted. At the second of the deadline they no longer are."""
        deadline = self.deadline(item)
        return self.state(item) == "open" and (deadline is None or is_before(now, deadline.at))

    def open_ones(self, now: datetime) -> tuple[Item, ...]:
        """The newest notices of the open tenders, earliest deadline first."""
        return tuple(
            sorted((item for item in self.newest() if self.accepts(item, now)), key=self._urgency)
        )

    def past_ones(self, now: datetime) -> tuple[Item, ...]:
        """The newest notices of all other tenders, newest first."""
        return tuple(item for item in self.newest() if not self.accepts(item, now))

    def _valid(self, item: Item) -> tuple[Item, ...]:
        return tuple(notice for notice in self.notices(item) if not notice.withdrawn)

    def _urgency(self, item: Item) -> tuple[bool, float, str]:
        deadline = self.deadline(item)
        return (deadline is None, deadline.at.timestamp() if deadline else 0.0, item.id)


def _says_otherwise(other: Item, item: Item) -> bool:
    if other.tender_state == "cancelled":
        return True
    return bool(other.deadline and item.deadline and other.deadline.at != item.deadline.at)


def tender_state(item: Item, tenders: Tenders, now: datetime, formats: Formats) -> ItemState:
    """The state of a notice that is not withdrawn: that of its tender."""
    if not is_tender(item):
        return ItemState()
    state, deadline = tenders.state(item), tenders.deadline(item)
    if state == "cancelled":
        return ItemState("closed", message("Procedure cancelled"))
    if state == "awarded":
        return ItemState("over", TENDER_STATES["awarded"])
    if deadline is None:
        label = TENDER_STATES[state]
        return ItemState("over", label) if state == "closed" else ItemState("bidding", label)
    text = formats.date_time(deadline.at)
    passed = ItemState("over", message("Deadline passed: {date}", date=text))
    if not is_before(now, deadline.at):
        return passed
    if state == "closed":
        return ItemState("over", TENDER_STATES["closed"])
    label = message("Deadline: {date}", date=text)
    return ItemState("bidding", label, until=deadline.at, then=passed)


def _number(item: Item) -> str:
    """What notices of one tender share; a notice without a number is alone."""
    return " ".join(item.tender_number.casefold().split()) or f"\n{item.id}"
