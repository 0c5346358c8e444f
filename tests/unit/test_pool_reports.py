"""A reopening belongs to the closure that it ends."""

from __future__ import annotations

import pytest

from subscriptions.core.item import Item
from subscriptions.core.pool_reports import PoolReports
from tests.unit.pool_samples import report
from tests.unit.samples import item

GONE = "{date: 2026-08-30 08:00, note: Irrtum}"
TUESDAY = report("dienstag", "2026-08-04 09:00")
WEDNESDAY = report("mittwoch", "2026-08-05 09:00", "limited")
OPEN = report("offen", "2026-08-06 08:00", "open")
AGAIN = report("noch-offen", "2026-08-07 08:00", "open")


@pytest.mark.parametrize(
    ("items", "closure"),
    [
        pytest.param((TUESDAY, OPEN), TUESDAY, id="closed, open"),
        pytest.param((TUESDAY, WEDNESDAY, OPEN), WEDNESDAY, id="the last one"),
        pytest.param((OPEN,), None, id="nothing before"),
        pytest.param((OPEN, report("x", "2026-08-07 09:00")), None, id="closed afterwards"),
        pytest.param(
            (TUESDAY, report("x", "2026-08-05 10:00", "open"), OPEN), None, id="open between"
        ),
        pytest.param(
            (TUESDAY, report("x", "2026-08-05 10:00", "open", withdrawn=GONE), OPEN),
            TUESDAY,
            id="what is withdrawn is not between",
        ),
        pytest.param(
            (TUESDAY, report("x", "2026-08-05 10:00", withdrawn=GONE), OPEN),
            TUESDAY,
            id="nor is it a closure",
        ),
        pytest.param(
            (report("x", "2026-08-05 10:00", pool="strandbad"), OPEN), None, id="another pool"
        ),
        pytest.param((report("x", "2026-07-23 08:00"), OPEN), report, id="fourteen days"),
        pytest.param((report("x", "2026-07-23 07:59"), OPEN), None, id="longer ago"),
        pytest.param((report("x", "2026-08-05 10:00", draft="ja"), OPEN), None, id="draft"),
        pytest.param((report("x", "2026-08-05 10:00", exercise="ja"), OPEN), None, id="exercise"),
        pytest.param((report("a", "2026-08-06 08:00"), OPEN), report, id="same minute, id before"),
        pytest.param((report("z", "2026-08-06 08:00"), OPEN), None, id="same minute, id after"),
    ],
)
def test_the_closure_of_a_reopening(items: tuple[Item, ...], closure: object) -> None:
    expected = items[0] if closure is report else closure
    for order in (items, items[::-1]):
        reports = PoolReports(order)
        assert reports.closure(OPEN) == expected
        if isinstance(expected, Item):
            assert reports.reopening(expected) == OPEN


def test_only_the_first_open_ends_a_closure() -> None:
    reports = PoolReports([TUESDAY, WEDNESDAY, OPEN, AGAIN])
    assert reports.closure(AGAIN) is None
    assert reports.reopening(TUESDAY) is None
    assert reports.reopening(OPEN) is None
    assert reports.closure(WEDNESDAY) is None


def test_which_reports_have_ended() -> None:
    gone = report("irrtum", "2026-08-08 08:00", "open", withdrawn=GONE)
    closed = report("wieder-zu", "2026-08-07 12:00")
    reports = PoolReports([TUESDAY, WEDNESDAY, OPEN, AGAIN, closed, gone])
    ended = [one for one in (TUESDAY, WEDNESDAY, OPEN, AGAIN, closed) if reports.has_ended(one)]
    assert ended == [TUESDAY, WEDNESDAY, OPEN, AGAIN]
    assert not PoolReports([TUESDAY, WEDNESDAY]).has_ended(TUESDAY)


def test_what_is_no_report() -> None:
    reports = PoolReports([item(), TUESDAY])
    assert (reports.closure(item()), reports.reopening(item())) == (None, None)
    assert reports.of("waldbad") == (TUESDAY,)
    assert reports.of("strandbad") == ()
