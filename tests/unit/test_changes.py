"""When what is shown changes by itself: no moment is missed, and at none nothing changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.changes import Change, Shown, next_change, picture
from subscriptions.core.item import Item
from subscriptions.core.remains import remains_of
from tests.unit.pool_samples import SEASON, pool, report
from tests.unit.samples import at, item, warning

BEGIN = at("2026-03-01 08:00")
ALERT = warning("alarm", "2026-03-28 12:00", until_further_notice="", expires="2026-03-28 20:00")
POOL = {"topics": "freibaeder", "pool": "x", "state": "closed"}


def named(name: str, **fields: str) -> Item:
    return item(f"content/aktuelles/{name}.md", **fields)


def following(now: str, *items: Item) -> Change | None:
    return next_change(at(now), items, lambda moment: Shown(items))


@pytest.mark.parametrize(
    ("now", "items", "expected", "what"),
    [
        pytest.param("2026-03-28 11:00", [ALERT], "2026-03-28 11:30", "public", id="half-an-hour"),
        pytest.param("2026-03-28 12:00", [ALERT], "2026-03-28 20:00", "state", id="expires"),
        # A day of 23 hours lies between: 24 hours are 24 hours.
        pytest.param("2026-03-28 20:00", [ALERT], "2026-03-29 21:00", "hazard", id="and-a-day"),
        pytest.param(
            "2026-03-01 08:00", [named("fest", date="2026-03-02")], "2026-03-02", "public", id="day"
        ),
        pytest.param(
            "2026-03-02 09:00",
            [named("bad", date="2026-03-02 08:00", **POOL)],
            "2026-03-03",
            "state",
            id="pool",
        ),
        pytest.param(
            "2026-03-02 09:00",
            [named("los", date="2026-03-01", topics="vergabe", deadline="2026-04-01 11:00")],
            "2026-04-01 11:00",
            "state",
            id="deadline",
        ),
        pytest.param(
            "2026-03-02 09:00",
            [
                named("fest", date="2026-03-01 08:00"),
                warning("gas", "2026-03-02 08:00"),
            ],
            "2026-05-30 09:00",
            "banner",
            id="too-old-for-the-banner",
        ),
        pytest.param(
            "2026-03-02 09:00",
            [
                named(
                    "fest",
                    date="2026-03-01 08:00",
                    corrections="{date: 2026-03-04 10:00, note: Anders, mail: true}",
                )
            ],
            "2026-03-04 10:00",
            "mail",
            id="a-correction-ahead",
        ),
        pytest.param(
            "2026-10-24 20:00",
            [warning("n", "2026-10-24 12:00", until_further_notice="", expires="2026-10-25 02:30")],
            "2026-10-25T02:30+02:00",
            "state",
            id="the-first-half-past-two",
        ),
    ],
)
def test_what_comes_next(now: str, items: list[Item], expected: str, what: str) -> None:
    change = following(now, *items)
    assert change is not None
    assert change.at == at(expected).astimezone(UTC)
    assert what in [kind for kind, _ in change.what]


@pytest.mark.parametrize(
    "items",
    [
        pytest.param([], id="nothing"),
        pytest.param([named("fest", date="2026-01-01")], id="news"),
        pytest.param([named("fest", date="2026-12-01", draft="true")], id="a draft"),
        pytest.param([warning("gas", "2026-03-01 08:00")], id="until further notice, alone"),
        pytest.param(
            [ALERT, warning("ende", "2026-03-28 13:00", "cancel", references="alarm")], id="lifted"
        ),
    ],
)
def test_what_ends_not_by_itself(items: list[Item]) -> None:
    assert following("2026-07-10 08:00", *items) is None


def test_what_is_gone_comes_back_by_its_date() -> None:
    later = named("fest", date="2026-03-05 08:00")
    gone = remains_of(named("fest", date="2026-03-01 08:00")).item("gone/fest.json")

    def shown_at(moment: datetime) -> Shown:
        back = moment >= later.date.at
        return Shown((later,), () if back else (gone,))

    change = next_change(at("2026-03-02"), (later, gone), shown_at)
    assert change == Change(at("2026-03-05 08:00").astimezone(UTC), (("public", "fest"),))


def test_a_report_that_outlasts_the_season_hides_no_change_of_the_season() -> None:
    closed = report("zu", "2026-09-13 09:00", until="2027-06-01")
    shown = Shown((closed,), pools=(pool(SEASON),))
    now = at("2026-09-14 08:00")
    for expected in ("2026-09-16", "2027-05-15", "2027-06-02"):
        change = next_change(now, (closed,), lambda moment: shown)
        assert change is not None
        now = change.at
        assert now == at(expected).astimezone(UTC)


def test_out_of_season_a_report_that_grows_old_changes_nothing() -> None:
    """Its page says what is the case at the pool, and not that it is old."""
    closed = report("zu", "2026-09-15 09:00")
    shown = Shown((closed,), pools=(pool(SEASON),))
    change = next_change(at("2026-09-16 08:00"), (closed,), lambda moment: shown)
    assert change == Change(at("2027-05-15").astimezone(UTC), (("pool", "waldbad"),))


def test_what_has_no_state_grows_old() -> None:
    said = named("gesagt", date="2026-09-15 09:00")
    change = next_change(at("2026-09-16 08:00"), (said,), lambda moment: Shown((said,)))
    assert change == Change(at("2026-12-14 08:00").astimezone(UTC), (("old", "gesagt"),))


def test_a_change_says_what_it_is() -> None:
    change = following("2026-03-28 20:00", ALERT)
    assert change is not None
    assert [str(line) for line in change.lines()] == ["alarm: leaves or enters the banner"]


_MINUTES = st.integers(0, 200 * 24 * 60)


def _text(minutes: int) -> str:
    return (BEGIN + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M")


@st.composite
def contents(draw: st.DrawFn) -> tuple[Item, ...]:
    """A few items of all kinds, over half a year."""
    made = []
    for number in range(draw(st.integers(1, 7))):
        # Whole days and evening hours: the clock never skips them.
        day = draw(st.integers(0, 200)) * 24 * 60
        end = _text(day + draw(st.integers(1, 9)) * 60)
        name, date = f"i{number}", _text(day)
        kind = draw(st.sampled_from(("news", "alert", "lasting", "pool", "tender", "cancel")))
        if kind == "news":
            made.append(named(name, date=date))
        elif kind == "alert":
            made.append(warning(name, date, until_further_notice="", expires=end))
        elif kind == "lasting":
            made.append(warning(name, date))
        elif kind == "pool":
            made.append(named(name, date=date, **POOL))
        elif kind == "tender":
            made.append(named(name, date=date, topics="vergabe", deadline=end))
        elif made:
            made.append(warning(name, date, "cancel", references=made[-1].id))
    return tuple(made)


@given(
    items=contents(),
    begin=_MINUTES,
    between=st.lists(st.integers(0, 999), max_size=20),
)
def test_until_the_next_change_nothing_changes(
    items: tuple[Item, ...], begin: int, between: list[int]
) -> None:
    now = (BEGIN + timedelta(minutes=begin)).astimezone(UTC)
    shown = Shown(items)
    change = next_change(now, items, lambda moment: shown)
    end = change.at if change else now + timedelta(days=400)
    assert end > now
    before = picture(shown, now)
    for share in between:
        assert picture(shown, now + (end - now) / 1000 * share) == before
    assert picture(shown, end - timedelta(microseconds=1)) == before
    assert (picture(shown, end) != before) is (change is not None)
