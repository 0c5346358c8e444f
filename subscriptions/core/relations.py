"""What the items of one moment have to do with each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from subscriptions.core.incidents import Incidents
from subscriptions.core.item import Item
from subscriptions.core.pool_reports import PoolReports
from subscriptions.core.tenders import Tenders


@dataclass(frozen=True, slots=True)
class Relations:
    """Which messages belong to one incident, one pool, one tender.

    ``involved``: those in whose state a moment or another message has a part, in their order: what
    warns, has a date, a deadline or a state, or was withdrawn (``Item.is_alone``: all others).
    """

    involved: tuple[Item, ...]
    incidents: Incidents
    reports: PoolReports
    tenders: Tenders


def relations_of(items: Iterable[Item], gone: Iterable[Item] = ()) -> Relations:
    """Of published items; ``gone``: those whose files are no longer there."""
    # Of thousands most are alone; to look at each again and again takes long.
    known = tuple(item for item in items if not item.is_alone)
    return Relations(known, Incidents((*known, *gone)), PoolReports(known), Tenders(known))
