"""Incidents: which messages belong together, whatever the order of their files."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.formats import Formats
from subscriptions.core.incidents import Incidents, needs_attention
from subscriptions.core.item import Item
from subscriptions.core.relations import relations_of
from subscriptions.core.states import state_of
from tests.unit.samples import at, item, warning

ALERT = warning("alarm", "2022-07-14 20:35")
UPDATE = warning("lage", "2022-07-14 21:38", "update", references="alarm")
CANCEL = warning("ende", "2022-07-15 07:30", "cancel", references="lage")


def ids(items: tuple[Item, ...]) -> list[str]:
    return [one.id for one in items]


def test_an_incident_in_order() -> None:
    incidents = Incidents([CANCEL, item(), ALERT, UPDATE])
    assert incidents.members(UPDATE) == (ALERT, UPDATE, CANCEL)
    for one in (ALERT, UPDATE, CANCEL):
        assert incidents.course(one) == (CANCEL, UPDATE, ALERT)
        assert incidents.root(one) == "alarm"
    assert [incidents.replacement(one) for one in (ALERT, UPDATE, CANCEL)] == [CANCEL, CANCEL, None]
    assert (incidents.root(item()), incidents.members(item())) == ("", ())


def test_one_message_alone_has_no_course() -> None:
    assert Incidents([ALERT, item()]).course(ALERT) == ()


def test_what_is_referred_to_need_not_be_there() -> None:
    update = warning("x", "2022-07-15 08:00", "update", references="fehlt")
    cancel = warning("y", "2022-07-15 09:00", "cancel", references="fehlt")
    incidents = Incidents([ALERT, cancel, update])
    assert (incidents.root(update), incidents.root(cancel)) == ("x", "x")
    assert incidents.replacement(update) == cancel


def test_two_incidents_that_meet_become_one() -> None:
    """An all-clear of both lifts both; the earlier gives the name."""
    late = warning("a-zweiter", "2022-07-14 20:50")
    cancel = warning("u", "2022-07-14 21:00", "cancel", references="[a-zweiter, alarm]")
    incidents = Incidents((late, ALERT, cancel))
    assert {incidents.root(one) for one in (late, ALERT, cancel)} == {"alarm"}
    now = at("2022-07-14 21:01")
    assert not any(needs_attention(one, incidents, now) for one in (late, ALERT))


def test_every_update_may_name_all_before_it() -> None:
    chain = [ALERT]
    for number in range(40):
        names = ", ".join(one.id for one in chain)
        date = f"2022-07-14 21:{number:02}"
        chain.append(warning(f"u{number}", date, "update", references=f"[{names}]"))
    assert Incidents(chain).members(chain[-1]) == tuple(chain)


def taken_back(one: Item) -> Item:
    note = item(withdrawn="{date: 2022-07-15 09:00, note: Irrtum}").withdrawn
    return one.model_copy(update={"withdrawn": note})


@pytest.mark.parametrize(
    ("items", "standing"),
    [
        pytest.param([taken_back(ALERT)], None, id="a false alarm"),
        pytest.param([ALERT, taken_back(UPDATE)], "alarm", id="the alert holds again"),
        pytest.param([taken_back(ALERT), UPDATE], "lage", id="the update still holds"),
        pytest.param([ALERT, UPDATE, taken_back(CANCEL)], "lage", id="an all-clear that was none"),
        pytest.param([ALERT, taken_back(UPDATE), CANCEL], None, id="lifted all the same"),
        pytest.param([taken_back(item())], None, id="no warning"),
    ],
)
def test_what_holds_after_something_was_taken_back(items: list[Item], standing: str | None) -> None:
    incidents = Incidents(items)
    for one in items:
        found = incidents.standing(one)
        assert (found and found.id) == standing


def test_what_was_taken_back_replaces_nothing_and_stays_in_the_course() -> None:
    note = "{date: 2022-07-15 07:40, note: Irrtum}"
    lifted = warning("ende", "2022-07-15 07:30", "cancel", references="alarm", withdrawn=note)
    incidents = Incidents([lifted, ALERT, UPDATE])
    assert incidents.replacement(ALERT) == UPDATE
    assert incidents.replacement(UPDATE) is None
    assert incidents.course(ALERT) == (lifted, UPDATE, ALERT)


@st.composite
def courses(draw: st.DrawFn) -> list[Item]:
    """Up to nine warnings of a day, each an alert or following some earlier ones."""
    made: list[Item] = []
    minutes = draw(st.lists(st.integers(0, 59), min_size=1, max_size=9))
    names = draw(st.permutations([f"w{number}" for number in range(len(minutes))]))
    for name, minute in zip(names, sorted(minutes), strict=True):
        date = f"2022-07-14 20:{minute:02}"
        earlier = [one.id for one in made if one.sort_key < (at(date).timestamp(), name)]
        follows = draw(st.lists(st.sampled_from(earlier), max_size=3)) if earlier else []
        kind = draw(st.sampled_from(("update", "cancel"))) if follows else "alert"
        fields = {"references": f"[{', '.join(follows)}]"} if follows else {}
        if draw(st.booleans()):
            fields |= {"until_further_notice": "", "expires": "2022-07-14 21:30"}
        if draw(st.integers(0, 4)) == 0:
            fields["withdrawn"] = "{date: 2022-07-14 21:00, note: Irrtum}"
        made.append(warning(name, date, kind, **fields))
    return made


@given(made=courses(), data=st.data(), minutes=st.integers(0, 48 * 60))
def test_the_order_of_files_changes_nothing(
    made: list[Item], data: st.DataObject, minutes: int
) -> None:
    first, second = relations_of(made), relations_of(data.draw(st.permutations(made)))
    one, other = first.incidents, second.incidents
    now = at("2022-07-14 20:00") + timedelta(minutes=minutes)
    for each in made:
        assert one.root(each) == other.root(each)
        assert ids(one.course(each)) == ids(other.course(each))
        assert one.replacement(each) == other.replacement(each)
        assert needs_attention(each, one, now) == needs_attention(each, other, now)
        assert state_of(each, first, now, Formats()) == state_of(each, second, now, Formats())


@given(made=courses())
def test_a_course_is_newest_first_and_the_same_on_each_of_its_pages(made: list[Item]) -> None:
    incidents = Incidents(made)
    for each in made:
        course = incidents.course(each)
        assert sorted(course, key=lambda one: one.sort_key, reverse=True) == list(course)
        assert all(incidents.course(other) == course for other in course)
        for name in each.references:
            assert name in ids(course), "what refers to another stands in one course with it"


@pytest.mark.parametrize(
    ("expires", "now", "kind", "in_sight"),
    [
        pytest.param("2022-07-15 08:00:00", "2022-07-15 07:59:59", "active", True, id="a second"),
        pytest.param("2022-07-15 08:00:00", "2022-07-15 08:00:00", "expired", True, id="expires"),
        pytest.param("2022-07-15 08:00:00", "2022-07-16 07:59:59", "expired", True, id="a day"),
        pytest.param("2022-07-15 08:00:00", "2022-07-16 08:00:00", "expired", False, id="past"),
        # The clock goes from 1:59 to 3:00: the day has 23 hours.
        pytest.param("2026-03-29 03:00", "2026-03-29 01:59:59", "active", True, id="spring"),
        pytest.param("2026-03-29 03:00", "2026-03-29 03:00", "expired", True, id="spring-end"),
        pytest.param("2026-03-28 12:00", "2026-03-29 12:59:59", "expired", True, id="24-hours"),
        pytest.param("2026-03-28 12:00", "2026-03-29 13:00", "expired", False, id="not-23"),
        # 2:30 comes twice; the first is meant.
        pytest.param(
            "2026-10-25 02:30", "2026-10-25T02:29:59+02:00", "active", True, id="first-2:29"
        ),
        pytest.param(
            "2026-10-25 02:30", "2026-10-25T02:30:00+02:00", "expired", True, id="first-2:30"
        ),
        pytest.param(
            "2026-10-25 02:30", "2026-10-25T02:15:00+01:00", "expired", True, id="second-2:15"
        ),
        pytest.param("2026-10-25 02:30", "2026-10-26 01:29:59", "expired", True, id="24-again"),
        pytest.param("2026-10-25 02:30", "2026-10-26 01:30", "expired", False, id="not-25"),
    ],
)
def test_at_the_edges(expires: str, now: str, kind: str, in_sight: bool) -> None:
    date = "2022-07-14 20:35" if expires < "2026" else "2026-03-01 08:00"
    one = warning("alarm", date, until_further_notice="", expires=expires)
    assert state_of(one, relations_of([one]), at(now), Formats()).kind == kind
    assert needs_attention(one, Incidents([one]), at(now)) is in_sight


def test_an_update_that_stands_before_its_alert_in_the_order_of_files() -> None:
    update = warning("a-lage", "2022-07-14 21:38", "update", references="z-alarm")
    alert = warning("z-alarm", "2022-07-14 20:35")
    relations = relations_of([update, alert])
    incidents = relations.incidents
    assert incidents.course(alert) == (update, alert)
    assert state_of(alert, relations, at("2022-07-15"), Formats()).kind == "updated"
    assert needs_attention(update, incidents, at("2022-07-15"))
    assert not needs_attention(alert, incidents, at("2022-07-15"))
