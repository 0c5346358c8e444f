"""The promise holds in every history; and the histories can tell when it does not."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from subscriptions.adapters import deliver as delivering
from subscriptions.adapters.listmonk import Listmonk
from subscriptions.adapters.mail_errors import MailServerError
from subscriptions.adapters.witness import Witness
from subscriptions.core import due, guards
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign
from subscriptions.core.mails import Mail
from tests.stateful.machine import Histories

HISTORIES = int(os.environ.get("INFOKANAL_HISTORIES") or 200)
MANY = int(os.environ.get("INFOKANAL_HISTORIES") or 5000)
STEPS = 30
BATCH = 20


def live(machine: type[Histories], histories: int) -> None:
    """Play that many histories; the first that breaks the promise is raised.

    In small batches, each with a seed of its own: within one, hypothesis varies what it drew before
    so much that some rules are hardly met.
    """
    for number in range(0, histories, BATCH):
        run_state_machine_as_test(
            seed(number)(type(machine.__name__, (machine,), {})),
            settings=settings(
                max_examples=min(BATCH, histories - number),
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                print_blob=False,
                report_multiple_bugs=False,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            ),
        )


@cache
def played() -> Mapping[str, int]:
    """What was seen in the histories of this run."""
    live(Histories, HISTORIES)
    return dict(Histories.seen)


def test_the_promise_holds() -> None:
    played()


@pytest.mark.slow
def test_the_promise_holds_in_many_histories() -> None:
    live(Histories, MANY)


RULES = [
    *("rule news", "rule alert", "rule update", "rule cancel"),
    *("rule publish", "rule publish_badly", "rule publish_together", "rule publish_over"),
    *("rule react", "rule send_again", "same town", "two towns", "publisher killed"),
    *("backup made", "backup restored", "clock steps", "clock is wrong"),
]
EDITS = ["text", "state", "topic", "mail", "held", "correct", "silent", "withdraw", "delete"]
EDITS += ["rename", "date", "expire"]
WEATHER = ["relay", "website", "refuse", "crash", "quick", "slow", "stalled", "work"]
EVENTS = ["lost", "lost-after", "late", "refused", "500", "500-after", "html", "html-after"]
EVENTS += ["kill", "kill-after", "manager", "delete", "cancel"]
VERBS = ["create", "wait", "done", "incomplete", "paused", "stuck", "stopped", "forgotten"]
VERBS += ["missed", "superseded", "abandoned", "hold", "skip"]
GUARDS = ["broken", "clock", "forgotten", "list", "live", "max_mails", "rename", "since"]


def test_the_histories_are_not_empty() -> None:
    """Each rule, fault, verb and guard was met; what never happens is never tested."""
    seen = played()
    wanted = [
        *RULES,
        *(f"edit {name}" for name in EDITS),
        *(f"weather {name}" for name in WEATHER),
        *(f"event {name}" for name in EVENTS),
        *(f"verb {name}" for name in VERBS),
        *(f"guard {name}" for name in GUARDS),
        *(f"exit {code}" for code in (0, 1, 3, 4, 5)),
        *(f"{kind} started" for kind in ("item", "correction", "withdrawal", "resend", "digest")),
    ]
    print("\n".join(f"{seen[name]:7} {name}" for name in sorted(seen)))  # noqa: T201
    unseen = [name for name in wanted if not seen.get(name)]
    assert not unseen, ", ".join(unseen)


# Publishers that are broken on purpose: each must be found out.


class NoReadBack(Listmonk):
    def _verify(self, campaign: Campaign, mail: Mail) -> None:
        pass


class BlindRepeat(Listmonk):
    """Makes the campaign once more under another slug when the answer is lost."""

    def create(self, mail: Mail, planned: int | None) -> Campaign:
        form = self._form(mail, planned)
        try:
            return self._campaign(self._api.send("POST", "/api/campaigns", form))
        except MailServerError:
            again = form | {"archive_slug": f"{mail.key.slug[:-1]}x"}
            return self._campaign(self._api.send("POST", "/api/campaigns", again))


class NeverFinds(Listmonk):
    """Does not look whether the key is there, and makes its slug anew."""

    def find(self, key: Key) -> Campaign | None:
        return None

    def _form(self, mail: Mail, planned: int | None) -> dict[str, Any]:
        number = len(self._api.get("/api/campaigns", {"per_page": "all"})["results"])
        return super()._form(mail, planned) | {"archive_slug": f"{mail.key.slug[:-3]}{number:03}"}


class Silent(Listmonk):
    """Believes the server that ``finished`` means sent."""

    def _campaign(self, raw: Any) -> Campaign:
        found = super()._campaign(raw)
        return replace(found, sent=found.to_send) if found.state == "finished" else found


GATEWAYS = [BlindRepeat, NeverFinds, Silent]


@pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda gateway: str(gateway.__name__))
def test_a_broken_gateway_is_found_out(gateway: type[Listmonk]) -> None:
    assert found_out(gateway=gateway)


def no_witness(self: Witness) -> frozenset[str]:
    return frozenset()


def always(*_: object) -> None:
    return None


BREAKS: Mapping[str, tuple[object, str, Callable[..., Any]]] = {
    "no-witness": (Witness, "started", no_witness),
    "all-is-due": (due, "is_expired", lambda *_: False),
    "future-is-due": (due, "is_future", lambda *_: False),
    "no-since": (due, "since", always),
    "no-guards": (guards, "_guards", lambda *_: ()),
    "gives-up": (delivering, "_send", lambda action, *_: delivering.Outcome(action, "drafted")),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_publisher_is_found_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, attribute, broken = BREAKS[name]
    monkeypatch.setattr(place, attribute, broken)
    assert found_out()


def found_out(**changes: Any) -> bool:
    """Whether one of 200 histories breaks the promise."""
    machine = type("Broken", (Histories,), {**changes, "seen": Histories.seen.__class__()})
    try:
        live(machine, 200)
    except AssertionError:
        return True
    return False
