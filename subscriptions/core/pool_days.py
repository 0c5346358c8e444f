"""What holds of a pool today: reported, else by its opening hours, else nothing is known.

Moments are compared in UTC: the hour that comes twice in October is two hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from subscriptions.core.dates import ZONE
from subscriptions.core.item import Item
from subscriptions.core.opening_hours import Opening
from subscriptions.core.pool_reports import PoolReports, report_in_force
from subscriptions.core.pool_states import holds_until
from subscriptions.core.pools import Pool
from subscriptions.core.seasons import Period

Source = Literal["report", "hours", "season", "none"]
DayState = Literal["open", "limited", "closed", "scheduled", "unknown"]


@dataclass(frozen=True, slots=True)
class PoolDay:
    """What holds of a pool at a moment, and from where that is known.

    ``state`` is ``open`` only if a report says so; by the opening hours a pool is ``scheduled``
    until the last of the day's ``openings`` ends, then ``closed``. ``day`` is the day in
    Europe/Berlin. ``report`` is the report in force. ``period`` is the season of this day or the
    next one; None if the pool has none. ``until``: when this ends by itself; None: not at all.
    """

    source: Source
    state: DayState
    day: date
    period: Period | None = None
    report: Item | None = None
    openings: tuple[Opening, ...] = ()
    until: datetime | None = None

    @property
    def is_in_season(self) -> bool:
        """The day lies in the pool's season; a pool without one is always in season."""
        return self.period is None or self.period.holds(self.day)


def pool_day(pool: Pool, items: Iterable[Item], now: datetime) -> PoolDay:
    """What holds of a pool at ``now``, from all items, in any order."""
    return _day(pool, PoolReports(items).of(pool.id), now)


def day_after(pool: Pool, items: Iterable[Item], now: datetime) -> PoolDay | None:
    """What will hold when that of ``now`` has ended, unless something is published before."""
    known = PoolReports(item for item in items if item.date.at <= now.astimezone(UTC))
    until = _day(pool, known.of(pool.id), now).until
    return _day(pool, known.of(pool.id), until) if until else None


def next_change(pool: Pool, items: Iterable[Item], now: datetime) -> datetime | None:
    """When what is shown of the pool changes by itself; None: never.

    That is the end of its state, the next begin or end of a season, or the date of a report that
    lies ahead.
    """
    reports = PoolReports(items).of(pool.id)
    today = _day(pool, reports, now)
    moments = [today.until] if today.until else []
    if today.period and today.is_in_season:
        moments.append(midnight(today.period.last + timedelta(days=1)))
    elif today.period and today.day < today.period.first:
        moments.append(midnight(today.period.first))
    moments += [
        one.date.at for one in reports if not one.withdrawn and one.date.at > now.astimezone(UTC)
    ]
    return min(moments, key=datetime.timestamp, default=None)


def midnight(day: date) -> datetime:
    """The moment in Europe/Berlin at which a day begins."""
    return datetime.combine(day, time(), ZONE)


def _day(pool: Pool, reports: tuple[Item, ...], moment: datetime) -> PoolDay:
    now = moment.astimezone(UTC)
    day = moment.astimezone(ZONE).date()
    period = pool.season.around(day) if pool.season else None
    report = report_in_force(reports, now)
    if report and report.state:
        return PoolDay(
            "report", report.state, day, period, report=report, until=holds_until(report)
        )
    if period and not period.holds(day):
        begin = midnight(period.first) if day < period.first else None
        return PoolDay("season", "closed", day, period, until=begin)
    tomorrow = midnight(day + timedelta(days=1))
    if pool.week is None:
        return PoolDay("none", "unknown", day, period, until=tomorrow)
    openings = pool.week.on(day)
    if openings:
        closes = datetime.combine(day, openings[-1].closes, ZONE)
        if now < closes:
            return PoolDay("hours", "scheduled", day, period, openings=openings, until=closes)
    return PoolDay("hours", "closed", day, period, openings=openings, until=tomorrow)
