"""Reminders: which warnings somebody should look at, and when the next one comes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.feed import Entry, FeedWithdrawal
from subscriptions.core.formats import Formats
from subscriptions.core.reminders import next_reminder, reminders
from tests.unit.samples import at, entry

GERMAN = Formats("de")
PUBLISHED = "2022-07-14 20:35"  # of samples.entry
EXPIRES = "2022-07-15 08:00"


def alert(identity: str = "brand", date: str = PUBLISHED, **info: object) -> Entry:
    given = {"msgtype": "alert", "expires": at(EXPIRES), **info}
    return entry(identity, **given).model_copy(update={"date_published": at(date)})


def open_end(**info: object) -> Entry:
    return alert(expires=None, until_further_notice=True, **info)


def later(msgtype: str, **info: object) -> Entry:
    return alert("brand-2", "2022-07-14 22:00", msgtype=msgtype, incident="brand", **info)


TAKEN_BACK = FeedWithdrawal(date=at("2022-07-14 23:00"), note="Falsch.")

CASES = [
    pytest.param([alert()], "2022-07-15 07:29", [], id="too-early"),
    pytest.param([alert()], "2022-07-15 07:30", ["brand"], id="thirty-minutes"),
    pytest.param([alert()], "2022-07-15 07:59", ["brand"], id="last-minute"),
    pytest.param([alert()], "2022-07-16 07:59", ["brand"], id="told-late"),
    pytest.param([alert()], "2022-07-16 08:00", [], id="too-late"),
    pytest.param([alert(exercise=True)], "2022-07-15 07:45", [], id="exercise"),
    pytest.param([alert(withdrawn=TAKEN_BACK)], "2022-07-15 07:45", [], id="withdrawn"),
    pytest.param([alert(held=True)], "2022-07-15 07:45", ["brand"], id="broken-file"),
    pytest.param([alert(), later("cancel")], "2022-07-15 07:45", [], id="lifted"),
    pytest.param(
        [alert(), later("update", expires=at("2022-07-15 20:00"))],
        "2022-07-15 07:45",
        [],
        id="prolonged",
    ),
    pytest.param(
        [later("update", withdrawn=TAKEN_BACK), alert()],
        "2022-07-15 07:45",
        ["brand"],
        id="prolonged-in-error",
    ),
    pytest.param(
        [alert(), later("cancel", exercise=True)], "2022-07-15 07:45", ["brand"], id="drill"
    ),
    pytest.param([open_end()], "2022-07-15 20:34", [], id="not-a-day"),
    pytest.param([open_end()], "2022-07-15 20:35", ["brand"], id="a-day"),
    pytest.param([open_end(), later("cancel")], "2022-07-15 20:35", [], id="open-and-lifted"),
    pytest.param([entry(msgtype="info")], "2022-07-15 20:35", [], id="no-warning"),
]


@pytest.mark.parametrize(("entries", "now", "expected"), CASES)
def test_who_is_looked_at(entries: list[Entry], now: str, expected: list[str]) -> None:
    for order in (entries, entries[::-1]):
        found = reminders(order, at(now), GERMAN)
        assert [event.about for event in found] == [f"warning/{name}" for name in expected]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2022-07-15 20:35", "day 1"),
        ("2022-07-16 20:34", "day 1"),
        ("2022-07-16 20:35", "day 2"),
    ],
)
def test_without_an_end_it_is_daily(now: str, state: str) -> None:
    assert [event.state for event in reminders([open_end()], at(now), GERMAN)] == [state]


def test_a_later_end_is_another_reminder() -> None:
    moved = alert(expires=at("2022-07-15 08:10"))
    states = {reminders([one], at("2022-07-15 07:45"), GERMAN)[0].state for one in (alert(), moved)}
    assert len(states) == 2


def test_the_end_that_has_passed_is_named_as_passed() -> None:
    before, since = (
        str(reminders([alert()], at(f"2022-07-15 {clock}"), GERMAN)[0].headline)
        for clock in ("07:45", "08:00")
    )
    assert before == "expires soon without a successor: 15.07.2022, 08:00 Uhr"
    assert since == "expired without a successor: 15.07.2022, 08:00 Uhr"


@given(minutes=st.integers(-60, 60 * 24 * 4), is_open=st.booleans())
def test_the_next_one_comes_when_it_is_said(minutes: int, is_open: bool) -> None:
    """Up to it nothing new is told, and at it something is."""
    entries = [open_end() if is_open else alert()]
    now = at(PUBLISHED) + timedelta(minutes=minutes)
    known = {event.state for event in reminders(entries, now, GERMAN)}
    found = next_reminder(entries, now)
    if found is None:
        assert now >= at("2022-07-15 07:30")
        return
    moment, name = found
    assert name == "brand"
    assert moment > now
    states = {event.state for event in reminders(entries, moment, GERMAN)}
    assert states - known
    just_before = reminders(entries, moment - timedelta(seconds=1), GERMAN)
    assert {event.state for event in just_before} <= known
