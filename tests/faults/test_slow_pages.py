"""Websites that would keep a look for a page busy for ever: it ends when its time is up."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event, Thread

import pytest

from subscriptions.adapters import http, live
from subscriptions.adapters.http import fetch_text
from subscriptions.adapters.live import live_pages, page_on_web
from subscriptions.adapters.mail_errors import UnreachableError
from subscriptions.core.feed import Entry
from tests.unit.samples import entry

# What the look is given, and what it may take on a busy machine.
GIVEN, MOST = 0.5, 2.0

ALERT = entry("brand", msgtype="alert").with_revision()
OK = b"HTTP/1.1 200 OK\r\n"


@dataclass
class Website:
    """Answers each connection as ``answer`` does, until the test is over."""

    answer: Callable[[Website, socket.socket], None]
    over: Event = field(default_factory=Event)
    asked: int = 0
    url: str = ""

    def drip(self, connection: socket.socket, piece: bytes) -> None:
        """The piece again and again, for ever."""
        while not self.over.wait(0.02):
            connection.sendall(piece)

    def serve(self, listener: socket.socket) -> None:
        while not self.over.is_set():
            with contextlib.suppress(TimeoutError):
                connection = listener.accept()[0]
                self.asked += 1
                Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            connection.recv(65536)
            self.answer(self, connection)


@contextlib.contextmanager
def served(answer: Callable[[Website, socket.socket], None]) -> Iterator[Website]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        site = Website(answer, url=f"http://127.0.0.1:{listener.getsockname()[1]}/")
        thread = Thread(target=site.serve, args=(listener,))
        thread.start()
        try:
            yield site
        finally:
            site.over.set()
            thread.join()


def silence(site: Website, connection: socket.socket) -> None:
    site.over.wait()


def dripping_status(site: Website, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 2")
    site.drip(connection, b"0")


def dripping_headers(site: Website, connection: socket.socket) -> None:
    connection.sendall(OK + b"X: ")
    site.drip(connection, b"x")


def dripping_body(site: Website, connection: socket.socket) -> None:
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n")
    site.drip(connection, b" ")


def endless_body(site: Website, connection: socket.socket) -> None:
    connection.sendall(OK + b"\r\n")
    while not site.over.is_set():
        connection.sendall(b" " * 65536)


def redirects(site: Website, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")


def slow_redirects(site: Website, connection: socket.socket) -> None:
    site.over.wait(0.2)
    redirects(site, connection)


def redirect_with_an_endless_body(site: Website, connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")
    site.drip(connection, b" ")


SITES = [
    silence,
    dripping_status,
    dripping_headers,
    dripping_body,
    endless_body,
    redirects,
    slow_redirects,
    redirect_with_an_endless_body,
]


def at(site: Website) -> Entry:
    return ALERT.model_copy(update={"url": site.url})


@pytest.mark.parametrize("answer", SITES)
def test_a_look_at_a_page_ends_in_time(answer: Callable[[Website, socket.socket], None]) -> None:
    with served(answer) as site:
        begin = time.monotonic()
        assert page_on_web(at(site), GIVEN) == ""
        assert time.monotonic() - begin < MOST
        assert site.asked > 0


@pytest.mark.parametrize("answer", [dripping_headers, dripping_body, slow_redirects])
def test_a_warning_waits_no_longer_than_its_time(
    answer: Callable[[Website, socket.socket], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "WARNING_WAIT", GIVEN)
    others = [entry(f"fest-{number}").with_revision() for number in range(9)]
    with served(answer) as site:
        entries = [one.model_copy(update={"url": site.url}) for one in (*others, ALERT)]
        begin = time.monotonic()
        found = live_pages(entries, page_on_web, wait=60, sleep=time.sleep)
        assert time.monotonic() - begin < MOST
        assert set(found.values()) == {False}


def test_a_name_that_nobody_resolves_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()

    def resolve(*args: object, **options: object) -> object:
        over.wait(10)
        raise OSError("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    begin = time.monotonic()
    with pytest.raises(UnreachableError):
        fetch_text("http://info.example.org/", seconds=GIVEN)
    assert time.monotonic() - begin < MOST
    over.set()


def test_an_endless_body_is_read_only_so_far() -> None:
    too_long = pytest.raises(UnreachableError, match="more than 100000 bytes")
    with served(endless_body) as site, too_long:
        fetch_text(site.url, seconds=10, most=100_000)


def test_redirects_are_followed_only_so_often() -> None:
    with served(redirects) as site:
        with pytest.raises(UnreachableError, match=f"more than {http.MOST_REDIRECTS} redirects"):
            fetch_text(site.url, seconds=10)
        assert site.asked == http.MOST_REDIRECTS + 1


def test_a_redirect_leads_to_the_page() -> None:
    def once(site: Website, connection: socket.socket) -> None:
        if site.asked == 1:
            redirects(site, connection)
        else:
            connection.sendall(OK + b"Content-Length: 4\r\n\r\nHier")

    with served(once) as site:
        assert fetch_text(site.url, seconds=10) == "Hier"
