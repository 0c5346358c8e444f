"""Receipts: each event once, again when it changes or lasts, and none lost with the record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.messages import message
from subscriptions.core.receipts import CALM, TOLD_AGAIN, Event, Told, now_over, to_tell
from tests.unit.samples import at

NOW = at("2022-07-14 20:38")
MINUTE = timedelta(minutes=1)


def event(state: str = "hold", about: str = "mail/brand", *, lasts: bool = True) -> Event:
    return Event(about, state, "bad", message("NOT sent"), lasts=lasts)


def told(state: str, ago: timedelta, about: str = "mail/brand") -> Told:
    return Told(about, state, NOW - ago)


CASES = [
    pytest.param((), event(), True, id="new"),
    pytest.param((told("hold", 5 * MINUTE),), event(), False, id="told"),
    pytest.param((told("hold", TOLD_AGAIN - MINUTE),), event(), False, id="not-yet-a-day"),
    pytest.param((told("hold", TOLD_AGAIN),), event(), True, id="lasts-for-a-day"),
    pytest.param((told("hold", 9 * TOLD_AGAIN),), event(lasts=False), False, id="only-once"),
    pytest.param((told("missed", MINUTE),), event(), True, id="changed"),
    pytest.param((told("hold", 5 * MINUTE), told("", MINUTE)), event(), False, id="flaps"),
    pytest.param((told("hold", CALM), told("", MINUTE)), event(), True, id="came-back"),
    pytest.param((told("hold", MINUTE, "mail/fest"),), event(), True, id="another"),
]


@pytest.mark.parametrize(("record", "one", "expected"), CASES)
def test_when_an_event_is_told(record: tuple[Told, ...], one: Event, expected: bool) -> None:
    assert to_tell([one, one], record, NOW) == ((one,) if expected else ())


def test_what_needs_somebody_stands_first() -> None:
    good = Event("mail/a", "done", "good", message("sent"))
    reminder = Event("warning/b", "day 1", "reminder", message("holds"))
    bad = event(about="mail/c")
    assert to_tell([good, reminder, bad], (), NOW) == (bad, reminder, good)


@pytest.mark.parametrize(
    ("record", "looked_at", "over"),
    [
        ((told("hold", MINUTE),), {"mail"}, ("mail/brand",)),
        ((told("hold", MINUTE),), {"file"}, ()),
        ((told("hold", MINUTE), told("", MINUTE)), {"mail"}, ()),
        ((told("hold", MINUTE, "mail/fest"),), {"mail"}, ()),
    ],
)
def test_what_is_over(record: tuple[Told, ...], looked_at: set[str], over: tuple[str, ...]) -> None:
    assert now_over([event(about="mail/fest")], record, looked_at) == over


STATES = st.sampled_from(["", "hold", "missed"])


@given(runs=st.lists(STATES, max_size=60), minutes=st.integers(5, 300))
def test_never_a_storm_and_nothing_that_stays_is_swallowed(runs: list[str], minutes: int) -> None:
    """Whatever comes and goes: the same is told once an hour at most, and what stays is told."""
    now, record = datetime(2022, 7, 14, tzinfo=UTC), list[Told]()
    mailed: list[tuple[str, datetime]] = []
    for state in [*runs, *("missed" for _ in range(13))]:
        now += timedelta(minutes=minutes)
        there = [event(state)] if state else []
        record += [Told(about, "", now) for about in now_over(there, record, {"mail"})]
        news = to_tell(there, record, now)
        record += [Told(one.about, one.state, now) for one in news]
        mailed += [(one.state, now) for one in news]
    for state in ("hold", "missed"):
        moments = [moment for one, moment in mailed if one == state]
        gaps = [later - earlier for earlier, later in pairwise(moments)]
        assert all(gap >= CALM for gap in gaps)
    assert mailed[-1][0] == "missed"
    assert len(mailed) <= len(runs) + 1 + (13 * minutes) // (24 * 60)
