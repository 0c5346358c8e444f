"""A process that answers like a Listmonk and really sends mail.

    python -m tests.servers.standin --port 0 --smtp 127.0.0.1:2525 --scan 0.2 --seed town.json

It prints one line of JSON with ``url``, ``user`` and ``token`` as soon as it is ready. With
``--tied`` it ends when its standard input does, so that it never outlives the test that began it.
For ``/__log`` and ``/__control``, which no Listmonk has, see :mod:`.faults`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .application import JSON, PAGE, Answer, Application, Incoming
from .faults import CARRIED_OUT, Controls, Fault
from .model import ADMIN, Listmonk
from .seed import plant

HOST = "127.0.0.1"


class Handler(BaseHTTPRequestHandler):
    """Reads a request, lets the application answer it, and fails where a test ordered so."""

    protocol_version = "HTTP/1.1"
    # Head and body in one packet: else each answer waits for a delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Door

    def handle_any(self) -> None:
        """One request of any method."""
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        incoming = Incoming(self.command, self.path, headers, self.rfile.read(length))
        app = self.server.app
        fault = app.controls.strike(incoming.method, incoming.path)
        answer = self._failing(fault) if fault else None
        if fault is None or fault.how in CARRIED_OUT:
            answer = app.answer(incoming)
        if fault is not None and fault.how == "lost":
            answer = None
        app.note(incoming, answer.status if answer else 0)
        if fault is not None and fault.how in ("timeout", "late"):
            time.sleep(fault.seconds)
        if answer is None:
            self.close_connection = True
        else:
            self._reply(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = handle_any  # noqa: N815

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header by the stand-in's clock."""
        return super().date_time_string(timestamp or self.server.app.controls.now().timestamp())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing on stderr; the log is at ``/__log``."""

    def _failing(self, fault: Fault) -> Answer | None:
        if fault.how == "500":
            return Answer(500, JSON, b'{"message":"Internal Server Error"}\n')
        if fault.how == "html":
            return Answer(502, PAGE, b"<html><body><h1>502 Bad Gateway</h1></body></html>")
        return None

    def _reply(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.place is not None:
            self.send_header("Location", answer.place)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


class Door(ThreadingHTTPServer):
    """The listening socket, with the application behind it."""

    daemon_threads = True
    request_queue_size = 128
    app: Application

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is not worth a word."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def serve(port: int, relay: str, scan: float, seed: Path | None) -> Door:
    """A stand-in that listens, its manager running; ``serve_forever`` answers."""
    door = Door((HOST, port), Handler)
    controls = Controls()
    model = Listmonk(f"http://{HOST}:{door.server_address[1]}")
    model.install(controls.now())
    if seed is not None:
        plant(model, json.loads(seed.read_text("utf-8")), controls.now())
    door.app = Application(model, controls, relay, scan)
    threading.Thread(target=door.app.postman.run, name="manager", daemon=True).start()
    return door


def main(arguments: Sequence[str] | None = None) -> None:
    """Start and answer until the end."""
    parser = argparse.ArgumentParser(description="A stand-in for Listmonk, for tests only.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--smtp", required=True, metavar="HOST:PORT")
    parser.add_argument("--scan", type=float, default=0.2, metavar="SECONDS")
    parser.add_argument("--seed", type=Path, metavar="FILE.json")
    parser.add_argument("--tied", action="store_true")
    given = parser.parse_args(arguments)
    door = serve(given.port, given.smtp, given.scan, given.seed)
    if given.tied:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    ready = {"url": door.app.model.root_url, "user": ADMIN.name, "token": ADMIN.token}
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    door.serve_forever(poll_interval=0.05)


def _end_with_stdin() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
