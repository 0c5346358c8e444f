"""What was reported of the pools: which report holds, and which one ended another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from subscriptions.core.item import Item
from subscriptions.core.pool_states import holds_until

# A reopening that comes later is news of its own.
REOPENED_WITHIN = timedelta(days=14)


class PoolReports:
    """The reports of every pool, oldest first; drafts and exercises are none."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._by_pool: dict[str, list[Item]] = {}
        self._closures: dict[str, Item] = {}
        self._reopenings: dict[str, Item] = {}
        self._ended: set[str] = set()
        reports = [item for item in items if item.pool and item.state]
        for item in sorted(reports, key=lambda item: item.sort_key):
            if item.pool and not item.draft and not item.exercise:
                self._by_pool.setdefault(item.pool, []).append(item)
        for same in self._by_pool.values():
            self._link(same)
            self._end(same)

    def of(self, pool_id: str) -> tuple[Item, ...]:
        """All reports of one pool, oldest first; withdrawn ones are among them."""
        return tuple(self._by_pool.get(pool_id, ()))

    def closure(self, item: Item) -> Item | None:
        """The report that a reopening ends: the last one, not open, within fourteen days."""
        return self._closures.get(item.id)

    def reopening(self, item: Item) -> Item | None:
        """The reopening that ended this report."""
        return self._reopenings.get(item.id)

    def has_ended(self, item: Item) -> bool:
        """A later report ended what this one says, whatever its ``until``."""
        return item.id in self._ended

    def _link(self, reports: Iterable[Item]) -> None:
        last: Item | None = None
        for report in reports:
            if last and _reopens(report, last):
                self._closures[report.id] = last
                if not report.withdrawn:
                    self._reopenings[last.id] = report
            last = last if report.withdrawn else report

    def _end(self, reports: Sequence[Item]) -> None:
        is_told = is_open = False
        for report in reversed(reports):
            if is_open or (is_told and report.state == "open"):
                self._ended.add(report.id)
            if not report.withdrawn:
                is_told = True
                is_open = is_open or report.state == "open"


def _reopens(report: Item, last: Item) -> bool:
    is_soon = report.date.at - last.date.at <= REOPENED_WITHIN
    return is_soon and report.state == "open" and last.state != "open"


def report_in_force(reports: Iterable[Item], now: datetime) -> Item | None:
    """The newest report that holds at ``now``; of two of the same minute, the later id.

    A report ends with its ``until``. Beside that, ``open`` ends all that was said before, and any
    later report ends an ``open``: a pool that was closed since is not open by what was said in the
    morning. What else still holds comes back when a later report has ended.

    ``reports``: those of one pool, oldest first.
    """
    begun = [one for one in reports if not one.withdrawn and one.date.at <= now]
    is_newest = True
    for report in reversed(begun):
        if now < holds_until(report) and (is_newest or report.state != "open"):
            return report
        if report.state == "open":
            return None
        is_newest = False
    return None
