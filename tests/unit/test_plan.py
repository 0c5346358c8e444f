"""The plan, row by row of the table in docs/architecture.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from subscriptions.core.actions import Action, Facts, Plan
from subscriptions.core.dates import ZONE, Moment, compact
from subscriptions.core.digests import Digest
from subscriptions.core.feed import Entry, Extension, FeedCorrection, FeedWithdrawal
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, Ledger, MailingList, State, ledger_of
from subscriptions.core.mails import Mail, remembered, remembered_of_all
from subscriptions.core.plan import keys_to_ask_for, plan
from subscriptions.core.report import exit_code_of
from subscriptions.core.subjects import Occasion
from subscriptions.core.topics import Topic, Topics

NOW = datetime(2026, 6, 1, 20, 38, tzinfo=ZONE)
SITE = "ort"
SINCE = Moment(datetime(2026, 1, 1, tzinfo=ZONE), has_time=False)


def topic(identity: str, kind: str = "news", **changes: Any) -> Topic:
    values: dict[str, Any] = {
        "id": identity,
        "name": identity.title(),
        "description": "",
        "kind": kind,
        "since": SINCE,
        "max_age": timedelta(hours=24),
        "max_mails": 2,
        "icon": kind,
    }
    return Topic(**(values | changes))


TOPICS = Topics((topic("gefahr", "warning"), topic("verein"), topic("bad", "pool")))


def entry(
    identity: str = "fest", minutes: float = 5, *, tags: str = "verein", **info: Any
) -> Entry:
    values = {"id": identity, "mail": True} | info
    return Entry(
        id=f"tag:ort,2026:{identity}",
        url=f"https://ort.example/aktuelles/{identity}/",
        title=values.pop("title", identity),
        content_html=values.pop("text", f"<p>{identity}</p>"),
        date_published=NOW - timedelta(minutes=minutes),
        tags=tuple(tags.split()),
        _infokanal=Extension(**values),
    )


def warning(identity: str = "brand", minutes: float = 5, **info: Any) -> Entry:
    given = {"msgtype": "alert", "incident": "brand", "expires": NOW + timedelta(hours=2)} | info
    return entry(identity, minutes, tags="gefahr", **given)


def compose(made_from: Entry, occasion: Occasion) -> Mail:
    return Mail(
        occasion.key, made_from.tags, made_from.title, made_from.content_html, "", "a@b.example", ()
    )


def compose_digest(digest: Digest) -> Mail:
    text = " ".join(one.info.id for one in digest.entries)
    attribs = remembered_of_all(digest.entries)
    topic = digest.period.topic.id
    return Mail(digest.key, (topic,), topic, text, "", "a@b.example", (), attribs)


def campaign(
    state: State, made_from: Entry | None = None, *, minutes: float = 4, **changes: Any
) -> Campaign:
    made_from = made_from or entry()
    key = changes.pop("key", Key("item", SITE, made_from.info.id))
    at = NOW - timedelta(minutes=minutes)
    values: dict[str, Any] = {
        "key": key,
        "slug": key.slug,
        "id": "1",
        "state": state,
        "content": compose(made_from, Occasion(key)).fingerprint,
        "topics": made_from.tags,
        "created": at,
        "changed": at,
        "started": None if state == "draft" else at,
        "to_send": 3,
        "sent": 3 if state == "finished" else 0,
        "attribs": remembered(made_from),
    }
    return Campaign(**(values | changes))


LISTS = {
    name: MailingList(name, number, name, 3)
    for number, name in enumerate(["gefahr", "verein", "bad"])
}


def planned(
    entries: Iterable[Entry],
    *sent: Campaign,
    topics: Topics = TOPICS,
    now: datetime = NOW,
    **facts: Any,
) -> Plan:
    given = {"lists": LISTS} | facts
    ledger: Ledger = ledger_of(sent)
    return plan(
        entries, ledger, Facts(**given), topics, compose, compose_digest, site=SITE, now=now
    )


def only(*arguments: Any, **options: Any) -> Action:
    (action,) = planned(*arguments, **options).actions
    return action


def verbs(made: Plan) -> dict[str, str]:
    return {
        f"{a.key.kind}/{a.key.id}" if a.key.kind != "item" else a.key.id: a.verb
        for a in made.actions
    }


# What the server says -> what the plan says.


def test_nothing_there_is_created() -> None:
    action = only([entry()])
    assert (action.verb, action.recipients) == ("create", 3)
    assert action.mail is not None


def test_a_draft_with_the_same_content_is_resumed() -> None:
    assert only([entry()], campaign("draft")).verb == "resume"


def test_a_draft_with_other_content_is_updated() -> None:
    assert only([entry(text="<p>neu</p>")], campaign("draft")).verb == "update"


@pytest.mark.parametrize("mail", [False])
def test_a_draft_that_is_no_longer_due_is_abandoned(mail: bool) -> None:
    action = only([entry(mail=mail)], campaign("draft"))
    assert (action.verb, action.delivers) == ("abandoned", False)


def test_a_draft_of_a_gone_item_is_abandoned() -> None:
    assert verbs(planned([entry("neu")], campaign("draft"))) == {
        "neu": "create",
        "fest": "abandoned",
    }


@pytest.mark.parametrize(
    ("state", "changes", "verb", "code"),
    [
        pytest.param("scheduled", {}, "wait", 0, id="scheduled"),
        pytest.param("running", {}, "wait", 0, id="running"),
        pytest.param("running", {"minutes": 16}, "stuck", 1, id="no-progress"),
        pytest.param("finished", {}, "done", 0, id="all-sent"),
        pytest.param("finished", {"sent": 2}, "incomplete", 1, id="gap"),
        pytest.param("finished", {"sent": 2, "failures": 1}, "incomplete", 1, id="gap-in-log"),
        pytest.param("finished", {"sent": 2, "failures": 0}, "done", 0, id="late-counter"),
        pytest.param("finished", {"sent": 0, "failures": 0}, "incomplete", 1, id="nobody"),
        pytest.param(
            "finished", {"to_send": 100, "sent": 80, "failures": 0}, "incomplete", 1, id="too-many"
        ),
        pytest.param("finished", {"sent": 2, "minutes": 25 * 60}, "incomplete", 0, id="old-gap"),
        pytest.param("finished", {"to_send": 0, "sent": 0}, "done", 0, id="no-subscribers"),
        pytest.param(
            "finished",
            {"to_send": 0, "sent": 0, "attribs": {"planned": "3"}},
            "incomplete",
            1,
            id="lists-were-not-empty",
        ),
        pytest.param("paused", {}, "paused", 1, id="paused"),
        pytest.param("cancelled", {}, "stopped", 0, id="cancelled"),
    ],
)
def test_what_the_server_says(state: State, changes: dict[str, Any], verb: str, code: int) -> None:
    action = only([entry()], campaign(state, **changes))
    assert (action.verb, exit_code_of(action)) == (verb, code)
    assert action.mail is None


def test_a_topic_added_later_is_named() -> None:
    action = only([entry(tags="verein bad")], campaign("finished", topics=("verein",)))
    assert action.verb == "done"
    assert "bad" in str(action.reason)


@pytest.mark.parametrize(
    ("there", "minutes", "verb"),
    [
        pytest.param(False, 5, "forgotten", id="gone"),
        pytest.param(True, 5, "forgotten", id="draft-again"),
        pytest.param(False, 25 * 60, "done", id="too-old-to-matter"),
    ],
)
def test_what_the_witness_saw_started_is_not_sent_again(
    there: bool, minutes: float, verb: str
) -> None:
    made_from = entry(minutes=minutes)
    sent = [campaign("draft")] if there else []
    key = str(Key("item", SITE, "fest"))
    action = only([made_from], *sent, started=frozenset({key}))
    assert action.verb == verb
    assert exit_code_of(action) == (5 if verb == "forgotten" else 0)
    if verb == "forgotten":
        again = only([made_from], *sent, started=frozenset({key}), again=frozenset({key}))
        assert again.delivers


@pytest.mark.parametrize(
    ("hours", "verb", "code"),
    [
        pytest.param(24, "create", 0, id="at-max-age"),
        pytest.param(24.1, "missed", 1, id="just-past"),
        pytest.param(48, "missed", 1, id="a-day-past"),
        pytest.param(49, "missed", 0, id="shown-but-quiet"),
        pytest.param(24 + 31 * 24, "skip", 0, id="long-past"),
    ],
)
def test_what_is_too_old_is_missed(hours: float, verb: str, code: int) -> None:
    action = only([entry(minutes=hours * 60)])
    assert (action.verb, exit_code_of(action)) == (verb, code)


def test_a_day_without_a_time_ends_at_midnight() -> None:
    day = NOW.replace(hour=0, minute=0) - timedelta(days=1)
    made = entry(date_only=True).model_copy(update={"date_published": day})
    assert only([made]).verb == "create"


@pytest.mark.parametrize("name", ["state", "severity", "deadline"])
def test_what_changed_after_sending_is_told(name: str) -> None:
    values: dict[str, Any] = {"state": "open", "severity": "Minor", "deadline": NOW}
    action = only([entry(**{name: values[name]})], campaign("finished"))
    assert (action.verb, action.changed_after_sending) == ("done", True)
    assert name in str(action.reason)
    told = entry(
        **{name: values[name]}, corrections=(FeedCorrection(date=NOW, note="x", mail=True),)
    )
    assert not any(a.changed_after_sending for a in planned([told], campaign("finished")).actions)


# Due.


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(entry(mail=False), id="mail-false"),
        pytest.param(entry(minutes=-1), id="future"),
        pytest.param(warning(minutes=-31), id="warning-far-ahead"),
        pytest.param(warning(expires=NOW), id="expired-this-second"),
        pytest.param(entry(until=NOW), id="pool-state-over"),
        pytest.param(entry(withdrawn=FeedWithdrawal(date=NOW, note="x")), id="withdrawn-unsent"),
        pytest.param(
            warning(msgtype="cancel", expires=None, references=("x",)), id="lone-all-clear"
        ),
    ],
)
def test_what_is_not_due(made: Entry) -> None:
    assert not any(action.delivers for action in planned([made]).actions)


@pytest.mark.parametrize("minutes", [30, 1, 0, -1])
def test_a_warning_up_to_thirty_minutes_ahead_is_due(minutes: float) -> None:
    assert only([warning(minutes=-minutes)]).verb == "create"


def test_before_since_is_not_due() -> None:
    late = Topics((topic("verein", since=Moment(NOW, has_time=True)),))
    assert only([entry()], topics=late).verb == "skip"


def test_a_correction_goes_to_those_who_had_the_item_without_it() -> None:
    note = FeedCorrection(date=NOW, note="15 Uhr", mail=True)
    made = entry(corrections=(note,))
    assert verbs(planned([made])) == {"fest": "create", "correction/fest": "skip"}
    assert verbs(planned([made], campaign("finished"))) == {
        "fest": "done",
        "correction/fest": "create",
    }
    knew = campaign("finished", made)
    assert compact(NOW) in knew.attribs["corrections"]
    assert verbs(planned([made], knew)) == {"fest": "done", "correction/fest": "skip"}


def test_a_withdrawal_goes_to_those_who_had_the_item() -> None:
    made = warning(withdrawn=FeedWithdrawal(date=NOW, note="Fehlalarm"))
    action = only([made], campaign("finished", warning()))
    assert (action.verb, action.key.kind) == ("create", "withdrawal")


# Incidents.


def course(*kinds: str) -> list[Entry]:
    return [
        warning(f"w{number}", 60 - number, msgtype=kind, references=() if number == 0 else ("w0",))
        for number, kind in enumerate(kinds)
    ]


def test_of_an_incident_nobody_heard_of_only_the_newest_goes() -> None:
    made = planned(course("alert", "update", "update"))
    assert verbs(made) == {"w0": "superseded", "w1": "superseded", "w2": "create"}


def test_an_incident_that_ended_unheard_is_not_mailed() -> None:
    made = planned(course("alert", "cancel"))
    assert verbs(made) == {"w0": "superseded", "w1": "superseded"}


def test_an_all_clear_follows_what_was_mailed() -> None:
    entries = course("alert", "cancel")
    made = planned(entries, campaign("finished", entries[0]))
    assert verbs(made) == {"w0": "done", "w1": "create"}


def test_a_later_message_that_is_not_mailed_replaces_nothing() -> None:
    entries = [*course("alert"), warning("w1", 1, msgtype="update", mail=False)]
    assert verbs(planned(entries)) == {"w0": "create", "w1": "skip"}


# Guards.


def test_a_flood_is_held_per_topic_and_warnings_go() -> None:
    entries = [entry(f"n{number}") for number in range(3)]
    entries += [warning(), entry("baden", tags="bad")]
    made = planned(entries)
    assert verbs(made) == {
        "brand": "create",
        "n0": "hold",
        "n1": "hold",
        "n2": "hold",
        "baden": "create",
    }
    assert {exit_code_of(a) for a in made.actions if a.verb == "hold"} == {5}
    assert len(planned(entries, over=frozenset({"max_mails"})).to_do) == 5


def test_warnings_come_first() -> None:
    made = planned([entry(minutes=50), warning(minutes=1)])
    assert [action.key.id for action in made.to_do] == ["brand", "fest"]


@pytest.mark.parametrize(
    ("guard", "facts", "code", "holds_warnings"),
    [
        pytest.param("demo", {"demo_refused": True}, 5, True, id="demo"),
        pytest.param("list", {"lists": {}}, 1, True, id="list"),
        pytest.param("live", {"live": {"fest": False, "brand": False}}, 5, False, id="live"),
        pytest.param(
            "since",
            {
                "topics": Topics(
                    (topic("gefahr", "warning", since=None), topic("verein", since=None))
                )
            },
            5,
            False,
            id="since",
        ),
    ],
)
def test_guards(guard: str, facts: dict[str, Any], code: int, holds_warnings: bool) -> None:
    held = only([entry()], **facts)
    assert (held.verb, held.guard, exit_code_of(held)) == ("hold", guard, code)
    assert only([entry()], **facts, over=frozenset({guard})).delivers
    assert only([warning()], **facts).delivers is not holds_warnings


def test_a_broken_file_holds_its_own_item_only() -> None:
    made = planned([entry(held=True), warning()])
    assert verbs(made) == {"brand": "create", "fest": "hold"}
    assert {exit_code_of(action) for action in made.actions} == {0, 3}


def test_a_likely_rename_is_held() -> None:
    gone = entry("alt", title="Fest", text="<p>gleich</p>")
    new = entry("neu", title="Fest", text="<p>gleich</p>")
    assert only([new], campaign("finished", gone)).guard == "rename"
    unsent = planned([new], campaign("draft", gone))
    assert verbs(unsent) == {"neu": "create", "alt": "abandoned"}
    both = planned([gone, new], campaign("finished", gone))
    assert verbs(both) == {"alt": "done", "neu": "create"}


def test_a_plan_after_a_delivery_sends_nothing() -> None:
    entries = [entry(), warning(), entry("baden", tags="bad")]
    sent = [campaign("finished", made) for made in entries]
    assert planned(entries, *sent).to_do == ()


def test_the_order_of_the_feed_does_not_matter() -> None:
    entries = [entry("a"), warning(), entry("b", tags="bad"), *course("alert", "update")]
    assert verbs(planned(entries)) == verbs(planned(reversed(entries)))


# What the histories of tests/stateful found.


def withdrawn(of: Entry) -> Entry:
    info = of.info.model_copy(update={"withdrawn": FeedWithdrawal(date=NOW, note="x")})
    return of.model_copy(update={"info": info})


KEY = Key("item", SITE, "fest")


def remembering(made_from: Entry, occasion: Occasion) -> Mail:
    return replace(compose(made_from, occasion), attribs=remembered(made_from))


def asked(*entries: Entry, sent: Iterable[Campaign] = ()) -> set[str]:
    made, ledger = planned(entries, *sent), ledger_of(sent)
    keys = keys_to_ask_for(made, entries, ledger, TOPICS, site=SITE, now=NOW)
    return {str(key) for key in keys}


def test_what_is_older_than_the_ledger_is_asked_for_by_itself() -> None:
    old = 60 * 24 * 60
    assert asked(entry()) == {"item/ort/fest"}
    assert asked(entry(), sent=[campaign("finished")]) == set()
    assert asked(entry(minutes=old)) == set()
    assert asked(withdrawn(entry(minutes=old))) == {"item/ort/fest"}
    note = FeedCorrection(date=NOW, note="x", mail=True)
    assert asked(entry(minutes=old, corrections=(note,))) == {"item/ort/fest"}
    lifted = warning("ende", 1, msgtype="cancel", references=("brand",))
    assert asked(warning(minutes=old), lifted) == {"item/ort/brand", "item/ort/ende"}


@pytest.mark.parametrize(
    ("sent", "verb"),
    [pytest.param(1, "create", id="some-have-it"), pytest.param(0, "skip", id="nobody-has-it")],
)
def test_what_was_cancelled_half_way_is_taken_back(sent: int, verb: str) -> None:
    stopped = campaign("cancelled", warning(), sent=sent)
    assert only([withdrawn(warning())], stopped).verb == verb


def test_what_follows_a_forgotten_mail_is_held_loudly() -> None:
    started = frozenset({str(Key("item", SITE, "brand"))})
    action = only([withdrawn(warning())], started=started)
    assert (action.verb, action.guard, exit_code_of(action)) == ("hold", "forgotten", 5)
    over = only([withdrawn(warning())], started=started, over=frozenset({"forgotten"}))
    assert over.verb == "create"
    lifted = planned(course("alert", "cancel"), started=frozenset({str(Key("item", SITE, "w0"))}))
    assert verbs(lifted)["w1"] == "hold"


def test_a_withdrawn_message_was_mailed_all_the_same() -> None:
    first, second, last = course("alert", "update", "cancel")
    made = planned([first, withdrawn(second), last], campaign("finished", second))
    assert verbs(made)["w2"] == "create"
    unheard = planned([first, withdrawn(second), last])
    assert verbs(unheard)["w2"] == "superseded"


def test_what_is_remembered_belongs_to_the_mail() -> None:
    note = FeedCorrection(date=NOW, note="15 Uhr", mail=True)
    draft = campaign("draft", content=remembering(entry(), Occasion(KEY)).fingerprint)
    made = entry(corrections=(note,))
    assert remembering(made, Occasion(KEY)).fingerprint != draft.content


def test_a_lost_resend_is_not_sent_again() -> None:
    lists = Topics((topic("gefahr", "warning", resends=True),))
    lost = campaign("finished", warning(), minutes=30, to_send=3, sent=0)
    assert [a.key.kind for a in planned([warning()], lost, topics=lists).to_do] == ["resend"]
    started = frozenset({f"resend/{SITE}/brand/item-1"})
    assert planned([warning()], lost, topics=lists, started=started).to_do == ()


@pytest.mark.parametrize(
    ("facts", "guard"),
    [
        ({"demo_refused": True}, "demo"),
        ({"lists": {}}, "list"),
        ({"skew": timedelta(hours=1)}, None),
    ],
)
def test_a_resend_is_held_by_what_holds_a_warning(facts: dict[str, Any], guard: str | None) -> None:
    lists = Topics((topic("gefahr", "warning", resends=True),))
    lost = campaign("finished", warning(), sent=0, minutes=20)
    made = planned([warning(minutes=20)], lost, topics=lists, **facts)
    (resend,) = (action for action in made.actions if action.key.kind == "resend")
    assert (resend.guard, resend.delivers) == (guard, guard is None)


def test_the_end_of_what_it_says_goes_with_the_action() -> None:
    end = NOW + timedelta(minutes=1)
    assert only([entry(until=end)]).ends == end
    assert only([warning(expires=end)]).ends == end
    lifted = course("alert", "cancel")
    made = planned(lifted, campaign("finished", lifted[0]))
    assert [action.ends for action in made.to_do] == [None]
