"""Which CAP messages there are, what they replace, and what they say."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.cap import ENDED_SHOWN, NEWEST, CapMessage, CapMessages, newest, stamp
from subscriptions.core.incidents import Incidents
from subscriptions.core.item import Item
from subscriptions.core.remains import remains_of
from tests.unit.samples import TOWN, at, problems_of, town, warning

SENDER = "rathaus@example.org"
WITH_CAP = f"{TOWN}cap: {{sender: {SENDER}}}\n"

ALERT = warning(
    "alarm",
    "2022-07-14 20:35",
    until_further_notice="",
    expires="2022-07-15 08:00",
    area="Am Bahndamm",
    category="Fire",
    severity="Severe",
)
UPDATE = warning("lage", "2022-07-14 21:38", "update", references="alarm", urgency="Expected")
SECOND = warning("lage2", "2022-07-14 23:00", "update", references="lage", area="Nordstadt")
CANCEL = warning("ende", "2022-07-15 07:30", "cancel", references="lage2")


def withdrawn(item: Item, date: str) -> Item:
    note = warning("x", "2022-01-01 00:00", withdrawn=f"{{date: {date}, note: Irrtum}}").withdrawn
    return item.model_copy(update={"withdrawn": note})


def in_order(found: CapMessages) -> tuple[CapMessage, ...]:
    return tuple(sorted(found.all(), key=lambda one: (one.sent, one.identifier)))


def messages(*items: Item, settings: str = WITH_CAP) -> tuple[CapMessage, ...]:
    return in_order(CapMessages(items, Incidents(items), town(settings)))


def triple(name: str, sent: str) -> str:
    return f"{SENDER},musterstadt.{name},{sent}"


ALARM_SENT = triple("alarm", "2022-07-14T20:35:00+02:00")
LAGE_SENT = triple("lage", "2022-07-14T21:38:00+02:00")


def test_a_town_without_cap_has_no_messages() -> None:
    assert messages(ALERT, UPDATE, settings=TOWN) == ()


def test_the_chain_of_an_incident() -> None:
    found = messages(CANCEL, UPDATE, ALERT, SECOND)
    assert [(one.identifier, one.msg_type) for one in found] == [
        ("musterstadt.alarm", "Alert"),
        ("musterstadt.lage", "Update"),
        ("musterstadt.lage2", "Update"),
        ("musterstadt.ende", "Cancel"),
    ]
    assert [one.references for one in found[:3]] == [(), (ALARM_SENT,), (ALARM_SENT, LAGE_SENT)]
    assert found[3].references == (
        *found[2].references,
        triple("lage2", "2022-07-14T23:00:00+02:00"),
    )
    assert {one.incident for one in found} == {"musterstadt.alarm"}
    assert {one.event for one in found} == {"Brand (alarm)"}
    assert [one.category for one in found] == ["Fire"] * 4
    assert [one.area for one in found] == ["Am Bahndamm", "Am Bahndamm", "Nordstadt", "Nordstadt"]
    assert [(one.urgency, one.severity, one.certainty) for one in found] == [
        ("Unknown", "Severe", "Unknown"),
        ("Expected", "Unknown", "Unknown"),
        ("Unknown", "Unknown", "Unknown"),
        ("Past", "Minor", "Observed"),
    ]


def test_how_long_messages_hold() -> None:
    own = warning(
        "eigen", "2022-07-15 07:30", "cancel", references="alarm", expires="2022-07-15 09:00"
    )
    found = {one.identifier: one.expires for one in messages(ALERT, UPDATE, own)}
    assert found == {
        "musterstadt.alarm": at("2022-07-15 08:00"),
        "musterstadt.lage": None,
        "musterstadt.eigen": at("2022-07-15 09:00"),
    }
    assert messages(ALERT, UPDATE, SECOND, CANCEL)[-1].expires == at("2022-07-16 07:30")


def test_a_plain_warning_has_the_values_that_cap_asks_for() -> None:
    (found,) = messages(warning("alarm", "2022-07-14 20:35"))
    assert (found.category, found.area) == ("Safety", "Stadt Musterstadt")
    assert (found.urgency, found.severity, found.certainty) == ("Unknown",) * 3
    assert (found.status, found.expires) == ("Actual", None)


@pytest.mark.parametrize(
    ("demo", "exercise", "status"),
    [
        ("false", "false", "Actual"),
        ("false", "true", "Exercise"),
        ("true", "false", "Test"),
        ("true", "true", "Test"),
    ],
)
def test_status(demo: str, exercise: str, status: str) -> None:
    one = warning("alarm", "2022-07-14 20:35", exercise=exercise)
    (found,) = messages(one, settings=f"{WITH_CAP}demo: {demo}\n")
    assert found.status == status


@pytest.mark.parametrize(
    ("written", "stamped"),
    [
        ("2026-03-29 01:59", "2026-03-29T01:59:00+01:00"),
        ("2026-03-29 03:00", "2026-03-29T03:00:00+02:00"),
        ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25 02:30+01:00", "2026-10-25T02:30:00+01:00"),
        ("2026-10-25 03:00", "2026-10-25T03:00:00+01:00"),
        ("2026-07-01T10:00:00Z", "2026-07-01T12:00:00+02:00"),
    ],
)
def test_times_have_an_offset_and_no_z(written: str, stamped: str) -> None:
    assert stamp(at(written)) == stamped
    assert stamp(at(written).astimezone(UTC) + timedelta(microseconds=7)) == stamped
    (found,) = messages(warning("alarm", written))
    assert stamp(found.sent) == stamped


def test_a_day_has_24_hours_when_clocks_change() -> None:
    alert = warning("alarm", "2026-10-24 20:00")
    early = warning("lage", "2026-10-25 02:50", "update", references="alarm")
    late = warning("ende", "2026-10-25 02:10+01:00", "cancel", references="alarm")
    found = messages(late, early, alert)
    assert [one.item.id for one in found] == ["alarm", "lage", "ende"]
    assert stamp(found[2].expires or found[2].sent) == "2026-10-26T02:10:00+01:00"
    spring = messages(
        warning("alarm", "2026-03-28 12:00"),
        warning("ende", "2026-03-28 13:00", "cancel", references="alarm"),
    )
    assert stamp(spring[1].expires or spring[1].sent) == "2026-03-29T14:00:00+02:00"


# What is taken back when, and the messages (type, whose words) that the withdrawals become.
@pytest.mark.parametrize(
    ("items", "expected"),
    [
        pytest.param(
            (withdrawn(ALERT, "2022-07-14 21:00"),),
            [("alarm.ruecknahme", "Cancel", "alarm", [ALARM_SENT])],
            id="false alarm",
        ),
        pytest.param(
            (ALERT, withdrawn(UPDATE, "2022-07-14 22:00")),
            [("lage.ruecknahme", "Update", "alarm", [ALARM_SENT, LAGE_SENT])],
            id="the alert holds again: no false all-clear",
        ),
        pytest.param(
            (withdrawn(ALERT, "2022-07-14 22:00"), UPDATE),
            [("alarm.ruecknahme", "Update", "lage", [ALARM_SENT, LAGE_SENT])],
            id="the update still holds",
        ),
        pytest.param(
            (
                ALERT,
                withdrawn(
                    warning("ende", "2022-07-14 21:00", "cancel", references="alarm"),
                    "2022-07-14 21:10",
                ),
            ),
            [
                (
                    "ende.ruecknahme",
                    "Update",
                    "alarm",
                    [ALARM_SENT, triple("ende", "2022-07-14T21:00:00+02:00")],
                )
            ],
            id="an all-clear is taken back: the alert holds again",
        ),
        pytest.param(
            (withdrawn(ALERT, "2022-07-14 22:00"), withdrawn(UPDATE, "2022-07-14 22:30")),
            [
                ("alarm.ruecknahme", "Update", "lage", [ALARM_SENT, LAGE_SENT]),
                (
                    "lage.ruecknahme",
                    "Cancel",
                    "lage",
                    [
                        ALARM_SENT,
                        LAGE_SENT,
                        triple("alarm.ruecknahme", "2022-07-14T22:00:00+02:00"),
                    ],
                ),
            ],
            id="one after the other, until nothing holds",
        ),
    ],
)
def test_withdrawals(
    items: tuple[Item, ...], expected: list[tuple[str, str, str, list[str]]]
) -> None:
    found = [
        (one.identifier.partition(".")[2], one.msg_type, one.told.id, list(one.references))
        for one in messages(*items)
        if one.is_withdrawal
    ]
    assert found == expected


def test_a_warning_told_again_after_its_end_stays_in_sight() -> None:
    found = messages(ALERT, withdrawn(UPDATE, "2022-07-15 09:00"))[-1]
    assert (found.msg_type, found.expires) == ("Update", at("2022-07-16 09:00"))


def test_what_follows_a_withdrawal_replaces_it() -> None:
    later = warning("neu", "2022-07-14 23:00", "update", references="alarm")
    found = messages(withdrawn(ALERT, "2022-07-14 21:00"), later)[-1]
    assert found.references[-1] == triple("alarm.ruecknahme", "2022-07-14T21:00:00+02:00")


def test_what_refers_to_nothing_known() -> None:
    assert messages(CANCEL) == ()
    assert [(one.msg_type, one.references) for one in messages(UPDATE)] == [("Alert", ())]


def test_an_update_may_join_two_alerts() -> None:
    other = warning("rauch", "2022-07-14 20:50")
    both = warning("beide", "2022-07-14 21:00", "update", references="[alarm, rauch]")
    found = messages(ALERT, other, both)[-1]
    assert found.references == (ALARM_SENT, triple("rauch", "2022-07-14T20:50:00+02:00"))
    assert [one.references for one in messages(ALERT, other, both)[:2]] == [(), ()]


def test_a_message_whose_file_is_gone_is_still_referred_to() -> None:
    gone = remains_of(ALERT).item("gone/alarm.json")
    end = warning("ende", "2022-07-15 07:30", "cancel", references="lage")
    found = in_order(CapMessages([UPDATE, end], Incidents([gone, UPDATE, end]), town(WITH_CAP)))
    assert [(one.item.id, one.msg_type) for one in found] == [
        ("lage", "Update"),
        ("ende", "Cancel"),
    ]
    assert found[0].references == (ALARM_SENT,)
    assert {one.event for one in found} == {"Brand (lage)"}


@given(st.permutations([ALERT, withdrawn(UPDATE, "2022-07-14 22:00"), SECOND, CANCEL]))
def test_the_order_of_files_changes_nothing(items: list[Item]) -> None:
    assert messages(*items) == messages(*sorted(items, key=lambda item: item.id))


def test_the_index_keeps_what_holds_and_what_ended_lately() -> None:
    old = [
        warning(
            f"alt{n:02}", "2022-01-01 10:00", until_further_notice="", expires="2022-01-02 10:00"
        )
        for n in range(NEWEST + 5)
    ]
    open_ended = warning("offen", "2021-01-01 10:00")
    found = messages(*old, open_ended)
    end = at("2022-01-02 10:00")
    just = [one.item.id for one in newest(found, end + ENDED_SHOWN - timedelta(seconds=1))]
    assert len(just) == NEWEST + 6
    past = [one.item.id for one in newest(found, end + ENDED_SHOWN)]
    assert past == [*(f"alt{n:02}" for n in range(NEWEST + 4, 4, -1)), "offen"]


def test_a_message_ends_when_the_next_is_sent() -> None:
    ends = {one.item.id: one.end for one in messages(ALERT, UPDATE, SECOND)}
    assert ends == {"alarm": UPDATE.date.at, "lage": SECOND.date.at, "lage2": None}


@pytest.mark.parametrize("sender", ["a,b", "a b", "a<b", "a&b"])
def test_a_sender_parts_no_reference(sender: str) -> None:
    settings = f"{TOWN}cap: {{sender: '{sender}'}}\n"
    (found,) = problems_of(lambda: town(settings))
    assert f"cap.sender: “{sender}” must be one word without comma, < and &" in found


def test_cap_needs_a_sender() -> None:
    (found,) = problems_of(lambda: town(f"{TOWN}cap: {{}}\n"))
    assert "cap.sender: is missing" in found
