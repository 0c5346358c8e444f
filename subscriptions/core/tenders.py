"""Tenders: what holds of one at a given moment."""

from __future__ import annotations

from datetime import datetime

from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.item_state import ItemState
from subscriptions.core.messages import message

TENDER_STATES = {
    "open": message("Open for tenders"),
    "closed": message("Closed for tenders"),
    "cancelled": message("Cancelled"),
    "awarded": message("Awarded"),
}


def tender_state(item: Item, now: datetime, formats: Formats) -> ItemState:
    """The state of an item with a deadline that is not withdrawn."""
    if not item.deadline:
        return ItemState()
    text = formats.date_time(item.deadline.at)
    passed = ItemState("over", message("Deadline passed: {date}", date=text))
    if item.deadline.at <= now:
        return passed
    label = message("Deadline: {date}", date=text)
    return ItemState("active", label, until=item.deadline.at, then=passed)
