"""What is said of a pool's day, in words that stay true when they are read later.

Each sentence names its day or its end, never only "today".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.item_state import ItemState, StateKind
from subscriptions.core.messages import Message, message
from subscriptions.core.opening_hours import Opening
from subscriptions.core.pool_days import PoolDay, midnight
from subscriptions.core.pool_states import POOL_STATES
from subscriptions.core.pools import Pool


def day_state(pool: Pool, today: PoolDay, after: PoolDay | None, formats: Formats) -> ItemState:
    """The state of a pool's day; ``after`` is what holds when it has ended."""
    kind: StateKind = "over" if today.source == "season" else today.state
    found = ItemState(kind, _label(pool, today, formats), until=today.until)
    return replace(found, then=day_state(pool, after, None, formats)) if after else found


def hours_of_day(openings: tuple[Opening, ...], formats: Formats) -> str:
    """``10:00–12:00 Uhr, 14:00–19:00 Uhr``; empty for none."""
    return ", ".join(formats.time_span(one.opens, one.closes) for one in openings)


def _label(pool: Pool, today: PoolDay, formats: Formats) -> Message:
    day = _long(today.day, formats)
    if today.report:
        return _reported(today.report, formats)
    if today.source == "season":
        return _out_of_season(pool, today, formats)
    if today.source == "none":
        return message("{date}: no report", date=day)
    if today.state == "scheduled":
        hours = hours_of_day(today.openings, formats)
        return message("{date}: {hours} according to the opening hours", date=day, hours=hours)
    if today.openings:
        closed = formats.clock(today.openings[-1].closes)
        return message(
            "{date}: closed since {time} according to the opening hours", date=day, time=closed
        )
    return message("{date}: closed according to the opening hours", date=day)


def _reported(report: Item, formats: Formats) -> Message:
    state = POOL_STATES[report.state or "closed"]
    until = report.until
    if until is None or (not until.has_time and until.at.date() == report.date.at.date()):
        date_text = formats.date_long(report.date.at, with_time=False)
        return message("{state} on {date}", state=state, date=date_text)
    date_text = formats.date_long(until.at, with_time=until.has_time)
    return message("{state} until {date}", state=state, date=date_text)


def _out_of_season(pool: Pool, today: PoolDay, formats: Formats) -> Message:
    if today.period is None or today.until is None:
        last = _long(today.period.last, formats) if today.period else ""
        return message("The season ended on {date}", date=last)
    first = _long(today.period.first, formats)
    if pool.season and pool.season.is_yearly:
        return message("End of season; the next one begins on {date}", date=first)
    return message("The season begins on {date}", date=first)


def _long(day: date, formats: Formats) -> str:
    return formats.date_long(midnight(day), with_time=False)
