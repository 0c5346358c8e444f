"""A pool for search engines: schema.org ``PublicSwimmingPool`` with its hours.

``openingHoursSpecification`` holds in the season; ``specialOpeningHoursSpecification`` overrides it
on the days of a report. One without ``opens`` says that the pool is closed
(https://schema.org/OpeningHoursSpecification).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import groupby

from plugins.engine.schema import Thing
from subscriptions.core.dates import ZONE
from subscriptions.core.item import Item
from subscriptions.core.opening_hours import Opening, WeekHours
from subscriptions.core.pool_days import PoolDay
from subscriptions.core.pool_states import holds_until
from subscriptions.core.pools import POOLS_PATH, Pool
from subscriptions.core.seasons import Period
from subscriptions.core.town import Town

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Days of an exception that are told one by one: two weeks ahead are enough for anybody.
_MOST_DAYS = 14


def pool_schema(town: Town, pool: Pool, today: PoolDay) -> Thing:
    """The pool as a schema.org thing, without ``@context``."""
    address = {"streetAddress": pool.address, "addressLocality": pool.village or town.name}
    thing: Thing = {
        "@type": "PublicSwimmingPool",
        "@id": f"{town.absolute(POOLS_PATH)}#{pool.id}",
        "url": f"{town.absolute(POOLS_PATH)}#{pool.id}",
        "name": pool.title,
        "address": {"@type": "PostalAddress", **{k: v for k, v in address.items() if v}},
    }
    if pool.week:
        regular = [_opening(row, today.period) for row in rows(pool.week)]
        thing["openingHoursSpecification"] = regular
    if today.report:
        thing["specialOpeningHoursSpecification"] = list(_exceptions(pool, today.report))
    return thing


def rows(week: WeekHours) -> tuple[tuple[tuple[str, ...], Opening], ...]:
    """Days and one opening of these days; a day with a break stands in two rows."""
    single = [(opening, day) for day in range(7) for opening in week.days[day]]
    single.sort(key=lambda pair: (pair[0].opens, pair[0].closes, pair[1]))
    groups = groupby(single, key=lambda pair: pair[0])
    return tuple((tuple(DAY_NAMES[day] for _, day in group), one) for one, group in groups)


def _opening(row: tuple[tuple[str, ...], Opening], period: Period | None) -> Thing:
    days, opening = row
    found: Thing = {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{day}" for day in days],
        "opens": f"{opening.opens:%H:%M}",
        "closes": f"{opening.closes:%H:%M}",
    }
    if period:
        found |= {"validFrom": period.first.isoformat(), "validThrough": period.last.isoformat()}
    return found


def _exceptions(pool: Pool, report: Item) -> Iterator[Thing]:
    first = report.date.at.astimezone(ZONE).date()
    last = (holds_until(report) - timedelta(microseconds=1)).astimezone(ZONE).date()
    if report.state == "closed":
        yield from _closed(first, last, pool, report)
        return
    for number in range(min((last - first).days + 1, _MOST_DAYS)):
        day = first + timedelta(days=number)
        if opening := _open_on(day, pool, report):
            yield _special(day, day, opening)


def _closed(first: date, last: date, pool: Pool, report: Item) -> Iterator[Thing]:
    """Whole days without ``opens``, and of the last one what is left of its hours."""
    regular = pool.week.on(last) if pool.week else ()
    end = holds_until(report).astimezone(ZONE)
    if not regular or end.date() != last or end.time() >= regular[-1].closes:
        yield _special(first, last, None)
        return
    if first < last:
        yield _special(first, last - timedelta(days=1), None)
    for one in regular:
        if end.time() < one.closes:
            yield _special(last, last, Opening(max(one.opens, end.time()), one.closes))


def _special(first: date, last: date, opening: Opening | None) -> Thing:
    found: Thing = {
        "@type": "OpeningHoursSpecification",
        "validFrom": first.isoformat(),
        "validThrough": last.isoformat(),
    }
    if opening:
        found |= {"opens": f"{opening.opens:%H:%M}", "closes": f"{opening.closes:%H:%M}"}
    return found


def _open_on(day: date, pool: Pool, report: Item) -> Opening | None:
    """From the hours of the day, as far as the report reaches; without hours, from the report."""
    begin, end = report.date.at.astimezone(ZONE), holds_until(report).astimezone(ZONE)
    regular = pool.week.on(day) if pool.week else ()
    opens = begin.time() if begin.date() == day else time()
    closes = end.time() if end.date() == day else time(23, 59)
    if regular:
        opens, closes = regular[0].opens, min(closes, regular[-1].closes)
    return Opening(opens, closes) if opens < closes else None
