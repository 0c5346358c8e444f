"""What holds of a pool at a moment, and when that changes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.item_state import ItemState
from subscriptions.core.pool_days import day_after, next_change, pool_day
from subscriptions.core.pool_words import day_state
from subscriptions.core.pools import Pool
from tests.unit.pool_samples import HOURS, SEASON, pool, report
from tests.unit.samples import at

# 5 August 2026 is a Wednesday.
WALDBAD = pool(SEASON, HOURS)
PLAIN = pool()
STORM = report("gewitter", "2026-08-05 14:10", until="2026-08-05 18:00", reason="Gewitter")
WHOLE_DAY = report("probe", "2026-08-05 09:10")
DATE_ONLY = report("ohne-zeit", "2026-08-05")
MORNING = report("morgens", "2026-08-05 08:00", "open")
LIMITED = report("rutsche", "2026-08-03 08:00", "limited", until="2026-08-09")
OPEN = report("offen", "2026-08-05 16:30", "open")
WINTER = pool("season: {from: 01.10., to: 30.04.}", HOURS)
ONCE = pool("season: {from: 23.05.2026, to: 2026-09-13}", HOURS)


def said(one: Pool, now: str, *items: Item) -> str:
    today = pool_day(one, items, at(now))
    after = day_after(one, items, at(now))
    return str(day_state(one, today, after, Formats("en")).label)


@pytest.mark.parametrize(
    ("one", "items", "now", "source", "state"),
    [
        pytest.param(WALDBAD, (), "2026-08-05 12:00", "hours", "scheduled", id="by the hours"),
        pytest.param(WALDBAD, (), "2026-08-03 12:00", "hours", "closed", id="day of rest"),
        pytest.param(WALDBAD, (), "2026-08-05 18:59", "hours", "scheduled", id="before closing"),
        pytest.param(WALDBAD, (), "2026-08-05 19:00", "hours", "closed", id="closing time"),
        pytest.param(PLAIN, (), "2026-08-05 12:00", "none", "unknown", id="no hours"),
        pytest.param(WALDBAD, (STORM,), "2026-08-05 14:09", "hours", "scheduled", id="not yet"),
        pytest.param(WALDBAD, (STORM,), "2026-08-05 14:10", "report", "closed", id="its minute"),
        pytest.param(
            WALDBAD, (STORM,), "2026-08-05T17:59:59+02:00", "report", "closed", id="last second"
        ),
        pytest.param(WALDBAD, (STORM,), "2026-08-05 18:00", "hours", "scheduled", id="it ended"),
        pytest.param(
            WALDBAD, (WHOLE_DAY,), "2026-08-05T23:59:59+02:00", "report", "closed", id="to midnight"
        ),
        pytest.param(WALDBAD, (WHOLE_DAY,), "2026-08-06", "hours", "scheduled", id="midnight"),
        pytest.param(PLAIN, (WHOLE_DAY,), "2026-08-06", "none", "unknown", id="yesterday's news"),
        pytest.param(PLAIN, (OPEN,), "2026-08-06", "none", "unknown", id="open yesterday"),
        pytest.param(PLAIN, (DATE_ONLY,), "2026-08-05", "report", "closed", id="a date alone"),
        pytest.param(PLAIN, (DATE_ONLY,), "2026-08-06", "none", "unknown", id="its day is over"),
        pytest.param(PLAIN, (LIMITED,), "2026-08-09 23:59", "report", "limited", id="to a day"),
        pytest.param(PLAIN, (LIMITED,), "2026-08-10", "none", "unknown", id="the day after"),
        pytest.param(PLAIN, (LIMITED, STORM), "2026-08-05 15:00", "report", "closed", id="newest"),
        pytest.param(PLAIN, (LIMITED, STORM), "2026-08-05 18:00", "report", "limited", id="back"),
        pytest.param(PLAIN, (LIMITED, OPEN), "2026-08-05 17:00", "report", "open", id="reopened"),
        pytest.param(PLAIN, (LIMITED, OPEN), "2026-08-06", "none", "unknown", id="open ended it"),
        pytest.param(
            PLAIN,
            (report("x", "2026-08-05 09:00", draft="ja"),),
            "2026-08-05 10:00",
            "none",
            "unknown",
            id="draft",
        ),
        pytest.param(
            PLAIN,
            (report("x", "2026-08-05 09:00", exercise="ja"),),
            "2026-08-05 10:00",
            "none",
            "unknown",
            id="exercise",
        ),
        pytest.param(
            PLAIN,
            (
                LIMITED,
                report(
                    "x",
                    "2026-08-05 09:00",
                    "open",
                    withdrawn="{date: 2026-08-05 09:05, note: Verwechslung}",
                ),
            ),
            "2026-08-05 10:00",
            "report",
            "limited",
            id="withdrawn ends nothing",
        ),
        pytest.param(
            PLAIN,
            (report("x", "2026-08-05 09:00", pool="strandbad"),),
            "2026-08-05 10:00",
            "none",
            "unknown",
            id="another pool",
        ),
        pytest.param(
            PLAIN, (MORNING, STORM), "2026-08-05 15:00", "report", "closed", id="closed since"
        ),
        pytest.param(
            PLAIN, (MORNING, STORM), "2026-08-05 18:00", "none", "unknown", id="not open again"
        ),
        pytest.param(WALDBAD, (), "2026-05-14 23:59", "season", "closed", id="before the season"),
        pytest.param(WALDBAD, (), "2026-05-15 00:00", "hours", "scheduled", id="first day"),
        pytest.param(WALDBAD, (), "2026-09-15 12:00", "hours", "scheduled", id="last day"),
        pytest.param(WALDBAD, (), "2026-09-16 00:00", "season", "closed", id="after the season"),
        pytest.param(
            WALDBAD,
            (report("x", "2026-10-03 09:00", "open"),),
            "2026-10-03 10:00",
            "report",
            "open",
            id="a report wins out of season",
        ),
        pytest.param(WINTER, (), "2026-12-31 23:59", "hours", "closed", id="old year"),
        pytest.param(WINTER, (), "2027-01-01 00:00", "hours", "scheduled", id="new year"),
        pytest.param(WINTER, (), "2027-04-30 12:00", "hours", "scheduled", id="end of winter"),
        pytest.param(WINTER, (), "2027-05-01", "season", "closed", id="winter is over"),
        pytest.param(ONCE, (), "2026-05-22", "season", "closed", id="of one year, before"),
        pytest.param(ONCE, (), "2026-09-13 12:00", "hours", "scheduled", id="of one year, last"),
        pytest.param(ONCE, (), "2027-08-05 12:00", "season", "closed", id="of one year, after"),
    ],
)
def test_what_holds(one: Pool, items: tuple[Item, ...], now: str, source: str, state: str) -> None:
    found = pool_day(one, items, at(now))
    assert (found.source, found.state) == (source, state)


def test_of_two_reports_of_a_minute_the_later_id_holds() -> None:
    first, second = report("a", "2026-08-05 09:00"), report("b", "2026-08-05 09:00", "limited")
    for items in ((first, second), (second, first)):
        assert pool_day(PLAIN, items, at("2026-08-05 09:00")).report is second


@pytest.mark.parametrize(
    ("one", "items", "now", "change"),
    [
        pytest.param(WALDBAD, (STORM,), "2026-08-05 15:00", "2026-08-05 18:00", id="a report ends"),
        pytest.param(WALDBAD, (), "2026-08-05 12:00", "2026-08-05 19:00", id="closing time"),
        pytest.param(WALDBAD, (), "2026-08-05 19:00", "2026-08-06", id="midnight"),
        pytest.param(WALDBAD, (STORM,), "2026-08-05 12:00", "2026-08-05 14:10", id="lies ahead"),
        pytest.param(WALDBAD, (), "2026-09-15 20:00", "2026-09-16", id="end of season"),
        pytest.param(WALDBAD, (), "2026-09-16", "2027-05-15", id="the next season"),
        pytest.param(ONCE, (), "2026-09-14", None, id="never again"),
        pytest.param(
            WALDBAD,
            (report("x", "2026-09-13", until="2027-05-14 20:00"),),
            "2026-09-14",
            "2026-09-16",
            id="the page names the next season from then on",
        ),
        pytest.param(
            WALDBAD,
            (report("x", "2026-09-13", until="2027-06-01"),),
            "2027-05-01",
            "2027-05-15",
            id="the front page shows it from then on",
        ),
        pytest.param(ONCE, (STORM,), "2026-08-05 15:00", "2026-08-05 18:00", id="of one year"),
        pytest.param(ONCE, (), "2026-09-13 21:00", "2026-09-14", id="its end"),
        pytest.param(PLAIN, (), "2026-03-29 01:59", "2026-03-30", id="29 March"),
        pytest.param(PLAIN, (), "2026-10-25T02:30:00+01:00", "2026-10-26", id="25 October"),
    ],
)
def test_when_it_changes(one: Pool, items: tuple[Item, ...], now: str, change: str | None) -> None:
    assert next_change(one, items, at(now)) == (at(change) if change else None)


def test_the_hour_that_comes_twice() -> None:
    night = report("nacht", "2026-10-24 20:00", until="2026-10-25T02:30:00+01:00")
    assert pool_day(PLAIN, [night], at("2026-10-25T02:30:00+02:00")).state == "closed"
    assert pool_day(PLAIN, [night], at("2026-10-25T02:29:00+01:00")).state == "closed"
    assert pool_day(PLAIN, [night], at("2026-10-25T02:30:00+01:00")).state == "unknown"


def test_the_hour_that_is_left_out() -> None:
    night = report("nacht", "2026-03-28 20:00", until="2026-03-29 03:00")
    assert pool_day(PLAIN, [night], at("2026-03-29T01:59:59+01:00")).state == "closed"
    assert pool_day(PLAIN, [night], at("2026-03-29T01:00:00Z")).state == "unknown"


@pytest.mark.parametrize(
    ("one", "items", "now", "label"),
    [
        (WALDBAD, (), "2026-08-05 12:00", "13:00–19:00 according to the opening hours"),
        (WALDBAD, (), "2026-08-03 12:00", "Monday, 3 August 2026: closed according to"),
        (WALDBAD, (), "2026-08-05 19:30", "closed since 19:00 according to"),
        (PLAIN, (), "2026-08-05 12:00", "Wednesday, 5 August 2026: no report"),
        (PLAIN, (WHOLE_DAY,), "2026-08-05 12:00", "Closed on Wednesday, 5 August 2026"),
        (PLAIN, (STORM,), "2026-08-05 15:00", "Closed until Wednesday, 5 August 2026, 18:00"),
        (PLAIN, (LIMITED,), "2026-08-04", "Open with limits until Sunday, 9 August 2026"),
        (WALDBAD, (), "2026-10-01", "End of season; the next one begins on Saturday, 15 May 2027"),
        (ONCE, (), "2026-05-01", "The season begins on Saturday, 23 May 2026"),
        (ONCE, (), "2026-10-01", "The season ended on Sunday, 13 September 2026"),
    ],
)
def test_words(one: Pool, items: tuple[Item, ...], now: str, label: str) -> None:
    assert label in said(one, now, *items)


def test_what_holds_then_is_known_now() -> None:
    state = day_state(
        WALDBAD,
        pool_day(WALDBAD, [STORM], at("2026-08-05 15:00")),
        day_after(WALDBAD, [STORM], at("2026-08-05 15:00")),
        Formats("en"),
    )
    assert state.until == at("2026-08-05 18:00")
    assert state.then is not None
    assert (state.then.kind, state.then.until) == ("scheduled", at("2026-08-05 19:00"))


ALL = (STORM, WHOLE_DAY, MORNING, DATE_ONLY, LIMITED, OPEN)


@given(st.permutations(ALL), st.integers(0, 60 * 24 * 8))
def test_the_order_of_files_changes_nothing(items: list[Item], minute: int) -> None:
    now = at("2026-08-02") + timedelta(minutes=minute)
    assert shown(items, now) == shown(list(ALL), now)


@given(st.lists(st.sampled_from(ALL), unique_by=lambda one: one.id), st.integers(0, 60 * 24 * 8))
def test_between_two_changes_all_stays_the_same(items: list[Item], minute: int) -> None:
    now = at("2026-08-02") + timedelta(minutes=minute)
    change = next_change(WALDBAD, items, now)
    assert change is not None
    assert change > now
    before = max(change - timedelta(seconds=1), now)
    assert shown(items, now) == shown(items, before)
    assert shown(items, now) != shown(items, change)


def shown(items: list[Item], now: datetime) -> tuple[ItemState, Item | None]:
    today = pool_day(WALDBAD, items, now)
    after = day_after(WALDBAD, items, now)
    return day_state(WALDBAD, today, after, Formats("de")), today.report
