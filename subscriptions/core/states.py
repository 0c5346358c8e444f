"""The state of any item: that of a warning, a pool or a tender, at a given moment."""

from __future__ import annotations

from datetime import datetime

from subscriptions.core.formats import Formats
from subscriptions.core.incidents import Incidents, warning_state
from subscriptions.core.item import Item
from subscriptions.core.item_state import ItemState
from subscriptions.core.messages import message
from subscriptions.core.pool_states import report_state
from subscriptions.core.tenders import tender_state


def state_of(
    item: Item,
    incidents: Incidents,
    now: datetime,
    formats: Formats,
    *,
    ended: bool = False,
) -> ItemState:
    """The state of one item at ``now``; ``ended`` as in :func:`report_state`."""
    if item.withdrawn:
        return ItemState("withdrawn", message("Withdrawn"))
    if item.is_warning:
        return warning_state(item, incidents, now, formats)
    if item.state:
        return report_state(item, now, formats, ended=ended)
    return tender_state(item, now, formats)
