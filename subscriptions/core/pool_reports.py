"""What was reported of the pools: which report holds, and which one lifted another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from subscriptions.core.item import Item
from subscriptions.core.pool_states import holds_until

# A reopening that comes later is news of its own.
REOPENED_WITHIN = timedelta(days=14)


class PoolReports:
    """The reports of every pool, oldest first; drafts and exercises are none."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._by_pool: dict[str, list[Item]] = {}
        for item in sorted(items, key=lambda item: item.sort_key):
            if item.pool and item.state and not item.draft and not item.exercise:
                self._by_pool.setdefault(item.pool, []).append(item)

    def of(self, pool_id: str) -> tuple[Item, ...]:
        """All reports of one pool, oldest first; withdrawn ones are among them."""
        return tuple(self._by_pool.get(pool_id, ()))

    def closure(self, item: Item) -> Item | None:
        """The report that a reopening ends: the last one, not open, within fourteen days."""
        if item.state != "open" or not item.pool or item.exercise:
            return None
        before = (one for one in reversed(self.of(item.pool)) if one.sort_key < item.sort_key)
        last = next((one for one in before if not one.withdrawn), None)
        if last is None or last.state == "open":
            return None
        return last if item.date.at - last.date.at <= REOPENED_WITHIN else None

    def reopening(self, item: Item) -> Item | None:
        """The report that ended this one: the next one of its pool, if it says open."""
        if item.state == "open" or not item.pool or item.withdrawn:
            return None
        later = (one for one in self.of(item.pool) if one.sort_key > item.sort_key)
        following = next((one for one in later if not one.withdrawn), None)
        if following is None or self.closure(following) is not item:
            return None
        return following

    def is_reopened(self, item: Item) -> bool:
        """A later report says that the pool is open again: what this one says has ended."""
        return item.state != "open" and any(
            one.state == "open" and not one.withdrawn and one.sort_key > item.sort_key
            for one in self.of(item.pool or "")
        )


def report_in_force(reports: Iterable[Item], now: datetime) -> Item | None:
    """The newest report that holds at ``now``; of two of the same minute, the later id.

    A report ends with its ``until``, and when the pool is reported open again: what was said
    before does not come back.

    ``reports``: those of one pool, oldest first.
    """
    holding: Item | None = None
    begun = [one for one in reports if not one.withdrawn and one.date.at <= now]
    for report in reversed(begun):
        if now < holds_until(report):
            holding = report
            break
        if report.state == "open":
            break
    return holding
