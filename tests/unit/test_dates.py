"""Dates and spans: every form that is accepted, and the two nights when clocks change."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, TypeAdapter

from subscriptions.core.dates import ZONE, DateError, Moment, compact, parse_moment, parse_span

NAIVE = st.datetimes(datetime(1901, 1, 1), datetime(2999, 1, 1))  # noqa: DTZ001
FIRE = datetime(2022, 7, 14, 18, 35, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2022-07-14 20:35", id="ISO with a blank"),
        pytest.param("2022-07-14T20:35", id="ISO with T"),
        pytest.param("2022-07-14 20:35:00", id="with seconds"),
        pytest.param("2022-07-14T20:35:00+02:00", id="RFC 3339"),
        pytest.param("2022-07-14T18:35:00Z", id="RFC 3339 in UTC"),
        pytest.param("2022-07-14 14:35 -0400", id="another offset"),
        pytest.param("14.07.2022 20:35", id="German"),
        pytest.param("14.7.2022 20:35", id="German, month of one digit"),
        pytest.param("14. 7. 2022, 20:35 Uhr", id="German with blanks and Uhr"),
        pytest.param("14.07.2022 um 20.35 Uhr", id="German with um and a dot"),
        pytest.param("  14.07.2022   20:35 ", id="blanks around"),
        pytest.param("14.07.2022\u00a020:35", id="a blank that does not break"),
    ],
)
def test_one_minute_in_all_its_forms(text: str) -> None:
    moment = parse_moment(text)
    assert moment.at == FIRE
    assert moment.at.isoformat() == "2022-07-14T20:35:00+02:00"
    assert moment.has_time
    assert moment.latest == FIRE


def test_an_hour_of_one_digit() -> None:
    assert parse_moment("2022-07-14 9:05").at == datetime(2022, 7, 14, 9, 5, tzinfo=ZONE)


@pytest.mark.parametrize("text", ["2022-07-14", "14.07.2022", "14.7.2022"])
def test_a_date_alone_begins_at_midnight_and_lasts_the_day(text: str) -> None:
    moment = parse_moment(text)
    assert not moment.has_time
    assert moment.at == datetime(2022, 7, 14, tzinfo=ZONE)
    assert moment.latest == datetime(2022, 7, 15, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        pytest.param("2026-10-25 02:30", "2026-10-25T02:30:00+02:00", id="October means the first"),
        pytest.param("25.10.2026 02:30", "2026-10-25T02:30:00+02:00", id="in German too"),
        pytest.param("2026-10-25 02:30+01:00", "2026-10-25T02:30:00+01:00", id="or as it says"),
        pytest.param("2026-10-25 03:00", "2026-10-25T03:00:00+01:00", id="after the change back"),
        pytest.param("2026-03-29 01:59", "2026-03-29T01:59:00+01:00", id="before March's gap"),
        pytest.param("2026-03-29 03:00", "2026-03-29T03:00:00+02:00", id="after March's gap"),
        pytest.param("2026-03-29 02:30+01:00", "2026-03-29T03:30:00+02:00", id="gap with offset"),
        pytest.param("2026-10-25", "2026-10-25T00:00:00+02:00", id="the long day"),
    ],
)
def test_the_nights_of_the_clock(text: str, iso: str) -> None:
    assert parse_moment(text).at.isoformat() == iso


def test_the_long_day_ends_at_its_own_midnight() -> None:
    moment = parse_moment("2026-10-25")
    assert moment.latest.isoformat() == "2026-10-26T00:00:00+01:00"
    assert moment.latest.astimezone(UTC) - moment.at.astimezone(UTC) == timedelta(hours=25)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2026-03-29 02:30", id="the hour that March leaves out"),
        pytest.param("29.03.2026 02:30", id="the same in German"),
        pytest.param("29.03.2026 um 2.00 Uhr", id="its first minute"),
        pytest.param("31.02.2022", id="no such day"),
        pytest.param("29.02.2022 10:00", id="no leap year"),
        pytest.param("2022-13-01", id="no such month"),
        pytest.param("14.07.2022 24:00", id="no such hour"),
        pytest.param("2022-07-14 20:60", id="no such minute"),
        pytest.param("2022-07-14T20:35:00+99:99", id="no such offset"),
        pytest.param("14.07.22", id="a year of two digits"),
        pytest.param("0022-07-14", id="a year that nobody meant"),
        pytest.param("01.01.0001", id="the first day of the calendar"),
        pytest.param("9999-12-31", id="the last day of the calendar"),
        pytest.param("9999-12-31 23:59-05:00", id="beyond the last day"),
        pytest.param("20:35", id="a time alone"),
        pytest.param("heute", id="a word"),
        pytest.param("2022-07-14 20:35 und später", id="more behind it"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(DateError):
        parse_moment(text)


@given(st.text() | st.from_regex(r"\A\d{1,4}[-.] ?\d{1,2}[-.]\d{1,5}([T ]\d{1,2}[:.]\d\d.*)?\Z"))
def test_any_text_is_a_moment_or_a_date_error(text: str) -> None:
    try:
        moment = parse_moment(text)
    except DateError:
        return
    assert moment.at <= moment.latest


@given(NAIVE)
def test_a_moment_with_offset_comes_back(naive: datetime) -> None:
    at = naive.replace(microsecond=0, tzinfo=UTC).astimezone(ZONE)
    assert parse_moment(at.isoformat()).at.astimezone(UTC) == at.astimezone(UTC)


@given(NAIVE)
def test_both_notations_mean_the_same(naive: datetime) -> None:
    def read(form: str) -> datetime | None:
        try:
            return parse_moment(naive.strftime(form)).at
        except DateError:
            return None

    assert read("%d.%m.%Y %H:%M") == read("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("10m", timedelta(minutes=10)),
        ("10 min", timedelta(minutes=10)),
        ("24h", timedelta(hours=24)),
        (" 7d ", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
        ("0m", timedelta()),
    ],
)
def test_spans(text: str, span: timedelta) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize(
    "text", ["", "h", "24", "-1h", "1.5h", "1h30m", "1 Tag", "999999w", "9" * 5000 + "d"]
)
def test_what_is_no_span(text: str) -> None:
    with pytest.raises(DateError):
        parse_span(text)


@given(st.text() | st.from_regex(r"\A\d+ ?[mhdw]\Z"))
def test_any_text_is_a_span_or_a_date_error(text: str) -> None:
    try:
        span = parse_span(text)
    except DateError:
        return
    assert datetime(2022, 7, 14, tzinfo=UTC) - span


@pytest.mark.parametrize(
    ("text", "short"),
    [
        pytest.param("2022-07-14 20:35:59", "20220714t2035", id="to the minute"),
        pytest.param("2022-07-14T22:30Z", "20220715t0030", id="in the town's time"),
    ],
)
def test_a_moment_as_part_of_a_key(text: str, short: str) -> None:
    assert compact(parse_moment(text).at) == short


@given(NAIVE)
def test_a_part_of_a_key_always_has_one_form(naive: datetime) -> None:
    assert re.fullmatch(r"\d{8}t\d{4}", compact(naive.replace(tzinfo=UTC)))


# The minutes around both changes of the clock in 2026, an hour and a half on each side.
SWITCHES = (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC))
AROUND = st.builds(
    lambda switch, minutes: switch + timedelta(minutes=minutes),
    st.sampled_from(SWITCHES),
    st.integers(-90, 90),
)
# The same point in time, as a program may hand it over.
ZONES = st.sampled_from([UTC, ZONE, timezone(timedelta(hours=2)), ZoneInfo("America/New_York")])


def told(at: datetime) -> Moment:
    return parse_moment(at.astimezone(ZONE).isoformat())


@given(AROUND, AROUND)
def test_moments_are_ordered_as_they_happen(one: datetime, other: datetime) -> None:
    first, second = told(one).at, told(other).at
    assert (first < second, first == second) == (one < other, one == other)
    assert second - first == other - one
    assert (hash(first) == hash(second)) >= (first == second)


@given(st.lists(AROUND, min_size=2))
def test_moments_are_sorted_as_they_happen(times: list[datetime]) -> None:
    moments = [told(at).at for at in times]
    assert sorted(moments) == sorted(times)
    assert max(moments) == max(times)


@given(AROUND, ZONES)
def test_a_moment_is_that_of_whatever_zone_it_came_in(at: datetime, zone: tzinfo) -> None:
    moment = Moment(at.astimezone(zone), has_time=True)
    assert moment == told(at)
    assert moment.latest == at
    assert Moment(moment.at, has_time=True) == moment


@given(AROUND)
def test_the_feed_gives_back_the_moment(at: datetime) -> None:
    moment = told(at)
    assert TypeAdapter(AwareDatetime).validate_json(f'"{moment.at.isoformat()}"') == at
    assert parse_moment(moment.at.isoformat()) == moment
    assert moment.at.isoformat()[-6:] in {"+01:00", "+02:00"}
    assert moment.at.isoformat() == at.astimezone(ZONE).isoformat()


@given(AROUND)
def test_a_day_ends_at_the_next_midnight(at: datetime) -> None:
    day = at.astimezone(ZONE).date()
    moment = parse_moment(day.isoformat())
    hours = {"2026-03-29": 23, "2026-10-25": 25}.get(day.isoformat(), 24)
    assert moment.latest - moment.at == timedelta(hours=hours)
    assert moment.latest.astimezone(ZONE).time() == time()
    assert Moment(at, has_time=False).latest == moment.latest
    assert moment.at <= at < moment.latest
