"""Exceptions of a pool's hours for search engines: one without ``opens`` is a closed day."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.engine.pool_schema import pool_schema
from subscriptions.core.pool_days import pool_day
from tests.unit.pool_samples import HOURS, SEASON, pool, report
from tests.unit.samples import at, town

TWICE = "hours:\n  - Mo-So 10:00-12:00, 14:00-19:00"

Day = tuple[str, str, str, str]


def days(found: dict[str, Any]) -> list[Day]:
    """First day, last day, opens, closes (empty: closed)."""
    names = ("validFrom", "validThrough", "opens", "closes")
    special = found["specialOpeningHoursSpecification"]
    return [tuple(one.get(name, "") for name in names) for one in special]


# 5 August 2026 is a Wednesday, open 13:00 to 19:00 by the hours.
@pytest.mark.parametrize(
    ("hours", "until", "expected"),
    [
        pytest.param(HOURS, "", [("2026-08-05", "2026-08-05", "", "")], id="its day"),
        pytest.param(HOURS, "2026-08-07", [("2026-08-05", "2026-08-07", "", "")], id="days"),
        pytest.param(
            HOURS, "2026-08-05 19:00", [("2026-08-05", "2026-08-05", "", "")], id="until it closes"
        ),
        pytest.param(
            HOURS,
            "2026-08-05 15:00",
            [("2026-08-05", "2026-08-05", "15:00", "19:00")],
            id="the afternoon is left",
        ),
        pytest.param(
            HOURS,
            "2026-08-06 12:00",
            [("2026-08-05", "2026-08-05", "", ""), ("2026-08-06", "2026-08-06", "13:00", "19:00")],
            id="the last day is open as ever",
        ),
        pytest.param(
            TWICE,
            "2026-08-05 11:00",
            [
                ("2026-08-05", "2026-08-05", "11:00", "12:00"),
                ("2026-08-05", "2026-08-05", "14:00", "19:00"),
            ],
            id="a day with a break",
        ),
        pytest.param("", "2026-08-05 15:00", [("2026-08-05", "2026-08-05", "", "")], id="no hours"),
    ],
)
def test_when_a_closed_pool_opens_again(hours: str, until: str, expected: list[Day]) -> None:
    one = pool(SEASON, *([hours] if hours else []))
    closed = report("zu", "2026-08-05 09:00", until=until)
    found = pool_schema(town(), one, pool_day(one, [closed], at("2026-08-05 09:30")))
    assert days(found) == expected
