"""Digests and quiet hours in the plan: what goes when, with what, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from subscriptions.core.actions import Action, Plan
from subscriptions.core.cadence import Delivery, Quiet
from subscriptions.core.dates import ZONE, compact
from subscriptions.core.feed import Entry, FeedCorrection, FeedWithdrawal
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, Ledger, MailingList, State
from subscriptions.core.mails import remembered_of_all
from subscriptions.core.plan import keys_to_ask_for
from subscriptions.core.report import exit_code_of
from subscriptions.core.topics import Topics
from tests.unit.test_plan import NOW, SITE, campaign, entry, topic, warning
from tests.unit.test_plan import planned as planned_at

# NOW is a Monday, 20:38.
HOUR = timedelta(hours=1)
DAILY = Delivery(time(17))
NIGHT = Quiet(time(22), time(6))
TOPICS = Topics(
    (
        topic("gefahr", "warning"),
        topic("verein"),
        topic("tag", delivery=DAILY),
        topic("abend", delivery=Delivery(time(19))),
        topic("woche", delivery=Delivery(time(12), 4), max_age=timedelta(days=2)),
        topic("leise", quiet=NIGHT, max_age=6 * HOUR),
        topic("stumm", delivery=Delivery(time(23)), quiet=NIGHT),
    )
)
LISTS = {one.id: MailingList(one.id, number, one.id, 3) for number, one in enumerate(TOPICS)}
TODAY = NOW.replace(hour=17, minute=0)


def planned(entries: list[Entry], *sent: Campaign, now: datetime = NOW, **facts: Any) -> Plan:
    return planned_at(entries, *sent, topics=TOPICS, now=now, **({"lists": LISTS} | facts))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=ZONE)


def news(identity: str, moment: datetime, tags: str = "tag", **info: Any) -> Entry:
    made = entry(identity, tags=tags, **info)
    return made.model_copy(update={"date_published": moment})


def key(end: datetime = TODAY, name: str = "tag") -> Key:
    return Key("digest", SITE, name, compact(end))


def digest(
    state: State, *entries: Entry, end: datetime = TODAY, name: str = "tag", **changes: Any
) -> Campaign:
    """A digest on the server, started at its hour."""
    made = campaign(state, entry(), key=key(end, name), topics=(name,))
    values = {"attribs": remembered_of_all(entries), "created": end, "started": end} | changes
    return replace(made, **values)


def of(made: Plan, identity: str) -> Action:
    (found,) = (one for one in made.actions if one.key.id == identity)
    return found


FEST = news("fest", at(1, 10))


def test_a_digest_lists_the_items_of_its_period_in_their_order() -> None:
    entries = [news("spät", at(1, 16)), FEST, news("heute", at(1, 18)), news("gestern", at(1, 3))]
    made = planned(entries)
    (action,) = made.to_do
    assert (action.verb, action.key, action.recipients) == ("create", key(), 3)
    assert [one.info.id for one in action.items] == ["gestern", "fest", "spät"]
    assert action.mail is not None
    assert action.mail.attribs["items"] == "gestern fest spät"
    assert {of(made, name).verb for name in ("gestern", "fest", "spät", "heute")} == {"wait"}
    assert "goes with digest/ort/tag/20260601t1700" in str(of(made, "fest").reason)
    assert "goes with the digest on 02.06.2026 at 17:00" in str(of(made, "heute").reason)


def test_before_the_hour_it_waits() -> None:
    action = of(planned([FEST], now=at(1, 16, 59)), "fest")
    assert (action.verb, str(action.reason)) == ("wait", "goes with the digest at 17:00")
    assert exit_code_of(action) == 0
    assert planned([FEST], now=at(1, 17)).to_do


@pytest.mark.parametrize(
    ("moment", "date_only", "listed"),
    [
        pytest.param(at(1, 17), False, True, id="on-the-hour"),
        pytest.param(at(1, 17, 1), False, False, id="after-the-hour"),
        pytest.param(at(1, 0), True, True, id="a-day-without-time"),
        # max_age (a day) before the period, which is a day.
        pytest.param(at(1, 17) - 48 * HOUR, False, True, id="late"),
        pytest.param(at(1, 16, 59) - 48 * HOUR, False, False, id="too-late"),
        pytest.param(at(1, 0) - 48 * HOUR, True, True, id="late-day"),
        pytest.param(at(1, 0) - 72 * HOUR, True, False, id="too-late-day"),
    ],
)
def test_what_a_digest_takes(moment: datetime, date_only: bool, listed: bool) -> None:
    made = planned([news("fest", moment, date_only=date_only)])
    assert bool(made.to_do) is listed


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(news("fest", at(1, 10), mail=False), id="mail-false"),
        pytest.param(news("fest", at(1, 10), until=at(1, 20)), id="expired"),
        pytest.param(news("fest", at(1, 10), expires=at(1, 20)), id="expires"),
        pytest.param(
            news("fest", at(1, 10), withdrawn=FeedWithdrawal(date=at(1, 12), note="x")),
            id="withdrawn",
        ),
        pytest.param(news("fest", at(1, 22)), id="future"),
    ],
)
def test_what_a_digest_leaves_out_and_none_is_empty(made: Entry) -> None:
    assert not planned([made]).to_do
    assert not [one for one in planned([made]).actions if one.key.kind == "digest"]
    (action,) = planned([made, FEST.model_copy(update={"info": entry("zwei").info})]).to_do
    assert [one.info.id for one in action.items] == ["zwei"]


def test_what_ends_before_the_hour_is_not_said_to_go_with_it() -> None:
    action = of(planned([news("fest", at(1, 18), until=at(2, 10))]), "fest")
    assert (action.verb, str(action.reason)) == ("skip", "no longer holds when its digest goes")


def test_what_was_listed_is_done_and_what_came_late_is_in_the_next() -> None:
    late = news("nachtrag", at(1, 9))
    sent = digest("finished", FEST)
    made = planned([FEST, late], sent)
    assert (of(made, "fest").verb, of(made, "nachtrag").verb) == ("done", "wait")
    assert not made.to_do
    (action,) = planned([FEST, late], sent, now=at(2, 17)).to_do
    assert (action.key, [one.info.id for one in action.items]) == (key(at(2, 17)), ["nachtrag"])


def test_after_an_outage_one_digest_takes_all() -> None:
    entries = [news("vorgestern", at(1, 18)), news("heute", at(3, 9))]
    (action,) = planned(entries, now=at(3, 17, 5)).to_do
    assert [one.info.id for one in action.items] == ["vorgestern", "heute"]
    draft = digest("draft", entries[0], end=at(2, 17))
    made = planned(entries, draft, now=at(3, 17, 5))
    assert [one.verb for one in made.actions if one.key == draft.key] == ["abandoned"]


@pytest.mark.parametrize(
    ("content", "verb"), [("same", "resume"), ("other", "update")], ids=["same", "other"]
)
def test_a_draft_is_taken_up(content: str, verb: str) -> None:
    there = digest("draft", FEST)
    if content == "same":
        (action,) = planned([FEST]).to_do
        assert action.mail is not None
        there = replace(there, content=action.mail.fingerprint)
    assert [one.verb for one in planned([FEST], there).to_do] == [verb]
    assert not planned([], there).to_do


@pytest.mark.parametrize(
    ("state", "changes", "verb", "code"),
    [
        pytest.param("running", {"changed": NOW - HOUR}, "stuck", 1, id="no-progress"),
        pytest.param("finished", {"sent": 2}, "incomplete", 1, id="gap"),
        pytest.param("paused", {}, "paused", 1, id="paused"),
        pytest.param("cancelled", {}, "stopped", 0, id="cancelled"),
        pytest.param("finished", {}, "done", 0, id="done"),
    ],
)
def test_what_the_server_says(state: State, changes: dict[str, Any], verb: str, code: int) -> None:
    made = planned([FEST], digest(state, FEST, **changes))
    action = of(made, "tag")
    assert (action.verb, exit_code_of(action)) == (verb, code)
    assert not made.to_do
    assert exit_code_of(of(made, "fest")) == 0, "the digest tells of it"
    assert not planned([FEST], digest(state, FEST, **changes), now=at(2, 17)).to_do


def test_an_old_digest_is_shown_while_something_is_wrong_with_it() -> None:
    keys = [digest("finished", end=at(1, 17) - number * 24 * HOUR) for number in (1, 2)]
    broken = replace(keys[1], sent=1)
    found = {one.key: one.verb for one in planned([], keys[0], broken).actions}
    assert found == {broken.key: "incomplete"}


def test_one_that_most_did_not_get_is_sent_again() -> None:
    topics = Topics((topic("tag", delivery=DAILY, resends=True),))
    lost = digest("finished", FEST, sent=0, changed=NOW - HOUR)
    made = planned_at([FEST], lost, topics=topics, lists=LISTS)
    (action,) = made.to_do
    assert str(action.key) == "resend/ort/tag/digest-20260601t1700-1"
    assert action.items == (FEST,)
    for held in ({"skew": HOUR}, {"live": {"fest": False}}, {"demo_refused": True}, {"lists": {}}):
        made = planned_at([FEST], lost, topics=topics, **({"lists": LISTS} | held))
        assert made.to_do == ()
        assert [one.verb for one in made.actions if one.key == action.key] == ["hold"]
    again = digest("finished", FEST, key=action.key, slug=action.key.slug)
    made = planned_at([FEST], lost, again, topics=topics, lists=LISTS)
    assert (of(made, "fest").verb, made.to_do) == ("done", ())
    assert [one.verb for one in made.actions if one.key == key()] == ["done"]
    without = replace(again, attribs=remembered_of_all([news("markt", at(1, 9))]))
    made = planned_at([FEST], lost, without, topics=topics, lists=LISTS)
    assert of(made, "fest").verb == "incomplete"


# Too late.


@pytest.mark.parametrize(
    ("now", "verb", "code"),
    [
        pytest.param(at(7, 12), "create", 0, id="two-days-after"),
        pytest.param(at(7, 12, 1), "missed", 1, id="older"),
        pytest.param(at(8, 12, 1), "missed", 0, id="shown-but-quiet"),
    ],
)
def test_a_digest_can_be_missed(now: datetime, verb: str, code: int) -> None:
    """It was to go on Friday the 5th; the next takes what is not older than Wednesday noon."""
    lost, kept = news("lost", at(2, 9), "woche"), news("kept", at(4, 9), "woche")
    made = planned([lost, kept], now=now)
    action = of(made, "woche")
    assert (action.verb, exit_code_of(action)) == (verb, code)
    assert of(made, "kept").verb == "wait"
    assert of(made, "lost").verb == ("missed" if verb == "missed" else "wait")
    if verb == "missed":
        assert action.items == (lost,)


def test_what_came_too_late_for_every_digest_is_missed() -> None:
    made = planned([news("alt", at(1, 17) - 49 * HOUR)], digest("finished"))
    assert (of(made, "alt").verb, of(made, "tag").verb) == ("missed", "done")
    action = of(planned([news("alt", at(1, 17) - 80 * 24 * HOUR)]), "alt")
    assert action.verb == "skip"


def test_right_before_the_next_hour_it_is_left_to_the_next() -> None:
    assert planned([FEST], now=at(2, 16, 50)).to_do
    made = planned([FEST], now=at(2, 16, 51))
    assert (of(made, "fest").verb, made.to_do) == ("wait", ())
    (action,) = planned([FEST], now=at(2, 16)).to_do
    assert action.ends == at(2, 16, 50)


# By itself.


def test_of_several_topics_the_most_urgent_decides() -> None:
    at_once = news("eins", at(1, 20), "tag verein")
    assert [one.key.kind for one in planned([at_once]).to_do] == ["item"]
    later = news("zwei", at(1, 18), "tag abend")
    assert of(planned([later], now=at(1, 18, 59)), "zwei").verb == "wait"
    (action,) = planned([later], now=at(1, 19)).to_do
    assert (action.key.kind, action.topics) == ("item", ("tag", "abend"))


def test_waiting_for_the_hour_is_not_ageing() -> None:
    made = news("zwei", at(1, 19, 1), "tag abend")
    assert planned([made], now=at(3, 16, 59)).to_do, "a day after 17:00 of the second"
    assert not planned([made], now=at(3, 17, 1)).to_do


def test_a_warning_waits_for_nothing() -> None:
    made = warning().model_copy(update={"tags": ("tag",), "date_published": at(1, 20)})
    assert [one.key.kind for one in planned([made]).to_do] == ["item"]
    made = made.model_copy(update={"tags": ("leise",), "date_published": at(1, 22, 10)})
    assert planned([made], now=at(1, 22, 20)).to_do


def test_an_item_mailed_by_itself_is_in_no_digest() -> None:
    assert not planned([FEST], campaign("finished", FEST)).to_do
    older = keys_to_ask_for(planned([FEST]), [FEST], Ledger(), TOPICS, site=SITE, now=NOW)
    assert Key("item", SITE, "fest") in older


def test_a_listed_item_that_gets_another_topic_is_not_mailed_again() -> None:
    wider = news("fest", at(1, 10), "tag verein")
    action = of(planned([wider], digest("finished", FEST)), "fest")
    assert action.verb == "done"
    assert "verein" in str(action.reason)


# Quiet hours.


def test_what_is_due_at_night_waits_for_the_morning() -> None:
    made = news("fest", at(1, 23), "leise")
    action = of(planned([made], now=at(1, 23)), "fest")
    assert (action.verb, str(action.reason)) == ("wait", "waits and goes on 02.06.2026 at 06:00")
    assert planned([made], now=at(2, 6)).to_do
    assert planned([made], now=at(2, 12)).to_do, "six hours after six"
    assert not planned([made], now=at(2, 12, 1)).to_do


def test_an_outage_before_the_night_costs_nothing_at_night() -> None:
    made = news("fest", at(1, 21), "leise")
    assert of(planned([made], now=at(2, 3)), "fest").verb == "wait"
    assert planned([made], now=at(2, 11)).to_do
    assert of(planned([made], now=at(2, 11, 1)), "fest").verb == "missed"


def test_corrections_keep_quiet_hours_but_no_digest_hour() -> None:
    note = FeedCorrection(date=at(1, 20), note="15 Uhr", mail=True)
    made = news("fest", at(1, 10), corrections=(note,))
    assert [one.key.kind for one in planned([made], digest("finished", FEST)).to_do] == [
        "correction"
    ]
    quiet = made.model_copy(update={"tags": ("leise",)})
    sent = campaign("finished", quiet, attribs={})
    assert not planned([quiet], sent, now=at(1, 23)).to_do
    assert planned([quiet], sent, now=at(2, 6)).to_do


def test_a_digest_at_night_goes_in_the_morning() -> None:
    made = news("fest", at(1, 10), "stumm")
    assert of(planned([made], now=at(1, 23, 30)), "stumm").verb == "wait"
    (action,) = planned([made], now=at(2, 6)).to_do
    assert action.key == key(at(1, 23), "stumm")
