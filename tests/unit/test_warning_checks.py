"""What must hold of a warning, and of what it refers to: each rule with its line and advice."""

from __future__ import annotations

from typing import Any

import pytest

from subscriptions.core.checks import check_together
from subscriptions.core.item import Item
from subscriptions.core.warning_checks import check_warning
from tests.unit.samples import item, warning

ALERT = warning("alarm", "2022-07-14 20:35")
UPDATE = warning("lage", "2022-07-14 21:00", "update", references="alarm")
CANCEL = warning("ende", "2022-07-15 07:30", "cancel", references="lage")
DRILL = warning("probe", "2022-07-14 20:00", exercise="true")
NEWS = item("content/aktuelles/fest.md")


def alone(one: Item) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in check_warning(one)]


def together(*items: Item, **broken: Any) -> list[str]:
    return [problem.format() for problem in check_together(items, **broken)]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(ALERT, [], id="alert"),
        pytest.param(UPDATE, [], id="update"),
        pytest.param(CANCEL, [], id="cancel"),
        pytest.param(NEWS, [], id="no warning"),
        pytest.param(
            warning("a", "2022-07-14 20:35", until_further_notice="", expires="2022-07-14 20:36"),
            [],
            id="holds for a minute",
        ),
        pytest.param(
            warning("a", "2022-07-14 20:35", "cancel", references="x", until_further_notice=""),
            [],
            id="an all-clear has no end",
        ),
        pytest.param(
            warning("a", "2022-07-14 20:35", references="x"),
            ["7: references: an alert begins an incident and refers to nothing; write msgtype:"],
            id="an alert that refers",
        ),
        pytest.param(
            warning("a", "2022-07-14 20:35", "update"),
            ["5: references: name the earlier item that this one updates or cancels"],
            id="an update of nothing",
        ),
        pytest.param(
            warning("a", "2022-07-14 20:35", "cancel"),
            ["5: references: name the earlier item that this one updates or cancels"],
            id="a cancel of nothing",
        ),
        pytest.param(
            warning("a", "2022-07-14 20:35", until_further_notice=""),
            ["5: expires: until when does this hold? Add expires: 2022-07-15 08:00, or until_"],
            id="an alert without end",
        ),
        pytest.param(
            warning("a", "2022-07-14 20:35", "update", references="x", until_further_notice=""),
            ["5: expires: until when does this hold?"],
            id="an update without end",
        ),
        pytest.param(
            warning("a", "2022-07-14 20:35", expires="2022-07-15 08:00"),
            ["6: until_further_notice: expires says already until when this holds; leave out"],
            id="two ends",
        ),
        pytest.param(
            warning("a", "2022-07-14 20:35", until_further_notice="", expires="2022-07-14 20:35"),
            ["6: expires: must be later than date"],
            id="ends as it begins",
        ),
        pytest.param(
            warning("a", "2022-07-14", "update"),
            ["3: date: a warning needs a time of day too", "5: references: name the earlier"],
            id="all at once",
        ),
    ],
)
def test_a_warning_by_itself(one: Item, expected: list[str]) -> None:
    found = alone(one)
    assert len(found) == len(expected), found
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found


@pytest.mark.parametrize(
    ("one", "problem"),
    [
        pytest.param(
            warning("u", "2022-07-14 21:00", "update", references="alram"),
            "there is no item “alram”; did you mean “alarm”?",
            id="typo",
        ),
        pytest.param(
            warning("u", "2022-07-14 21:00", "update", references="u"),
            "an item cannot refer to itself",
            id="itself",
        ),
        pytest.param(
            warning("u", "2022-07-14 20:00", "update", references="alarm"),
            "“alarm” is not earlier than this item; compare the date of both",
            id="later",
        ),
        pytest.param(
            warning("u", "2022-07-14 21:00", "update", references="fest"),
            "“fest” is no alert, update or cancel; name the warning that this one continues",
            id="no warning",
        ),
        pytest.param(
            warning("u", "2022-07-15 09:00", "update", references="ende"),
            "what this one updates is an all-clear, so the incident is over; begin a new one with"
            " msgtype: alert",
            id="over",
        ),
        pytest.param(
            warning("u", "2022-07-14 21:00", "update", references="alarm", exercise="true"),
            "of “alarm” and this item only one is an exercise; correct exercise: in one of them,"
            " or begin anew with msgtype: alert",
            id="an exercise of something real",
        ),
        pytest.param(
            warning("u", "2022-07-14 21:00", "cancel", references="probe"),
            "of “probe” and this item only one is an exercise; correct exercise: in one of them,"
            " or begin anew with msgtype: alert",
            id="something real of an exercise",
        ),
    ],
)
def test_references_that_do_not_fit(one: Item, problem: str) -> None:
    (found,) = together(ALERT, UPDATE, CANCEL, DRILL, NEWS, one)
    assert found == f"content/aktuelles/u.md:7: references: {problem}"


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(UPDATE, id="an update of an alert"),
        pytest.param(
            warning("u", "2022-07-15 09:00", "update", references="[ende, alarm]"),
            id="of an all-clear and a warning",
        ),
        pytest.param(
            warning("u", "2022-07-15 09:00", "cancel", references="ende"), id="lifted once more"
        ),
        pytest.param(
            warning("u", "2022-07-14 20:10", "update", references="probe", exercise="true"),
            id="an exercise goes on",
        ),
    ],
)
def test_references_that_fit(one: Item) -> None:
    others = [other for other in (ALERT, UPDATE, CANCEL, DRILL) if other.id != one.id]
    assert together(one, *others) == []


def test_an_all_clear_that_was_withdrawn_has_ended_nothing() -> None:
    note = "{date: 2022-07-15 07:40, note: Irrtum}"
    lifted = warning("ende", "2022-07-15 07:30", "cancel", references="alarm", withdrawn=note)
    again = warning("u", "2022-07-15 08:00", "update", references="ende")
    assert together(ALERT, lifted, again) == []


def test_in_a_circle_one_at_least_is_not_earlier() -> None:
    one = warning("eins", "2022-07-14 20:00", "update", references="drei")
    two = warning("zwei", "2022-07-14 20:10", "update", references="eins")
    three = warning("drei", "2022-07-14 20:20", "update", references="zwei")
    (found,) = together(three, one, two)
    assert found.startswith("content/aktuelles/eins.md:7: references: “drei” is not earlier")


def test_a_reference_to_a_file_that_cannot_be_read_is_no_mistake() -> None:
    update = warning("u", "2022-07-14 21:00", "update", references="kaputt")
    assert together(update, unread={"kaputt": "content/aktuelles/kaputt.md"}) == []


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(warning("alarm", "2022-07-14 23:35"), id="its date is wrong"),
        pytest.param(warning("alarm", "2022-07-14 20:35", exercise="true"), id="or its exercise"),
        pytest.param(warning("alarm", "2022-07-14 20:35", "cancel", references="x"), id="its kind"),
    ],
)
def test_a_file_with_mistakes_makes_no_other_warning_unsound(broken: Item) -> None:
    found = together(UPDATE, broken, broken=frozenset({broken.source}))
    assert [line for line in found if line.startswith(UPDATE.source)] == []
    assert together(UPDATE, broken) != []
