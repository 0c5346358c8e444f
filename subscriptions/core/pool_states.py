"""What an item says of a pool, and how long that holds."""

from __future__ import annotations

from datetime import datetime

from subscriptions.core.dates import Moment
from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.item_state import ItemState
from subscriptions.core.messages import Message, message

POOL_STATES = {
    "open": message("Open"),
    "limited": message("Open with limits"),
    "closed": message("Closed"),
}


def holds_until(item: Item) -> datetime:
    """The end of what the item says of its pool: ``until``, else the end of its day."""
    return item.until.latest if item.until else Moment(item.date.at, has_time=False).latest


def report_state(item: Item, now: datetime, formats: Formats, *, ended: bool = False) -> ItemState:
    """The state of an item that tells the state of a pool, and is not withdrawn.

    ``ended``: a later report of the pool ended this one.
    """
    if not item.state:
        return ItemState()
    label = _label(item, POOL_STATES[item.state], formats, ended=ended)
    until = holds_until(item)
    over = ItemState("over", label)
    if ended or until <= now:
        return over
    return ItemState(item.state, label, until=until, then=over)


def _label(item: Item, state: Message, formats: Formats, *, ended: bool) -> Message:
    """What ended before its time holds of no later day than its own."""
    until = None if ended else item.until
    if until is None or (not until.has_time and until.at.date() == item.date.at.date()):
        return message("{state} ({date})", state=state, date=formats.date_short(item.date.at))
    text = formats.date_time(until.at) if until.has_time else formats.date_short(until.at)
    return message("{state} until {date}", state=state, date=text)
