"""Digest hours and quiet hours, across the nights in which the clock is changed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.cadence import (
    Delivery,
    Quiet,
    later_awake,
    parse_delivery,
    parse_quiet,
    quiet_ends,
    quiet_until,
)
from subscriptions.core.dates import ZONE, DateError
from tests.unit.samples import at

NIGHT = Quiet(time(22), time(6))
HOUR = timedelta(hours=1)

clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30, 59]))
deliveries = st.builds(Delivery, clocks, st.none() | st.integers(0, 6))
_MIDNIGHT = datetime(2026, 1, 1)  # noqa: DTZ001
quiets = st.builds(
    lambda begin, minutes: Quiet(
        begin,
        (datetime.combine(_MIDNIGHT, begin) + timedelta(minutes=minutes)).time(),
    ),
    clocks,
    st.integers(1, 12 * 60),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("immediate", None),
        ("sofort", None),
        ("daily 17:00", Delivery(time(17))),
        ("Täglich  17 Uhr", Delivery(time(17))),
        ("täglich 9.30 Uhr", Delivery(time(9, 30))),
        ("weekly fri 12:00", Delivery(time(12), 4)),
        ("Weekly Sunday 8:15", Delivery(time(8, 15), 6)),
        ("wöchentlich freitag 12:00", Delivery(time(12), 4)),
        ("wöchentlich Fr. 12 Uhr", Delivery(time(12), 4)),
        ("weekly mo 12:00", Delivery(time(12), 0)),
    ],
)
def test_a_delivery(text: str, found: Delivery | None) -> None:
    assert parse_delivery(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "daily", "daily 25:00", "daily 17:60", "weekly 12:00", "weekly fri"),
        *("weekly friyay 12:00", "immediate 17:00", "17:00", "daily 17:00 18:00"),
    ],
)
def test_no_delivery(text: str) -> None:
    with pytest.raises(DateError):
        parse_delivery(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("22:00-06:00", NIGHT),
        ("22–6 Uhr", NIGHT),
        ("22 Uhr bis 6 Uhr", NIGHT),
        ("22.00 - 06.00", NIGHT),
        ("13:00-15:00", Quiet(time(13), time(15))),
        ("none", None),
        ("keine", None),
    ],
)
def test_quiet_hours(text: str, found: Quiet | None) -> None:
    assert parse_quiet(text) == found


@pytest.mark.parametrize("text", ["", "22:00", "22:00-22:00", "06:00-22:00", "22-25", "a-b", "-"])
def test_no_quiet_hours(text: str) -> None:
    with pytest.raises(DateError):
        parse_quiet(text)


@pytest.mark.parametrize(
    ("delivery", "now", "last", "following"),
    [
        pytest.param("daily 17:00", "2026-06-01 17:00", "2026-06-01 17:00", "2026-06-02 17:00"),
        pytest.param("daily 17:00", "2026-06-01 16:59", "2026-05-31 17:00", "2026-06-01 17:00"),
        # 23 and 25 hours lie between.
        pytest.param("daily 17:00", "2026-03-28 17:00", "2026-03-28 17:00", "2026-03-29 17:00"),
        pytest.param("daily 17:00", "2026-10-24 18:00", "2026-10-24 17:00", "2026-10-25 17:00"),
        # The clock skips 02:30; and of two it is the first.
        pytest.param("daily 02:30", "2026-03-29 01:59", "2026-03-28 02:30", "2026-03-29 03:30"),
        pytest.param(
            "daily 02:30", "2026-10-25T02:45+01:00", "2026-10-25T02:30+02:00", "2026-10-26 02:30"
        ),
        pytest.param(
            "weekly fri 12:00", "2026-06-05 11:59", "2026-05-29 12:00", "2026-06-05 12:00"
        ),
        pytest.param(
            "weekly fri 12:00", "2026-06-05 12:00", "2026-06-05 12:00", "2026-06-12 12:00"
        ),
        pytest.param(
            "weekly fri 12:00", "2026-06-08 09:00", "2026-06-05 12:00", "2026-06-12 12:00"
        ),
    ],
)
def test_digest_hours(delivery: str, now: str, last: str, following: str) -> None:
    found = parse_delivery(delivery)
    assert found is not None
    assert found.last(at(now)).timestamp() == at(last).timestamp()
    assert found.following(at(now)).timestamp() == at(following).timestamp()


@given(deliveries, moments)
def test_the_hours_follow_each_other(delivery: Delivery, now: datetime) -> None:
    last, following = delivery.last(now), delivery.following(now)
    assert last <= now < following
    assert delivery.last(following) == following
    assert delivery.following(last) == following
    assert delivery.from_(last) == last
    assert following - last <= timedelta(days=7 if delivery.weekday is not None else 1) + HOUR
    local = following.astimezone(ZONE)
    assert delivery.weekday in (None, local.weekday())
    assert local.time() == delivery.at or local.hour == delivery.at.hour + 1


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-06-01 21:59", None),
        ("2026-06-01 22:00", "2026-06-02 06:00"),
        ("2026-06-02 05:59", "2026-06-02 06:00"),
        ("2026-06-02 06:00", None),
        ("2026-10-25T02:30+01:00", "2026-10-25 06:00"),
    ],
)
def test_when_the_night_ends(now: str, end: str | None) -> None:
    assert NIGHT.until(at(now)) == (at(end) if end else None)


def test_it_is_quiet_while_all_topics_are() -> None:
    late = Quiet(time(23), time(7))
    assert quiet_until(at("2026-06-01 22:30"), [NIGHT, late]) is None
    assert quiet_until(at("2026-06-01 23:30"), [NIGHT, late]) == at("2026-06-02 06:00")
    assert quiet_until(at("2026-06-01 23:30"), [NIGHT, None]) is None
    assert quiet_until(at("2026-06-01 23:30"), []) is None


@pytest.mark.parametrize(
    ("begin", "hours", "end"),
    [
        ("2026-06-01 12:00", 5, "2026-06-01 17:00"),
        ("2026-06-01 21:00", 5, "2026-06-02 10:00"),
        ("2026-06-01 23:00", 5, "2026-06-02 11:00"),
        ("2026-06-01 12:00", 24, "2026-06-02 20:00"),
        ("2026-03-28 21:00", 2, "2026-03-29 07:00"),
    ],
)
def test_waiting_is_not_ageing(begin: str, hours: float, end: str) -> None:
    assert later_awake(at(begin), hours * HOUR, [NIGHT]) == at(end)


@given(moments, st.integers(1, 100), st.lists(quiets, max_size=2))
def test_as_much_time_passes_awake_as_was_asked_for(
    begin: datetime, hours: int, found: list[Quiet]
) -> None:
    end = later_awake(begin, hours * HOUR, found)
    assert end >= begin + hours * HOUR
    step = timedelta(minutes=1)
    count = (end - begin) // step
    awake = sum(quiet_until(begin + number * step, found) is None for number in range(count))
    assert abs(awake - hours * 60) <= 2 * len(found) * (count // (24 * 60) + 2)


@given(moments, st.integers(1, 60), quiets)
def test_the_ends_of_quiet_hours(begin: datetime, hours: int, quiet: Quiet) -> None:
    end = begin + hours * HOUR
    for over in (found := list(quiet_ends(begin, end, [quiet]))):
        assert begin <= over <= end
        assert quiet.until(over) is None
        assert quiet.until(over - timedelta(seconds=1)) == over
    assert found == sorted(set(found))
    minutes = (end - begin) // timedelta(minutes=1)
    steps = [begin + timedelta(minutes=number) for number in range(minutes + 1)]
    wakes = sum(
        quiet.until(one) is not None and quiet.until(two) is None for one, two in pairwise(steps)
    )
    assert len(found) >= wakes
