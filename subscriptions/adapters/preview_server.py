"""The preview over HTTP, for this machine's own browser only: no other name of it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from subscriptions.adapters.static_files import StaticFiles
from subscriptions.core.preview_pages import OWN, is_local, with_extras

EVENTS = f"{OWN}ereignisse"
# Without news a browser hears so often that the preview is still there (seconds).
_STILL = 10.0
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``policy`` is its Content-Security-Policy."""

    body: str
    kind: str = "text/html"
    status: HTTPStatus = HTTPStatus.OK
    policy: str = "default-src 'self'; frame-ancestors 'self'"


class Pages(Protocol):
    """What the preview shows beside the site's files. Called from several threads."""

    def wait(self, known: str, seconds: float) -> str:
        """The version of what is shown, as soon as it is another than ``known``."""
        ...

    def own(self, path: str) -> Answer | None:
        """A page of the preview's own, by its path below the site's address."""
        ...

    def extras(self, path: str) -> tuple[str, str]:
        """What a page of the site gets at the end of its head and the begin of its body."""
        ...

    def missing(self, path: str) -> Answer:
        """What stands where the site has no page."""
        ...


class _Handler(StaticFiles):
    """GET and HEAD of the site's files, the preview's pages, and its events."""

    pages: Pages
    server: ThreadingHTTPServer
    server_version = "infokanal"
    sys_version = ""

    def do_GET(self) -> None:  # noqa: N802  # the name that http.server asks for
        """Whatever there is; of pages with what the preview adds to them."""
        if not self._is_for_us():
            return
        path = self._below()
        if path is None:
            self._redirect()
        elif self.headers["Service-Worker"]:
            # It would go on showing pages of here, and of whatever has this port next.
            self._answer(self.pages.missing(path))
        elif path == EVENTS:
            self._events()
        elif path.startswith(OWN):
            self._answer(self.pages.own(path) or self.pages.missing(path))
        else:
            self._file(path)

    def do_HEAD(self) -> None:  # noqa: N802  # the name that http.server asks for
        """The headers of a file."""
        if self._is_for_us():
            super().do_HEAD()

    def end_headers(self) -> None:
        """Nobody keeps, indexes or frames what is shown here."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def list_directory(self, path: object) -> None:
        """A folder without a page has nothing to show."""
        del path
        self._answer(self.pages.missing(self._below() or ""))

    def _is_for_us(self) -> bool:
        if is_local(self.headers["Host"], self.server.server_port):
            return True
        self._answer(Answer("", "text/plain", HTTPStatus.MISDIRECTED_REQUEST))
        return False

    def _below(self) -> str | None:
        """The path below the site's address; None if it lies elsewhere."""
        path = unquote(urlsplit(self.path).path)
        base = f"{self.base}/"
        return path.removeprefix(base) if path.startswith(base) else None

    def _redirect(self) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", f"{self.base}/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _file(self, path: str) -> None:
        file = Path(self.translate_path(self.path))
        if path.endswith("/") or not path:
            file /= "index.html"
        if path == "robots.txt":
            self._answer(Answer("User-agent: *\nDisallow: /\n", "text/plain"))
        elif not file.exists():
            self._answer(self.pages.missing(path))
        elif file.suffix == ".html":
            page = with_extras(file.read_bytes(), *self.pages.extras(path))
            self._send(page, "text/html", HTTPStatus.OK)
        else:
            super().do_GET()

    def _answer(self, answer: Answer) -> None:
        self._send(answer.body.encode(), answer.kind, answer.status, answer.policy)

    def _send(self, body: bytes, kind: str, status: HTTPStatus, policy: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def _events(self) -> None:
        """Server-sent events: the version, whenever it is another than the page's own."""
        known = parse_qs(urlsplit(self.path).query).get("seit", [""])[0]
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            while True:
                version = self.pages.wait(known, _STILL)
                line = ": still here" if version == known else f"data: {version}"
                self.wfile.write(f"{line}\n\n".encode())
                self.wfile.flush()
                known = version
        except ConnectionError:
            self.close_connection = True


@contextmanager
def previewing(folder: Path, base: str, port: int, pages: Pages) -> Iterator[str]:
    """Serve in threads of its own; gives the address of the site.

    Raises:
        OSError: the port cannot be used.
    """
    handler = type("_Previewing", (_Handler,), {"base": base, "pages": pages})
    serve = partial(handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), serve) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{base}/"
        finally:
            server.shutdown()
