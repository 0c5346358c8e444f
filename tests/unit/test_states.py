"""What holds at a moment: warnings in their course, pools, tenders."""

from __future__ import annotations

import pytest

from subscriptions.core.formats import Formats
from subscriptions.core.incidents import Incidents, needs_attention
from subscriptions.core.item import Item
from subscriptions.core.pool_states import report_state
from subscriptions.core.relations import relations_of
from subscriptions.core.states import state_of
from tests.unit.samples import at, item, warning

ALERT = warning("alarm", "2022-07-14 20:35", until_further_notice="", expires="2022-07-15 08:00")
UPDATE = warning("lage", "2022-07-14 21:38", "update", references="alarm")
CANCEL = warning("ende", "2022-07-15 07:30", "cancel", references="lage")


def state(one: Item, now: str, *others: Item) -> tuple[str, str]:
    all_of_them = [one, *others]
    found = state_of(one, relations_of(all_of_them), at(now), Formats("de"))
    return found.kind, str(found.label or "")


@pytest.mark.parametrize(
    ("one", "others", "now", "kind", "label"),
    [
        pytest.param(
            ALERT,
            (),
            "2022-07-15 07:59",
            "active",
            "Valid until 15.07.2022, 08:00 Uhr",
            id="in force",
        ),
        pytest.param(
            ALERT,
            (),
            "2022-07-15 08:00",
            "expired",
            "Validity expired on 15.07.2022, 08:00 Uhr – no all-clear was given",
            id="expired, which is no all-clear",
        ),
        pytest.param(
            ALERT,
            (UPDATE,),
            "2022-07-14 21:40",
            "updated",
            "Updated on 14.07.2022, 21:38 Uhr",
            id="updated",
        ),
        pytest.param(
            ALERT,
            (UPDATE, CANCEL),
            "2022-07-15 07:40",
            "lifted",
            "Lifted on 15.07.2022, 07:30 Uhr",
            id="lifted",
        ),
        pytest.param(
            UPDATE, (ALERT,), "2022-07-20", "active", "Valid until further notice", id="for long"
        ),
        pytest.param(
            CANCEL, (ALERT, UPDATE), "2022-07-20", "all-clear", "All-clear", id="all-clear"
        ),
    ],
)
def test_the_course_of_a_warning(
    one: Item, others: tuple[Item, ...], now: str, kind: str, label: str
) -> None:
    assert state(one, now, *others) == (kind, label)


def test_what_was_withdrawn_changes_nothing() -> None:
    gone = warning(
        "irrtum",
        "2022-07-14 22:00",
        "cancel",
        references="alarm",
        withdrawn="{date: 2022-07-14 22:05, note: Verwechslung}",
    )
    now = "2022-07-14 22:10"
    assert state(gone, now, ALERT) == ("withdrawn", "Withdrawn")
    assert state(ALERT, now, gone)[0] == "active"
    assert needs_attention(ALERT, Incidents([ALERT, gone]), at(now))


@pytest.mark.parametrize(
    ("fields", "now", "kind", "label"),
    [
        pytest.param({}, "2022-07-15", "", "", id="news has none"),
        pytest.param(
            {"topics": "freibaeder", "pool": "x", "state": "closed"},
            "2022-07-14 21:00",
            "closed",
            "Closed (14.07.2022)",
            id="pool, of its own day",
        ),
        pytest.param(
            {"topics": "freibaeder", "pool": "x", "state": "limited", "until": "2022-07-20"},
            "2022-07-14 21:00",
            "limited",
            "Open with limits until 20.07.2022",
            id="pool, until a day",
        ),
        pytest.param(
            {"topics": "freibaeder", "pool": "x", "state": "closed", "until": "2022-07-14"},
            "2022-07-14 21:00",
            "closed",
            "Closed (14.07.2022)",
            id="pool, until the end of its day",
        ),
        pytest.param(
            {"topics": "freibaeder", "pool": "x", "state": "closed", "until": "2022-07-14 21:00"},
            "2022-07-14 21:00",
            "over",
            "Closed until 14.07.2022, 21:00 Uhr",
            id="pool, at its last minute",
        ),
        pytest.param(
            {"topics": "vergabe", "deadline": "2022-08-01 10:00"},
            "2022-08-01 09:59",
            "bidding",
            "Deadline: 01.08.2022, 10:00 Uhr",
            id="tender",
        ),
        pytest.param(
            {"topics": "vergabe", "deadline": "2022-08-01 10:00"},
            "2022-08-01 10:00",
            "over",
            "Deadline passed: 01.08.2022, 10:00 Uhr",
            id="tender at its last minute",
        ),
    ],
)
def test_the_state_of_others(fields: dict[str, str], now: str, kind: str, label: str) -> None:
    assert state(item(**fields), now) == (kind, label)


@pytest.mark.parametrize("until", ["", "2022-07-20"])
def test_a_report_that_a_later_one_ended_holds_of_its_own_day_alone(until: str) -> None:
    one = item(topics="freibaeder", pool="x", state="closed", until=until)
    found = report_state(one, at("2022-07-14 21:00"), Formats("de"), ended=True)
    assert (found.kind, str(found.label)) == ("over", "Closed (14.07.2022)")


@pytest.mark.parametrize(
    ("one", "others", "now", "in_banner"),
    [
        pytest.param(ALERT, (), "2022-07-14 20:36", True, id="in force"),
        pytest.param(ALERT, (), "2022-07-16 07:59", True, id="expired within a day"),
        pytest.param(ALERT, (), "2022-07-16 08:00", False, id="expired for a day"),
        pytest.param(ALERT, (UPDATE,), "2022-07-14 21:40", False, id="updated"),
        pytest.param(UPDATE, (ALERT,), "2023-07-14", True, id="until further notice"),
        pytest.param(UPDATE, (ALERT, CANCEL), "2022-07-15 08:00", False, id="lifted"),
        pytest.param(CANCEL, (ALERT,), "2022-07-15 08:00", False, id="all-clear"),
        pytest.param(item(), (), "2022-07-14 20:36", False, id="news"),
    ],
)
def test_what_stands_in_the_banner(
    one: Item, others: tuple[Item, ...], now: str, in_banner: bool
) -> None:
    assert needs_attention(one, Incidents([one, *others]), at(now)) is in_banner
