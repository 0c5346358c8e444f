"""A proxy between the publisher and its mail server that fails at one chosen call.

It counts calls from 1 after each :meth:`Proxy.arm`. What it can do at the chosen one:

=============  ===========================================================  ===========
fault          what the publisher sees                                      carried out
=============  ===========================================================  ===========
delay          the answer, two seconds late                                 yes
reset-before   the connection is reset                                      no
reset-after    the same                                                     yes
500            500 with JSON                                                no
502-page       502 with a page, as from a gateway that gave up              yes
truncated      200 with the first half of the JSON                          yes
drip           the answer in twenty pieces over two seconds                 yes
trickle        the answer, a byte a second                                  yes
late           silence until it hangs up                                    afterwards
kill-before    it is killed (SIGKILL)                                       no
kill-after     the same                                                     yes
=============  ===========================================================  ===========
"""

from __future__ import annotations

import contextlib
import http.client
import os
import select
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

HOST = "127.0.0.1"
KILLS = ("kill-before", "kill-after")
QUICK = ("delay", "reset-before", "reset-after", "500", "502-page", "truncated", "drip", *KILLS)
NOT_CARRIED_OUT = frozenset({"reset-before", "500", "kill-before", "late"})
LONGEST = 90.0
AFTER_HANGING_UP = 1.5
HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it passed."""

    method: str
    path: str

    @property
    def changes(self) -> bool:
        """Whether it is more than a question."""
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass
class Proxy:
    """The proxy's orders and what it saw. ``hook`` is called with each call before it goes on."""

    upstream: str
    url: str = ""
    calls: list[Call] = field(default_factory=list)
    at: int = 0
    fault: str = ""
    struck: Call | None = None
    hook: Callable[[Call], None] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    _victim: int = 0
    _known: threading.Event = field(default_factory=threading.Event)

    def arm(self, at: int = 0, fault: str = "") -> None:
        """Count from 1 again and fail at call ``at``; 0: let everything pass."""
        with self.lock:
            self.calls, self.at, self.fault, self.struck = [], at, fault, None
            self._known.clear()

    def victim(self, pid: int) -> None:
        """Whom to kill."""
        self._victim = pid
        self._known.set()

    def kill(self) -> None:
        """Kill the publisher."""
        assert self._known.wait(10)
        os.kill(self._victim, signal.SIGKILL)

    def note(self, call: Call) -> str:
        """Count a call; the fault that hits it, or nothing."""
        with self.lock:
            self.calls.append(call)
            if not self.fault or len(self.calls) != self.at:
                return ""
            self.struck = call
            return self.fault

    def forward(self, call: Call, headers: dict[str, str], body: bytes) -> Answer | None:
        """The server's answer, None if there is none."""
        place = urlsplit(self.upstream)
        with contextlib.closing(
            http.client.HTTPConnection(place.hostname or "", place.port, timeout=LONGEST)
        ) as line:
            try:
                line.request(call.method, call.path, body or None, headers)
                got = line.getresponse()
                return Answer(got.status, tuple(got.getheaders()), got.read())
            except (OSError, http.client.HTTPException):
                return None


class Handler(BaseHTTPRequestHandler):
    """Passes one request on, unless it is the one."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Door

    def handle_any(self) -> None:
        """One request of any method."""
        proxy = self.server.proxy
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = Call(self.command, self.path)
        fault = proxy.note(call)
        if proxy.hook is not None:
            proxy.hook(call)
        if fault == "late":
            self._wait_for_hanging_up()
        if fault == "500":
            page = (("Content-Type", "application/json"),)
            return self._reply(Answer(500, page, b'{"message":"Internal Server Error"}'), "")
        answer = None
        if fault not in NOT_CARRIED_OUT or fault == "late":
            headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
            answer = proxy.forward(call, headers, body)
        if fault in KILLS:
            proxy.kill()
        if answer is None or fault in ("reset-before", "reset-after", "late", *KILLS):
            return self._reset()
        return self._reply(answer, fault)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any  # noqa: N815

    def log_message(self, *args: Any) -> None:
        """Nothing on stderr."""

    def _reply(self, answer: Answer, fault: str) -> None:
        if fault == "502-page":
            page = (("Content-Type", "text/html"),)
            answer = Answer(502, page, b"<html><body><h1>502 Bad Gateway</h1></body></html>")
        if fault == "delay":
            time.sleep(2)
        body = answer.body[: len(answer.body) // 2] if fault == "truncated" else answer.body
        # Without a Date of ours: the publisher compares clocks by the server's.
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        pieces = {"drip": len(body) // 20 + 1, "trickle": 1}.get(fault, len(body) or 1)
        pause = {"drip": 0.1, "trickle": 1.0}.get(fault, 0.0)
        begin = time.monotonic()
        for start in range(0, len(body), pieces):
            self.wfile.write(body[start : start + pieces])
            time.sleep(pause)
            if time.monotonic() - begin > LONGEST:
                break

    def _wait_for_hanging_up(self) -> None:
        select.select([self.connection], [], [], LONGEST)
        time.sleep(AFTER_HANGING_UP)

    def _reset(self) -> None:
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            os.close(self.connection.detach())


class Door(ThreadingHTTPServer):
    """The listening socket."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    proxy: Proxy

    def handle_error(self, request: object, client_address: object) -> None:
        """A publisher that hung up is not worth a word."""


@contextlib.contextmanager
def proxy_to(upstream: str) -> Iterator[Proxy]:
    """A proxy to this server, which lets everything pass until it is armed."""
    door = Door((HOST, 0), Handler)
    door.proxy = Proxy(upstream, f"http://{HOST}:{door.server_port}")
    thread = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield door.proxy
    finally:
        door.shutdown()
        door.server_close()
        thread.join()
