"""Nothing that hangs or drips may keep a warning waiting for long."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from subscriptions.adapters import http, live
from subscriptions.adapters.http import JsonApi, fetch_text
from subscriptions.adapters.live import PAGE_TIMEOUT, WARNING_WAIT, live_pages
from subscriptions.adapters.mail_errors import LostAnswerError, UnreachableError
from subscriptions.core.feed import Entry
from tests.unit.samples import entry

ALERT = entry("brand", msgtype="alert").with_revision()
NEWS = [entry(f"fest-{number}").with_revision() for number in range(8)]


class Web:
    """Pages that take ``seconds`` each; ``live_from``: when which is live."""

    def __init__(self, seconds: float, live_from: dict[str, float]) -> None:
        self.now, self.seconds, self.live_from = 0.0, seconds, live_from
        self.asked: list[str] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def read(self, one: Entry, seconds: float) -> str:
        self.asked.append(one.info.id)
        self.now += min(self.seconds, seconds)
        is_live = self.now >= self.live_from.get(one.info.id, 1e9)
        return f'<meta name="infokanal-revision" content="{one.info.revision}">' if is_live else ""


def look(web: Web, monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    monkeypatch.setattr(live, "monotonic", lambda: web.now)
    return dict(live_pages([*NEWS, ALERT], web.read, wait=60, sleep=web.sleep))


def test_a_warning_waits_for_no_other_page(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web(0, {"brand": 4})
    found = look(web, monkeypatch)
    assert web.now == 4
    assert [name for name, is_live in found.items() if is_live] == ["brand"]


def test_a_web_server_that_hangs_keeps_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    web = Web(PAGE_TIMEOUT, {})
    found = look(web, monkeypatch)
    assert web.asked[0] == "brand"
    assert web.now <= WARNING_WAIT
    assert set(found) == {"brand", *(one.info.id for one in NEWS)}
    assert not any(found.values())


class Dripping(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(50):
                self.wfile.write(b" ")
                time.sleep(0.1)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def dripping(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(http, "READ_SECONDS", 0.2)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_answer_that_drips_is_given_up(dripping: str) -> None:
    begin = time.monotonic()
    api = JsonApi(dripping, "user", "geheim")
    with contextlib.closing(api), pytest.raises(LostAnswerError) as caught:
        api.get("/api/lists")
    with pytest.raises(UnreachableError):
        fetch_text(dripping)
    assert time.monotonic() - begin < 4
    assert "geheim" not in str(caught.value)
