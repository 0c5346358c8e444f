"""What a run came to, as the staff reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from subscriptions.adapters.catalogues import catalogue
from subscriptions.core.actions import Action, Verb
from subscriptions.core.exit_codes import CONTENT, INCOMPLETE, SERVER
from subscriptions.core.formats import Formats
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign
from subscriptions.core.messages import message
from subscriptions.core.problems import Problem
from subscriptions.core.receipt_events import events_of
from subscriptions.core.receipt_mail import MOST_TOLD, letter, trial_letter
from subscriptions.core.receipts import Event
from subscriptions.core.report import Failure, Result, failures_of
from tests.unit.samples import TOWN, at, entry, town

KEY = Key("item", "musterstadt", "brand")
NOW = at("2022-07-14 20:40")
ENDED = at("2022-07-14 20:38") + timedelta(seconds=41)
GERMAN = Formats("de")
STAFFED = town(f"{TOWN}\nstaff: betreuung@example.org")
DE = catalogue("de").gettext


def campaign(**changes: Any) -> Campaign:
    made = Campaign(
        KEY, KEY.slug, "1", "finished", "", ("gefahren",), ENDED, ENDED, to_send=1043, sent=1043
    )
    return replace(made, **changes)


def action(verb: Verb, reason: str = "so", **more: Any) -> Action:
    given = {"recipients": 1043, "sent": 1043, "campaign": campaign(), "loud": True, **more}
    return Action(KEY, verb, message(reason), entry(), **given)


def told(*actions: Action, failures: tuple[Failure, ...] = (), now: bool = False) -> list[Event]:
    keys = frozenset({str(KEY)} if now else ())
    return list(events_of(Result("send", actions, failures, keys), (), NOW, GERMAN))


def failure(code: int = INCOMPLETE, **more: Any) -> Failure:
    return Failure(code, message("it is so"), **more)


SUBJECTS = [
    (action("done"), "Gesendet an 1.043 von 1.043, 20:38:41: Brand am Bahndamm"),
    (action("done", recipients=0, sent=0), "Gesendet; niemand hat abonniert: Brand am Bahndamm"),
    (action("incomplete", sent=19), "NICHT an alle gesendet: 19 von 1.043: Brand am Bahndamm"),
    (action("stopped"), "Von einem Menschen abgebrochen: Brand am Bahndamm"),
    *(
        (action(verb, guard="since"), "NICHT gesendet: Brand am Bahndamm")
        for verb in ("hold", "forgotten", "paused", "stuck", "missed")
    ),
]


@pytest.mark.parametrize(("one", "subject"), SUBJECTS)
def test_the_subject_says_it(one: Action, subject: str) -> None:
    events = told(one)
    assert letter(events, STAFFED, DE).subject == subject


@pytest.mark.parametrize(
    "one",
    [
        *(action(verb) for verb in ("create", "resume", "update", "wait")),
        *(action(verb) for verb in ("superseded", "abandoned", "skip")),
        *(action(verb, loud=False) for verb in ("incomplete", "paused", "stuck", "missed")),
        action("done", campaign=None),
        action("done", campaign=campaign(changed=NOW - timedelta(hours=25))),
        action("stopped", campaign=campaign(state="cancelled", sent=0)),
    ],
)
def test_what_needs_no_receipt(one: Action) -> None:
    assert told(one) == []


def test_what_still_runs_is_told_by_the_run_that_began_it() -> None:
    (event,) = told(action("wait", sent=400), now=True)
    assert event.headline.format(DE) == "wird gerade gesendet, bisher an 400 von 1.043, 20:40:00"


def test_an_edit_after_sending_is_told_beside() -> None:
    events = told(action("done", changed_after_sending=True))
    assert [event.kind for event in events] == ["mail", "edit"]


def test_figures_that_change_are_news_and_sentences_that_change_are_not() -> None:
    assert (
        told(action("incomplete", sent=1))[0].state != told(action("incomplete", sent=2))[0].state
    )
    first, second = (told(action("hold", reason, guard="clock")) for reason in ("7", "8"))
    assert first[0].state == second[0].state


def test_what_the_server_did_not_take() -> None:
    failures = (failure(key=str(KEY)),)
    (event,) = told(action("create"), failures=failures)
    assert (event.about, event.state) == (f"mail/{KEY}", "failed")
    assert event.lines[0].format(DE) == "Grund: it is so"
    assert told(action("create"), failures=failures, now=True)[0].kind == "failure"


def test_out_of_reach_names_all_that_is_due() -> None:
    events = told(action("create"), failures=(failure(SERVER),))
    assert [event.kind for event in events] == ["mail", "server"]
    delayed = action("resume", start_at=NOW)
    assert [event.kind for event in told(delayed, failures=(failure(SERVER),))] == ["server"]


def test_what_is_known_to_be_due_without_the_server() -> None:
    result = Result("send", failures=(failure(SERVER),))
    events = events_of(result, (action("create"),), NOW, GERMAN)
    assert [event.about for event in events] == [f"mail/{KEY}", "server"]


def test_a_file_is_one_event_whatever_line_its_mistakes_are_in() -> None:
    def problems(line: int) -> tuple[Failure, ...]:
        found = [Problem("a.md", line, message("eins")), Problem("a.md", 9, message("zwei"))]
        return (*failures_of([*found, Problem("b.md", 1, message("drei"))]), failure(CONTENT))

    first, second = (told(failures=problems(line)) for line in (3, 4))
    assert [event.about for event in first[:2]] == ["file/a.md", "file/b.md"]
    assert [event.state for event in first] == [event.state for event in second]
    assert [str(line) for line in first[0].lines][:2] == ["a.md:3: eins", "a.md:9: zwei"]


def test_a_letter_is_readable_and_holds_nobodys_address() -> None:
    answer = message("550 <anna@residents.example>: not wanted; ask betreuung@example.org")
    hostile = action("hold", guard="list")
    hostile = replace(hostile, reason=message("Zeile\r\nBcc: {who}", who="x@residents.example"))
    written = letter(told(hostile, failures=(Failure(1, answer),)), STAFFED, DE)
    assert "residents.example" not in written.text
    assert "betreuung@example.org" in written.text
    assert "\r" not in written.text
    assert "\nBcc" not in written.text
    assert max(map(len, written.text.splitlines())) <= 72
    assert written.subject.endswith(" (und 1 weitere)")


def test_a_flood_is_one_letter_that_can_be_read() -> None:
    events = [Event(f"mail/{n}", "hold", "bad", message("NOT sent"), f"Nr. {n}") for n in range(99)]
    written = letter(events, STAFFED, DE)
    assert written.text.count("NICHT gesendet") == MOST_TOLD
    assert "Und 79 weitere" in written.text
    assert len(letter([replace(events[0], title="Wort " * 99)], STAFFED, DE).subject) < 90


def test_a_trial_says_that_it_is_one() -> None:
    assert trial_letter(STAFFED, DE).subject == "Test: Quittungen von „Stadtbote“ kommen an"
