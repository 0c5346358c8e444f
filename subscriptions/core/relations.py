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
    """Which messages belong to one incident, one pool, one tender."""

    incidents: Incidents
    reports: PoolReports
    tenders: Tenders


def relations_of(items: Iterable[Item], gone: Iterable[Item] = ()) -> Relations:
    """Of published items; ``gone``: those whose files are no longer there."""
    # What nothing else has a part in is none of it; to look at each thrice takes long.
    known = tuple(item for item in items if not item.is_alone)
    return Relations(Incidents((*known, *gone)), PoolReports(known), Tenders(known))
