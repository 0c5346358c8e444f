"""Pools and their reports that the pool tests begin with."""

from __future__ import annotations

from subscriptions.core.front_matter import split_front_matter
from subscriptions.core.item import Item
from subscriptions.core.pools import Pool, read_pool
from tests.unit.samples import item

POOL_SOURCE = "content/freibaeder/waldbad.md"
SEASON = "season: {from: 15.05., to: 15.09.}"
HOURS = "hours:\n  - Di-Fr 13:00-19:00\n  - Sa, So 10:00-20:00"


def pool(*fields: str, source: str = POOL_SOURCE) -> Pool:
    """A pool with a title, and whatever ``fields`` say."""
    written = "\n".join(("title: Waldbad", *fields))
    return read_pool(split_front_matter(f"---\n{written}\n---\nText", source), source)


def report(name: str, date: str, state: str = "closed", **fields: str) -> Item:
    """A report of the Waldbad."""
    return item(
        f"content/aktuelles/{name}.md",
        title=f"Waldbad ({name})",
        date=date,
        topics="freibaeder",
        **{"pool": "waldbad", "state": state, **fields},
    )
