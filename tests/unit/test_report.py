"""What a command says at its end: one exit code, one word, one envelope."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import get_args

import pytest

from subscriptions.core.actions import Action, Guard, Verb
from subscriptions.core.keys import Key
from subscriptions.core.messages import message
from subscriptions.core.problems import Problem
from subscriptions.core.report import (
    VERBS,
    Failure,
    Result,
    exit_code_of,
    failures_of,
    rest_of,
    verb_of,
)
from tests.unit.samples import entry
from tests.unit.test_plan import campaign

KEY = Key("item", "musterstadt", "brand")


def action(verb: Verb, *, guard: Guard | None = None, loud: bool = True) -> Action:
    return Action(KEY, verb, message("so"), entry(), guard=guard, loud=loud, recipients=3, sent=2)


def failed(*codes: int) -> tuple[Failure, ...]:
    return tuple(Failure(code, message("failed")) for code in codes)


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ((), 0),
        ((3,), 3),
        ((5, 3), 5),
        ((1, 5, 3), 1),
        ((3, 5, 1, 4), 4),
        ((4, 2), 2),
    ],
)
def test_of_several_codes_the_first_of_4_1_5_3(codes: tuple[int, ...], code: int) -> None:
    assert Result("send", failures=failed(*codes)).exit_code == code


@pytest.mark.parametrize(
    ("one", "code"),
    [
        *((action(verb), 0) for verb in ("create", "resume", "update", "wait", "done")),
        *((action(verb), 0) for verb in ("stopped", "superseded", "abandoned", "skip")),
        *((action(verb), 1) for verb in ("incomplete", "paused", "stuck", "missed")),
        *((action(verb, loud=False), 0) for verb in ("incomplete", "paused", "stuck", "missed")),
        (action("forgotten", guard="forgotten"), 5),
        *((action("hold", guard=g), 5) for g in ("max_mails", "since", "rename", "demo", "live")),
        (action("hold", guard="list"), 1),
        (action("hold", guard="broken"), 3),
    ],
    ids=lambda value: f"{value.verb}-{value.guard}" if isinstance(value, Action) else None,
)
def test_the_code_of_an_action(one: Action, code: int) -> None:
    assert exit_code_of(one) == code
    assert Result("plan", (one,)).exit_code == code


@pytest.mark.parametrize(
    ("codes", "was_mailed", "status"),
    [
        ((), False, "ok"),
        ((), True, "ok"),
        ((5,), False, "refused"),
        ((5,), True, "partial"),
        ((1,), False, "partial"),
        ((4,), False, "error"),
        ((4,), True, "partial"),
        ((3,), False, "error"),
        ((3,), True, "partial"),
        ((2,), False, "error"),
    ],
)
def test_the_code_in_a_word(codes: tuple[int, ...], was_mailed: bool, status: str) -> None:
    now = frozenset({str(KEY)}) if was_mailed else frozenset[str]()
    assert Result("send", failures=failed(*codes), now=now).status == status


def test_every_verb_has_a_word() -> None:
    assert set(VERBS) == set(get_args(Verb))


def test_what_the_server_sends_waits_for_nothing() -> None:
    running = replace(action("wait"), campaign=campaign("running"))
    draft = replace(action("wait"), campaign=campaign("draft"))
    words = [str(verb_of(one)) for one in (action("wait"), draft, running)]
    assert words == ["waits", "waits", "being sent"]


def test_the_rest_is_counted_without_what_a_digest_takes_along() -> None:
    digest = Action(Key("digest", "musterstadt", "vereine"), "create", message("so"))
    actions = (action("missed"), action("wait"), action("missed"), action("create"), digest)
    assert [(str(word), count) for word, count in rest_of(actions)] == [("waits", 1), ("missed", 2)]
    taken = replace(digest, items=(entry("brand"),))
    assert [count for _, count in rest_of((action("wait"), taken))] == []


def test_the_envelope_is_that_of_the_documentation() -> None:
    result = Result(
        "send",
        (action("done"), action("skip")),
        failed(3),
        now=frozenset({str(KEY)}),
    )
    envelope = json.loads(json.dumps(result.envelope(str)))
    assert list(envelope) == ["schema", "command", "status", "actions", "errors"]
    assert (envelope["schema"], envelope["command"], envelope["status"]) == (1, "send", "partial")
    assert envelope["actions"][0] == {
        "key": "item/musterstadt/brand",
        "item": "brand",
        "title": "Brand am Bahndamm",
        "topics": ["gefahren"],
        "items": [],
        "action": "sent",
        "reason": "so",
        "recipients": 3,
        "sent": 2,
    }
    assert envelope["errors"] == [{"code": "content", "message": "failed"}]


def test_what_was_never_to_be_mailed_has_no_line() -> None:
    assert Result("plan", (action("skip"), action("create"))).shown == (action("create"),)


def test_an_envelope_speaks_one_language() -> None:
    german = {"so": "darum", "failed": "gescheitert"}
    envelope = Result("plan", (action("hold", guard="since"),), failed(4)).envelope(german.get)
    assert envelope["actions"][0]["reason"] == "darum"
    assert envelope["errors"][0] == {"code": "server", "message": "gescheitert"}


def test_problems_become_failures() -> None:
    (failure,) = failures_of([Problem("a.md", 3, message("broken"))])
    assert (failure.exit_code, failure.code, str(failure.message)) == (
        3,
        "content",
        "a.md:3: broken",
    )
