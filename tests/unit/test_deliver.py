"""Delivery right before each start: what the plan could not know yet, on a server in memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from subscriptions.adapters.deliver import Outcome, Pace, deliver
from subscriptions.adapters.witness import Witness
from subscriptions.core.actions import Action, Plan
from subscriptions.core.dates import ZONE
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, Ledger, MailingList, State, ledger_of
from subscriptions.core.mails import Mail
from subscriptions.core.messages import message

NOW = datetime(2026, 6, 1, 20, 38, tzinfo=ZONE)


def mail(name: str) -> Mail:
    return Mail(Key("item", "ort", name), ("verein",), name, "<p>x</p>", "x", "a@b.example", ())


def campaign(name: str, state: State) -> Campaign:
    made_from = mail(name)
    key = made_from.key
    return Campaign(
        key, key.slug, f"id-{name}", state, made_from.fingerprint, ("verein",), NOW, NOW, NOW
    )


@dataclass
class Memory:
    """A mail server that finishes at once. ``made`` is called while it makes a draft."""

    name: str = "memory"
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    started: list[str] = field(default_factory=list)
    made: Callable[[Mail], None] = lambda made_from: None

    def lists(self) -> dict[str, MailingList] | None:
        return None

    def ledger(self, since: datetime) -> Ledger:
        return ledger_of(self.campaigns.values())

    def find(self, key: Key) -> Campaign | None:
        return self.campaigns.get(key.slug)

    def create(self, mail: Mail, planned: int | None) -> Campaign:
        self.made(mail)
        return self.campaigns.setdefault(mail.key.slug, campaign(mail.key.id, "draft"))

    def update(self, campaign: Campaign, mail: Mail) -> Campaign:
        return campaign

    def start(self, campaign: Campaign, mail: Mail) -> Campaign:
        self.started.append(mail.key.id)
        begun = replace(campaign, state="finished")
        self.campaigns[campaign.slug] = begun
        return begun

    def progress(self, campaign: Campaign) -> Campaign:
        return self.campaigns[campaign.slug]

    def skew(self, now: datetime) -> timedelta:
        return timedelta()

    def stop(self, campaign: Campaign) -> Campaign:
        return campaign

    def test(self, campaign: Campaign, mail: Mail, address: str) -> None:
        pass


@dataclass
class Clock:
    """A time that only tests move."""

    now: datetime = NOW

    def pace(self) -> Pace:
        return Pace(lambda: self.now, lambda seconds: None, wait=0)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path / "var" / "started-memory.jsonl")


def to_send(name: str, *, again: bool = False, ends: datetime | None = None) -> Action:
    made_from = mail(name)
    reason = message("is due and was not sent yet")
    return Action(made_from.key, "create", reason, mail=made_from, again=again, ends=ends)


def seen(name: str, state: State) -> Action:
    """What a plan says of something that the server holds already."""
    there = campaign(name, state)
    return Action(there.key, "done", message("was sent"), campaign=there)


def delivered(*actions: Action, server: Memory, witness: Witness, clock: Clock) -> list[Outcome]:
    return list(deliver(Plan(actions), server, clock.pace(), witness))


def results(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.action.key.id, outcome.result) for outcome in outcomes]


# The witness file, read again before each start.


@pytest.mark.parametrize(
    ("witnessed", "again", "expected"),
    [
        pytest.param("", False, ["started", "finished"], id="nobody-started-it"),
        pytest.param("fest", False, ["failed"], id="another-publisher-started-it"),
        pytest.param("fest", True, ["started", "finished"], id="a-person-wants-it-again"),
        pytest.param("anderes", False, ["started", "finished"], id="something-else-was-started"),
    ],
)
def test_the_witness_is_asked_again_right_before_a_start(
    witness: Witness, witnessed: str, again: bool, expected: list[str]
) -> None:
    def another_publisher(made_from: Mail) -> None:
        """It started a mail, and the server forgot, while this one was making the draft."""
        if witnessed:
            witness.record(campaign(witnessed, "running"), NOW)

    server = Memory(made=another_publisher)
    outcomes = delivered(
        to_send("fest", again=again), server=server, witness=witness, clock=Clock()
    )
    assert [outcome.result for outcome in outcomes] == expected
    assert server.started == (["fest"] if "started" in expected else [])


def test_the_witness_holds_only_its_own_mail(witness: Witness) -> None:
    server = Memory()
    steps = deliver(
        Plan((to_send("eins"), to_send("zwei"), to_send("drei"))), server, Clock().pace(), witness
    )
    assert next(steps).result == "started"
    witness.record(campaign("zwei", "running"), NOW)
    outcomes = list(steps)
    assert results(outcomes)[:2] == [("zwei", "failed"), ("drei", "started")]
    assert outcomes[0].note is not None
    assert server.started == ["eins", "drei"]


# What others started, and what a dead publisher could not write down any more.


@pytest.mark.parametrize(
    ("state", "is_written"),
    [
        ("scheduled", True),
        ("running", True),
        ("finished", True),
        ("paused", True),
        ("draft", False),
        ("cancelled", False),
    ],
)
def test_a_start_of_a_dead_publisher_is_written_down(
    witness: Witness, state: State, is_written: bool
) -> None:
    server = Memory(campaigns={mail("alt").key.slug: campaign("alt", state)})
    delivered(seen("alt", state), server=server, witness=witness, clock=Clock())
    assert witness.started() == ({"item/ort/alt"} if is_written else frozenset())


def test_it_is_written_down_before_anything_else_can_go_wrong(witness: Witness) -> None:
    def dies(made_from: Mail) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        delivered(
            to_send("neu"),
            seen("alt", "finished"),
            server=Memory(made=dies),
            witness=witness,
            clock=Clock(),
        )
    assert witness.started() == {"item/ort/alt"}


def test_what_is_written_down_already_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "started-memory.jsonl"
    for _ in range(3):
        delivered(seen("alt", "finished"), server=Memory(), witness=Witness(path), clock=Clock())
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    assert [(line["key"], line["campaign"]) for line in lines] == [("item/ort/alt", "id-alt")]


def test_what_this_run_starts_or_finds_started_is_written_down(witness: Witness) -> None:
    def another_publisher(made_from: Mail) -> None:
        if made_from.key.id == "zwei":
            server.campaigns[made_from.key.slug] = campaign("zwei", "running")

    server = Memory(made=another_publisher)
    delivered(to_send("eins"), to_send("zwei"), server=server, witness=witness, clock=Clock())
    assert server.started == ["eins"]
    assert witness.started() == {"item/ort/eins", "item/ort/zwei"}


# Validity, once more right before the start.


@pytest.mark.parametrize(
    ("left", "took", "expected"),
    [
        pytest.param(None, timedelta(hours=9), ["started", "finished"], id="holds-for-ever"),
        pytest.param(timedelta(minutes=2), timedelta(minutes=1), ["started", "finished"], id="yet"),
        pytest.param(timedelta(minutes=2), timedelta(minutes=2), ["expired"], id="to-the-second"),
        pytest.param(timedelta(minutes=2), timedelta(minutes=3), ["expired"], id="no-longer"),
    ],
)
def test_what_ended_since_the_plan_was_made_is_not_started(
    witness: Witness, left: timedelta | None, took: timedelta, expected: list[str]
) -> None:
    clock = Clock()

    def time_passes(made_from: Mail) -> None:
        clock.now += took

    server = Memory(made=time_passes)
    action = to_send("brand", ends=left and NOW + left)
    outcomes = delivered(action, server=server, witness=witness, clock=clock)
    assert [outcome.result for outcome in outcomes] == expected
    assert server.started == (["brand"] if left is None or took < left else [])
    assert bool(witness.started()) == bool(server.started)


def test_what_ended_holds_up_nothing_else(witness: Witness) -> None:
    server = Memory()
    actions = (to_send("brand", ends=NOW), to_send("fest"))
    outcomes = delivered(*actions, server=server, witness=witness, clock=Clock())
    assert results(outcomes) == [("brand", "expired"), ("fest", "started"), ("fest", "finished")]
