"""Pools as editors write them: seasons, opening hours, and what is wrong with them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.fields import FieldError
from subscriptions.core.opening_hours import Opening, WeekHours, read_line
from subscriptions.core.pools import unknown_pools
from subscriptions.core.seasons import Period
from tests.unit.pool_samples import HOURS, POOL_SOURCE, SEASON, pool, report
from tests.unit.samples import problems_of

AFTERNOON = (Opening(time(13), time(19)),)
TWICE = (Opening(time(10), time(12)), Opening(time(14), time(16)))


def test_a_pool() -> None:
    found = pool("village: Uchtdorf", "address: Am Freibad", SEASON, HOURS)
    assert (found.id, found.path) == ("waldbad", "freibaeder/#waldbad")
    assert (found.title, found.village, found.address) == ("Waldbad", "Uchtdorf", "Am Freibad")
    assert found.week is not None
    assert found.week.on(date(2026, 8, 3)) == ()
    assert found.week.on(date(2026, 8, 4)) == AFTERNOON


def test_a_title_is_enough() -> None:
    assert (pool().season, pool().week, pool().village) == (None, None, "")


@pytest.mark.parametrize(
    ("line", "days", "openings"),
    [
        ("Mo-Fr 13:00-19:00", (0, 1, 2, 3, 4), AFTERNOON),
        ("Mo.–Fr.: 13.00 – 19.00 Uhr", (0, 1, 2, 3, 4), AFTERNOON),
        ("Montag bis Mittwoch von 13 bis 19 Uhr", (0, 1, 2), AFTERNOON),
        ("dienstags und donnerstags 13-19", (1, 3), AFTERNOON),
        ("Sa, So 10-12 Uhr und 14-16 Uhr", (5, 6), TWICE),
        ("Sonnabend + Sonntag 10-12, 14-16", (5, 6), TWICE),
        ("Sa-Mo 10:00-12:00, 14:00-16:00", (5, 6, 0), TWICE),
        ("täglich 13-19", (0, 1, 2, 3, 4, 5, 6), AFTERNOON),
        ("Mon-Wed 13:00-19:00", (0, 1, 2), AFTERNOON),
        ("Mo Ruhetag", (0,), ()),
        ("Mo: geschlossen", (0,), ()),
    ],
)
def test_lines_of_hours(line: str, days: tuple[int, ...], openings: tuple[Opening, ...]) -> None:
    found = read_line(line)
    assert (found.days, found.openings) == (days, openings)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("10:00-20:00", "are no opening hours; write Mo-Fr 13:00-19:00"),
        ("Mo-Fr", "are no opening hours"),
        ("Mo", "are no opening hours"),
        ("Montga 10-12", "“Montga” is no day of the week; did you mean “Montag”?"),
        ("Feiertag 10-12", "“Feiertag” is no day of the week; "),
        ("Mo-Mi-Fr 10-12", "“Mi-Fr” is no day of the week"),
        ("Mo 10", "write times as 13:00-19:00"),
        ("Mo 10-12-14", "write times as 13:00-19:00"),
        ("Mo 10:00-24:00", "“24:00” is no time of day"),
        ("Mo 10:60-12:00", "“10:60” is no time of day"),
        ("Mo 20:00-10:00", "closes before it opens"),
        ("Mo 14-16, 10-12", "overlap, or stand in disorder"),
        ("Mo 10-12, 11-13", "overlap, or stand in disorder"),
    ],
)
def test_lines_that_are_none(line: str, words: str) -> None:
    with pytest.raises(FieldError, match=r".") as caught:
        read_line(line)
    assert words in str(caught.value)


@given(st.text(max_size=30))
def test_any_line_is_read_or_explained(line: str) -> None:
    with suppress(FieldError):
        assert read_line(line).days


@pytest.mark.parametrize(
    "hours",
    [
        "hours:\n  - Mo-Fr 13:00-19:00",
        "hours:\n  - Mo-Fr: 13:00-19:00",
        "hours:\n  Mo-Fr: 13:00-19:00",
        "hours: Mo-Fr 13:00-19:00",
        "hours: [Mo-Fr 13:00-19:00]",
    ],
)
def test_ways_to_write_hours(hours: str) -> None:
    assert pool(hours).week == WeekHours.of([read_line("Mo-Fr 13:00-19:00")])


def test_rows_of_a_week() -> None:
    week = WeekHours.of([read_line("Di-Fr 13-19"), read_line("Sa, So 10-12, 14-16")])
    assert week.rows() == ((0, 0, ()), (1, 4, AFTERNOON), (5, 6, TWICE))


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ((SEASON, "hours:\n  - Mo 9-10\n  - Mi 25-26"), "6: hours: “25” is no time of day"),
        (("hours:\n  - Mo-Mi 9-10\n  - Mi 11-12",), "5: hours: a day stands in two lines;"),
        (("hours:\n  - {a: b, c: d}",), "4: hours: write each line as Mo-Fr 13:00-19:00"),
        (("season: {from: 15.05.}",), "3: season.to: is missing; add a line “to: …” below season"),
        (("season: {from: 32.05., to: 15.09.}",), "3: season.from: “32.05.” is no day of a season"),
        (("season: {from: 29.02., to: 15.09.}",), "3: season.from: “29.02.” is no day of a season"),
        (("season: {from: Mai, to: 15.09.}",), "3: season.from: “Mai” is no day of a season"),
        (("season: {from: 15.05., to: 15.09.2026}",), "3: season: from must be before to; write"),
        (("season: {from: 15.09.2026, to: 15.05.2026}",), "3: season: from must be before to;"),
        (("season: {form: 15.05., to: 15.09.}",), "season.form: no such field; did you mean “from"),
        (("saison: x",), "3: saison: no such field; did you mean “season”?"),
    ],
)
def test_what_is_wrong(fields: tuple[str, ...], problem: str) -> None:
    found = problems_of(lambda: pool(*fields))
    assert any(problem in one for one in found), found
    assert all(one.startswith(f"{POOL_SOURCE}:") for one in found)


def test_a_file_without_a_name() -> None:
    found = problems_of(lambda: pool(source="content/freibaeder/!.md"))
    assert "gives no identity" in found[0]


@pytest.mark.parametrize(
    ("season", "day", "first", "last"),
    [
        ("{from: 15.05., to: 15.09.}", "2026-08-05", "2026-05-15", "2026-09-15"),
        ("{from: 15.05., to: 15.09.}", "2026-09-16", "2027-05-15", "2027-09-15"),
        ("{from: 15.05., to: 15.09.}", "2026-01-01", "2026-05-15", "2026-09-15"),
        ("{from: 01.10., to: 30.04.}", "2026-01-01", "2025-10-01", "2026-04-30"),
        ("{from: 01.10., to: 30.04.}", "2026-12-31", "2026-10-01", "2027-04-30"),
        ("{from: 01.10., to: 30.04.}", "2026-05-01", "2026-10-01", "2027-04-30"),
        ("{from: 23.05.2026, to: 2026-09-13}", "2030-01-01", "2026-05-23", "2026-09-13"),
    ],
)
def test_the_season_around_a_day(season: str, day: str, first: str, last: str) -> None:
    found = pool(f"season: {season}").season
    assert found is not None
    expected = Period(date.fromisoformat(first), date.fromisoformat(last))
    assert found.around(date.fromisoformat(day)) == expected


def test_a_report_of_a_pool_that_is_not_there() -> None:
    closed = report("zu", "2026-08-05 09:00", pool="waldbat")
    assert list(unknown_pools([closed], {"waldbat"})) == []
    (problem,) = unknown_pools([closed], {"waldbad", "strandbad"})
    assert problem.format() == (
        "content/aktuelles/zu.md:5: pool: there is no pool “waldbat” (no file"
        " content/freibaeder/waldbat.md); did you mean “waldbad”?"
    )
