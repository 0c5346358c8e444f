"""When a publisher that runs all the time publishes again, and whether all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.rounds import (
    REGULAR,
    RETRY,
    Round,
    Standing,
    document,
    is_well,
    pause,
    reason,
)

NOW = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
POLL = timedelta(seconds=10)


def ended(code: int = 0, *, ago: timedelta = SECOND, **more: object) -> Standing:
    last = Round("a", NOW - ago, NOW - ago, code, **more)  # type: ignore[arg-type]
    return Standing("a", NOW, last=last)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(), None),
        (Standing(problem="away"), None),
        (Standing("a"), "start"),
        (Standing("a", problem="away"), "start"),
        (ended(), None),
        (replace(ended(), commit="b"), "push"),
        (replace(ended(), commit="b", problem="away"), "push"),
        (ended(wake=NOW), "clock"),
        (ended(wake=NOW + SECOND), None),
        (ended(1, ago=RETRY), "retry"),
        (ended(1, ago=RETRY - SECOND), None),
        (ended(4, ago=RETRY), "retry"),
        (ended(-9, ago=RETRY), "retry"),
        (ended(2, ago=RETRY), None),
        (ended(3, ago=RETRY), None),
        (ended(5, ago=RETRY), None),
        (ended(0, ago=RETRY, is_open=True), "retry"),
        (ended(0, ago=RETRY), None),
        (ended(0, ago=REGULAR), "regular"),
        (ended(3, ago=REGULAR), "regular"),
    ],
)
def test_why_to_publish(standing: Standing, expected: str | None) -> None:
    assert reason(standing, NOW) == expected


@given(
    st.timedeltas(min_value=-REGULAR, max_value=REGULAR * 2),
    st.integers(min_value=-15, max_value=5),
    st.booleans(),
)
def test_no_round_is_later_than_the_regular_one(wake: timedelta, code: int, is_open: bool) -> None:
    """From any standing, sleeping as told and looking again publishes within REGULAR + a poll."""
    standing = ended(code, wake=NOW + wake, is_open=is_open)
    now = NOW
    while reason(standing, now) is None:
        step = pause(standing, now, POLL)
        assert timedelta() < step <= POLL
        now += step
    assert standing.last is not None
    assert now <= min(standing.last.ended + REGULAR + POLL, max(NOW, NOW + wake))


def test_what_is_well() -> None:
    assert not is_well(Standing("a"), NOW)
    assert [code for code in range(-1, 6) if is_well(ended(code), NOW)] == [0, 3, 5]
    away = replace(ended(), problem="away")
    assert is_well(replace(away, pulled=NOW - 2 * MINUTE + SECOND), NOW)
    assert not is_well(replace(away, pulled=NOW - 2 * MINUTE), NOW)
    assert not is_well(replace(away, pulled=None), NOW)
    assert is_well(replace(ended(), busy=NOW - MINUTE), NOW)
    assert not is_well(replace(ended(), busy=NOW - 20 * MINUTE), NOW)


def test_the_document_says_it_all() -> None:
    assert set(document(Standing(), NOW).values()) == {1, "failing", None}
    found = document(replace(ended(3, wake=NOW), problem="away", rewritten=NOW), NOW)
    assert found == {
        "schema": 1,
        "status": "ok",
        "commit": "a",
        "pulled": "2026-03-09T18:00:00+00:00",
        "problem": "away",
        "rewritten": "2026-03-09T18:00:00+00:00",
        "publishing_since": None,
        "published_commit": "a",
        "published": "2026-03-09T17:59:59+00:00",
        "exit_code": 3,
        "next": "2026-03-09T18:00:00+00:00",
    }
