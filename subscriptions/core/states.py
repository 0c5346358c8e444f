"""The state of any item: that of a warning, a pool or a tender, at a given moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from subscriptions.core.dates import after
from subscriptions.core.formats import Formats
from subscriptions.core.incidents import in_sight_until, warning_state
from subscriptions.core.item import Item
from subscriptions.core.item_state import ItemState
from subscriptions.core.messages import message
from subscriptions.core.pool_states import holds_until, report_state
from subscriptions.core.relations import Relations
from subscriptions.core.tenders import tender_state


def state_of(item: Item, relations: Relations, now: datetime, formats: Formats) -> ItemState:
    """The state of one item at ``now``."""
    if item.withdrawn:
        return ItemState("withdrawn", message("Withdrawn"))
    if item.is_warning:
        return warning_state(item, relations.incidents, now, formats)
    if item.state:
        return report_state(item, now, formats, ended=relations.reports.has_ended(item))
    return tender_state(item, relations.tenders, now, formats)


def state_moments(item: Item) -> Iterator[datetime]:
    """When the state of an item may change by itself, in UTC."""
    if sight := in_sight_until(item):
        yield sight
    ends = [end.at for end in (item.expires, item.deadline) if end]
    ends += [holds_until(item)] if item.state else []
    yield from (after(end, timedelta()) for end in ends)
