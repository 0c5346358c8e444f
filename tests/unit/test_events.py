"""Dates: which there are, when they are over, and what changes them."""

from __future__ import annotations

import pytest

from subscriptions.core.events import (
    Event,
    all_events,
    events_of,
    since_last_year,
)
from subscriptions.core.item import Item
from subscriptions.core.item_fields import Withdrawal
from subscriptions.core.tenders import Tenders
from tests.unit.samples import at, item

NOTE = "[{date: 2022-07-15 09:00, note: Der Saal ist ein anderer.}]"


def named(name: str, **fields: str) -> Item:
    return item(f"content/aktuelles/{name}.md", **fields)


def events(*items: Item) -> tuple[Event, ...]:
    return all_events(items, Tenders(items))


def withdrawn(one: Item, date: str) -> Item:
    taken_back = Withdrawal.model_validate({"date": date, "note": "Fällt aus."})
    return one.model_copy(update={"withdrawn": taken_back})


@pytest.mark.parametrize(
    ("fields", "over"),
    [
        pytest.param({"start": "2022-07-20 18:00", "end": "2022-07-20 20:00"}, "2022-07-20 20:00"),
        pytest.param({"start": "2022-07-20 18:00"}, "2022-07-21 00:00", id="no end: its day"),
        pytest.param({"start": "2022-07-20"}, "2022-07-21 00:00", id="a day"),
        pytest.param({"start": "2022-07-20", "end": "2022-07-22"}, "2022-07-23 00:00", id="days"),
        pytest.param({"start": "2022-07-20 18:00", "end": "2022-07-20"}, "2022-07-21 00:00"),
        pytest.param(
            {"start": "2022-07-20 18:00", "end": "2022-07-20 18:00"}, "2022-07-21 00:00", id="same"
        ),
        pytest.param({"start": "2022-10-30", "end": "2022-10-30"}, "2022-10-31", id="25 hours"),
        pytest.param(
            {"start": "2026-10-25 02:30", "end": "2026-10-25 02:30+01:00"},
            "2026-10-25 02:30+01:00",
            id="an hour of the same name",
        ),
        pytest.param({"start": "2022-03-27"}, "2022-03-28", id="23 hours"),
        pytest.param({"topics": "vergabe", "deadline": "2022-08-01 10:00"}, "2022-08-01 10:00"),
    ],
)
def test_when_a_date_is_over(fields: dict[str, str], over: str) -> None:
    (found,) = events(item(**fields))
    assert found.over.timestamp() == at(over).timestamp()


def test_an_item_can_have_none_one_or_two() -> None:
    assert events(item()) == ()
    both = item(topics="vergabe", start="2022-07-20 10:00", deadline="2022-08-01 10:00")
    assert [(e.name, e.kind) for e in events(both)] == [
        ("probe", "event"),
        ("probe-frist", "deadline"),
    ]


@pytest.mark.parametrize(
    ("corrections", "gone", "sequence", "changed"),
    [
        ("", "", 0, "2022-07-14 20:35"),
        (NOTE, "", 1, "2022-07-15 09:00"),
        ("", "2022-07-16 10:00", 1, "2022-07-16 10:00"),
        (NOTE, "2022-07-16 10:00", 2, "2022-07-16 10:00"),
    ],
)
def test_corrections_and_a_withdrawal_count(
    corrections: str, gone: str, sequence: int, changed: str
) -> None:
    one = item(start="2022-07-20 18:00", corrections=corrections)
    (found,) = events(withdrawn(one, gone) if gone else one)
    assert (found.sequence, found.changed) == (sequence, at(changed))
    assert found.cancelled == bool(gone)


def tender(name: str, date: str, **fields: str) -> Item:
    return named(name, date=date, topics="vergabe", tender_number="1", **fields)


FIRST = tender("erste", "2022-07-01", deadline="2022-08-01 10:00")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param((), [("erste-frist", False, 0)], id="alone"),
        pytest.param(
            (tender("neu", "2022-07-20", deadline="2022-08-15 10:00"),),
            [("erste-frist", True, 1), ("neu-frist", False, 0)],
            id="moved by a later notice",
        ),
        pytest.param(
            (tender("neu", "2022-07-20", deadline="2022-08-01 10:00"),),
            [("erste-frist", False, 0)],
            id="repeated by a later notice",
        ),
        pytest.param(
            (tender("ende", "2022-07-20", tender_state="cancelled"),),
            [("erste-frist", True, 1)],
            id="the procedure cancelled",
        ),
        pytest.param(
            (tender("zuschlag", "2022-09-01", tender_state="awarded"),),
            [("erste-frist", False, 0)],
            id="awarded",
        ),
        pytest.param(
            (
                withdrawn(
                    tender("neu", "2022-07-20", deadline="2022-08-15 10:00"), "2022-07-21 10:00"
                ),
            ),
            [("erste-frist", False, 2), ("neu-frist", True, 1)],
            id="the later notice withdrawn: it holds again, as the third word",
        ),
        pytest.param(
            (
                withdrawn(
                    tender("ende", "2022-07-20", tender_state="cancelled"), "2022-07-21 10:00"
                ),
            ),
            [("erste-frist", False, 2)],
            id="not cancelled after all",
        ),
    ],
)
def test_deadlines_follow_all_notices(
    later: tuple[Item, ...], expected: list[tuple[str, bool, int]]
) -> None:
    for order in ((FIRST, *later), (*later, FIRST)):
        found = events(*order)
        assert [(e.name, e.cancelled, e.sequence) for e in found] == expected
        assert all(e.changed == at("2022-07-20") for e in found if e.cancelled and e.item == FIRST)


def test_what_holds_again_changed_when_the_other_was_taken_back() -> None:
    void = withdrawn(tender("ende", "2022-07-20", tender_state="cancelled"), "2022-07-21 10:00")
    (found,) = events(FIRST, void)
    assert found.changed == at("2022-07-21 10:00")


SUMMER = named("sommer", start="2022-07-20 18:00", end="2022-07-20 20:00")
AUTUMN = named("herbst", start="2022-09-20 18:00")
GONE = withdrawn(named("weg", start="2022-07-19 18:00"), "2022-07-16 10:00")


@pytest.mark.parametrize(
    ("end", "kept"),
    [("2020-12-31 23:59", False), ("2020-12-31", False), ("2021-01-01 00:01", True)],
)
def test_calendars_reach_back_to_the_beginning_of_last_year(end: str, kept: bool) -> None:
    old = named("alt", date="2020-01-01", start="2020-12-31 10:00", end=end)
    newest = item(date="2022-07-14 20:35")
    found = since_last_year(events(old, newest), (old, newest))
    assert bool(found) == kept


def test_no_items_no_dates() -> None:
    assert since_last_year((), ()) == ()
    assert events_of(item(), Tenders(())) == ()
