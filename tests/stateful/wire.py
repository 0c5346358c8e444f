"""Between the real gateway and the model: no socket, but every way in which a call can go wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any, Literal, Protocol

import httpx

from tests.servers.application import Application, Incoming
from tests.servers.faults import Controls
from tests.servers.model import Listmonk
from tests.servers.routes import HALVES, ROUTES, Request

Way = Literal["lost", "lost-after", "late", "refused", "500", "500-after", "html", "html-after"]
Death = Literal["kill", "kill-after"]
Event = Way | Death | Literal["manager", "delete", "cancel"]

WAYS: tuple[Way, ...] = (
    "lost",
    "lost-after",
    "late",
    "refused",
    "500",
    "500-after",
    "html",
    "html-after",
)
DEATHS: tuple[Death, ...] = ("kill", "kill-after")
_ACTED = frozenset({"lost-after", "500-after", "html-after", "kill-after"})


class Killed(BaseException):
    """The publisher's process is gone; nothing may catch this."""


class Scene(Protocol):
    """What the wire needs of the world."""

    def moment(self) -> Any:
        """The server's time."""

    def tick(self, seconds: float) -> None:
        """Time passes."""

    def started(self, campaign_id: int) -> None:
        """A draft was started."""

    def happen(self, event: Event) -> None:
        """Something that is no fault of the wire happens now."""


class _Clock(Controls):
    """The stand-in's controls with the world's clock."""

    scene: Scene

    def now(self) -> Any:
        return self.scene.moment()


class Server(Application):
    """The stand-in's application without threads; ``between`` is called between two halves."""

    def __init__(self, model: Listmonk, scene: Scene) -> None:
        controls = _Clock()
        controls.scene = scene
        super().__init__(model, controls, "127.0.0.1:9", 5.0)
        self.scene = scene
        self.between: Callable[[], None] = lambda: None

    def _call(self, route: tuple[str, str], request: Request) -> Any:
        if route not in HALVES:
            return ROUTES[route](self.model, request)
        check, write = HALVES[route]
        half = check(self.model, request)
        self.between()
        there = self.model.campaign(request.key)
        result = write(self.model, half, self.scene.moment())
        now = self.model.campaigns[request.key].status
        if now in ("running", "scheduled") and there.status != now:
            self.scene.started(request.key)
        return result


@dataclass
class Line(httpx.BaseTransport):
    """One publisher's connection. ``events`` say what happens at its n-th call.

    ``pause`` is called before each call and between the halves of one: there a second publisher
    takes its turn.
    """

    server: Server
    events: Mapping[int, Event] = field(default_factory=dict)
    pause: Callable[[], None] = lambda: None
    calls: int = 0
    happened: list[Event] = field(default_factory=list)
    _late: list[Incoming] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.pause()
        number, self.calls = self.calls, self.calls + 1
        self.server.scene.tick(0.02)
        for incoming in self._late:
            self._act(incoming)
        self._late.clear()
        event = self.events.get(number)
        self.happened += [event] if event else []
        incoming = Incoming(
            request.method,
            request.url.raw_path.decode(),
            {name.lower(): value for name, value in request.headers.items()},
            request.read(),
        )
        if event in WAYS or event in DEATHS:
            return self._fail(event, incoming)
        if event:
            self.server.scene.happen(event)
        return self._act(incoming)

    def _act(self, incoming: Incoming) -> httpx.Response:
        self.server.between = self.pause
        answer = self.server.answer(incoming)
        headers = {
            "Content-Type": answer.kind,
            "Date": format_datetime(self.server.scene.moment(), usegmt=True),
        }
        return httpx.Response(answer.status, headers=headers, content=answer.body)

    def _fail(self, event: Event | None, incoming: Incoming) -> httpx.Response:
        if event in _ACTED:
            self._act(incoming)
        if event == "late":
            self._late.append(incoming)
        if event in DEATHS:
            raise Killed
        if event in ("lost", "lost-after", "late"):
            msg = "the connection was reset"
            raise httpx.ReadError(msg)
        if event == "refused":
            msg = "connection refused"
            raise httpx.ConnectError(msg)
        if event in ("500", "500-after"):
            return httpx.Response(500, json={"message": "Internal Server Error"})
        return httpx.Response(502, text="<html><h1>502 Bad Gateway</h1></html>")


class Runner(threading.Thread):
    """A publisher in a thread of its own, of which exactly one runs at a time."""

    def __init__(self, work: Callable[[Runner], None]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._go, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self.ended = False
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        self._go.acquire()
        try:
            self._work(self)
        except BaseException as error:  # noqa: BLE001  the test's own thread raises it again
            self.error = error
        self.ended = True
        self._back.release()

    def pause(self) -> None:
        """Called by the publisher: let others run until the next step."""
        self._back.release()
        self._go.acquire()

    def step(self) -> None:
        """Let it run to its next call."""
        if not self.ended:
            self._go.release()
            self._back.acquire()


def interleave(first: Runner, second: Runner, turns: list[int]) -> None:
    """Run both to their ends: as ``turns`` say (0, 1), then one after the other."""
    pair = (first, second)
    for turn in turns:
        pair[turn].step()
    for runner in pair:
        while not runner.ended:
            runner.step()
        runner.join()
    for runner in pair:
        if runner.error is not None:
            raise runner.error
