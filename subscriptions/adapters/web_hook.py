"""A small HTTP server beside the publisher: takes web hooks, and says how it is doing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from subscriptions.core.web_hooks import is_genuine

HOOK = "/hook"
HEALTH = "/health"
# A larger push is found by looking (forges send up to 25 MB of what we never read).
_MOST_BYTES = 5_000_000
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Talk:
    """What the server needs: the secret, whom to tell of a push, and what to answer on health.

    ``health`` gives the document and whether all is well.
    """

    secret: str
    pushed: Callable[[], None]
    health: Callable[[], tuple[dict[str, object], bool]]


class _Handler(BaseHTTPRequestHandler):
    """POST /hook and GET /health; nothing of what was sent is kept or shown."""

    talk: Talk
    timeout = _SECONDS  # of each read: nobody holds a thread for long
    server_version = "infokanal"
    sys_version = ""

    def do_GET(self) -> None:  # the name that http.server asks for
        """How the publisher is doing: 200, or 503 if somebody should look."""
        if self.path != HEALTH:
            self._answer(HTTPStatus.NOT_FOUND)
            return
        document, is_well = self.talk.health()
        self._answer(HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE, document)

    def do_POST(self) -> None:  # the name that http.server asks for
        """A push: 202 if it is genuine, 403 if not."""
        if self.path != HOOK:
            self._answer(HTTPStatus.NOT_FOUND)
            return
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            self._answer(HTTPStatus.LENGTH_REQUIRED)
            return
        if len(length) > len(str(_MOST_BYTES)) or int(length) > _MOST_BYTES:
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not is_genuine(headers, body, self.talk.secret):
            self._answer(HTTPStatus.FORBIDDEN)
            return
        self.talk.pushed()
        self._answer(HTTPStatus.ACCEPTED)

    def _answer(self, status: HTTPStatus, document: dict[str, object] | None = None) -> None:
        shown = document if document is not None else {"status": status.phrase}
        data = json.dumps(shown, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the publisher logs what it does."""


@contextmanager
def listening(host: str, port: int, talk: Talk) -> Iterator[int]:
    """Serve in a thread of its own; gives the port.

    Raises:
        OSError: the address cannot be used.
    """
    handler = type("_Talking", (_Handler,), {"talk": talk})
    with ThreadingHTTPServer((host, port), handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
