"""The model says what the real Listmonk says: random histories of plain calls, played on both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from tests.servers import real
from tests.servers.launch import server_of
from tests.servers.model import ADMIN, Listmonk
from tests.stateful.wire import Event, Line, Server

HISTORIES = 36
CALLS = 14
ENDED = frozenset({"finished", "paused", "cancelled", "draft"})
SHOWN = ("status", "to_send", "sent", "subject", "archive_slug", "tags", "headers", "attribs")

Ask = Callable[[str, str, Any], httpx.Response]


@dataclass(frozen=True, slots=True)
class Step:
    """One call: what, on which list or campaign of the history, with which choice."""

    what: str
    which: int
    choice: int


@dataclass
class Side:
    """One of the two servers, and what one history has made there."""

    ask: Ask
    lists: list[int] = field(default_factory=list)
    campaigns: list[int] = field(default_factory=list)


class Now:
    """A world in which nothing but the real time happens."""

    def moment(self) -> datetime:
        return datetime.now(UTC)

    def tick(self, seconds: float) -> None:
        pass

    def started(self, campaign_id: int) -> None:
        pass

    def happen(self, event: Event) -> None:
        pass


def history(random: Random) -> tuple[Step, ...]:
    kinds = ["list", "person", "create", "create", "update", "start", "start", "stop", "delete"]
    first = (Step("list", 0, 0), Step("person", 0, 0), Step("create", 0, 0))
    rest = (
        Step(random.choice(kinds), random.randrange(4), random.randrange(6)) for _ in range(CALLS)
    )
    return (*first, *rest, Step("find", 0, 0), Step("start", 0, 0), Step("page", 0, 0))


def form(name: str, step: Step, lists: list[int]) -> dict[str, Any]:
    chosen = [lists[step.which % len(lists)], 987654321][: 1 + step.choice % 2]
    return {
        "name": f"item/{name}/{step.choice % 3}",
        "subject": f"Betreff {step.choice}",
        "lists": chosen if step.choice < 5 else lists,
        "type": "regular",
        "content_type": "html",
        "body": f"<p>{step.choice}</p>",
        "tags": [f"tag-{name}"],
        "headers": [{"X-Number": str(step.choice)}],
        "attribs": {"number": step.choice},
        "archive_slug": f"{name}-{step.choice % 3}",
    }


def play(name: str, step: Step, side: Side) -> object:
    """One call; what of its answer must be the same on both."""
    if step.what in ("list", "person") or not side.lists:
        return prepare(name, step, side)
    if step.what == "create":
        answer = side.ask("POST", "/api/campaigns", form(name, step, side.lists))
        if answer.status_code == 200:
            side.campaigns.append(answer.json()["data"]["id"])
        return told(answer)
    if step.what in ("find", "page"):
        query = f"query=item/{name}/1" if step.what == "find" else f"tag=tag-{name}"
        found = side.ask("GET", f"/api/campaigns?{query}&no_body=true&per_page=all", None)
        rows = found.json()["data"]["results"]
        return [side.campaigns.index(row["id"]) for row in rows]
    if not side.campaigns:
        return None
    path = f"/api/campaigns/{side.campaigns[step.which % len(side.campaigns)]}"
    if step.what == "update":
        return told(side.ask("PUT", path, form(name, step, side.lists)))
    if step.what == "delete" and step.choice < 2:
        return told(side.ask("DELETE", path, None))
    # Pausing or cancelling what runs depends on how far it is: only what cannot be is asked for.
    status = "running" if step.what == "start" else ("scheduled", "draft")[step.choice % 2]
    return told(side.ask("PUT", f"{path}/status", {"status": status}))


def prepare(name: str, step: Step, side: Side) -> object:
    if step.what == "list" or not side.lists:
        number = len(side.lists)
        asked = {"name": f"{name}-{number}", "type": "public", "optin": "single"}
        answer = side.ask("POST", "/api/lists", asked)
        side.lists.append(answer.json()["data"]["id"])
        return answer.status_code
    person = {
        "email": f"{name}-{step.choice}@residents.example",
        "name": "Person",
        "status": "enabled",
        "lists": [side.lists[step.which % len(side.lists)]],
        "preconfirm_subscriptions": True,
    }
    return side.ask("POST", "/api/subscribers", person).status_code


def told(answer: httpx.Response) -> object:
    body = answer.json()
    data = body.get("data")
    if not isinstance(data, dict):
        return answer.status_code, data
    # A campaign that was started may have got on while its answer was made.
    return answer.status_code, {key: data[key] for key in SHOWN if key not in ("to_send", "sent")}


def states(side: Side) -> list[object]:
    found: list[object] = []
    for one in side.campaigns:
        answer = side.ask("GET", f"/api/campaigns/{one}", None)
        data = answer.json().get("data")
        lists = data and [row["id"] is None for row in data["lists"]]
        found.append(data and ([data[key] for key in SHOWN], lists))
    return found


@pytest.fixture(scope="module")
def listmonk() -> Iterator[Ask]:
    if why := real.missing():
        pytest.skip(why)
    with server_of("listmonk") as server:

        def ask(method: str, target: str, body: Any) -> httpx.Response:
            path, _, query = target.partition("?")
            return server.call(method, path, json=body, **dict(parse_qsl(query)))

        yield ask


def settled(sides: Mapping[str, Side]) -> bool:
    rows = (state for side in sides.values() for state in states(side))
    return all(row is None or row[0][0] in ENDED for row in rows)  # type: ignore[index]


@pytest.mark.listmonk
def test_the_model_tells_what_the_real_one_tells(listmonk: Ask) -> None:
    """Two rounds of calls; between them everything that was started comes to its end."""
    model = Listmonk()
    model.install(datetime.now(UTC))
    client = httpx.Client(
        base_url="http://listmonk.example",
        auth=(ADMIN.name, ADMIN.token),
        transport=Line(Server(model, Now())),
    )

    def ask(method: str, path: str, body: Any) -> httpx.Response:
        return client.request(method, path, json=body)

    random = Random(20260601)  # noqa: S311
    names = [f"h{number}" for number in range(HISTORIES)]
    ours, theirs = ({name: Side(way) for name in names} for way in (ask, listmonk))
    for _ in range(2):
        for name in names:
            for step in history(random):
                mine, real_one = play(name, step, ours[name]), play(name, step, theirs[name])
                assert mine == real_one, f"{name}: {step}"
        model.work(datetime.now(UTC), lambda _: True)
        deadline = time.monotonic() + 60
        while not settled(theirs):
            assert time.monotonic() < deadline
            time.sleep(1)
        for name in names:
            assert states(ours[name]) == states(theirs[name]), name
    ended = [row for side in ours.values() for row in states(side) if row]
    assert sum(row[0][0] == "finished" for row in ended) > HISTORIES  # type: ignore[index]
    client.close()
