"""No sockets, and no waiting: time is a value here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stamina
import stamina.instrumentation

from subscriptions.cli import send as sending


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest) -> None:
    """Only what talks to a real Listmonk may open a socket."""
    if request.node.get_closest_marker("listmonk") is None:
        request.getfixturevalue("socket_disabled")


@pytest.fixture(autouse=True)
def _no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of publishers would tell of each mail."""
    monkeypatch.setattr(sending, "say", lambda *_: None)


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Reads are repeated as often as ever, but at once."""
    before = stamina.instrumentation.get_on_retry_hooks()
    stamina.instrumentation.set_on_retry_hooks([])
    with stamina.set_testing(True, attempts=99, cap=True):
        yield
    stamina.instrumentation.set_on_retry_hooks(before)
