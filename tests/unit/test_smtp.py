"""The SMTP server of the staff: what the environment says of it, and what was told so far."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from subscriptions.adapters.settings import ConfigurationError
from subscriptions.adapters.smtp import Relay, read_relay
from subscriptions.adapters.told import ToldFile
from subscriptions.core.receipts import Told
from tests.unit.samples import at, town

FROM = "stadtbote@example.org"
HOST = "relais.example.org"
LOGIN = {"user": "bote", "password": "geheim"}


def read(**values: str) -> Relay | None:
    return read_relay({f"INFOKANAL_SMTP_{name.upper()}": v for name, v in values.items()}, town())


@pytest.mark.parametrize(
    ("values", "relay"),
    [
        ({}, None),
        ({"host": " "}, None),
        ({"host": HOST}, Relay(HOST, 587, "starttls", FROM)),
        ({"host": HOST, "security": "TLS"}, Relay(HOST, 465, "tls", FROM)),
        ({"host": HOST, "security": "none"}, Relay(HOST, 25, "none", FROM)),
        (
            {"host": HOST, "port": "2525", "from": "post@example.org", **LOGIN},
            Relay(HOST, 2525, "starttls", "post@example.org", "bote", "geheim"),
        ),
        (
            {"host": "localhost", "security": "none", **LOGIN},
            Relay("localhost", 25, "none", FROM, "bote", "geheim"),
        ),
    ],
)
def test_a_server(values: dict[str, str], relay: Relay | None) -> None:
    assert read(**values) == relay


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"security": "ssl"}, "INFOKANAL_SMTP_SECURITY"),
        ({"port": "viele"}, "INFOKANAL_SMTP_PORT"),
        ({"port": "0"}, "INFOKANAL_SMTP_PORT"),
        ({"port": "65536"}, "INFOKANAL_SMTP_PORT"),
        ({"port": "²"}, "INFOKANAL_SMTP_PORT"),
        ({"security": "none", **LOGIN}, "password"),
    ],
)
def test_what_cannot_be_right(values: dict[str, str], word: str) -> None:
    with pytest.raises(ConfigurationError, match=word):
        read(host=HOST, **values)


def test_the_password_shows_nowhere() -> None:
    assert "geheim" not in repr(read(host=HOST, **LOGIN))


ONE = Told("mail/item/musterstadt/brand", "done", at("2022-07-14 20:38"))
TWO = Told("warning/straße", "day 1", at("2022-07-15 20:38"))


def test_what_was_told_is_read_again(tmp_path: Path) -> None:
    file = ToldFile(tmp_path / "var" / "told.jsonl")
    assert file.read() == ()
    file.record([])
    file.record([ONE])
    file.record([TWO, ONE])
    assert file.read() == (ONE, TWO, ONE)


@pytest.mark.parametrize(
    "cut", [b'{"about": "ma', b"\xff\xfe", b"[]", b"7", b'{"about": "a", "state": "b", "at": "c"}']
)
def test_what_a_crash_cut_short_swallows_nothing(tmp_path: Path, cut: bytes) -> None:
    path = tmp_path / "told.jsonl"
    path.write_bytes(cut)
    ToldFile(path).record([ONE])
    assert ToldFile(path).read() == (ONE,)


def test_one_run_tells_at_a_time(tmp_path: Path) -> None:
    waits: list[float] = []
    path = tmp_path / "told.jsonl"
    with ToldFile(path).alone(waits.append) as first, ToldFile(path).alone(waits.append) as second:
        assert (first, second) == (True, False)
        assert timedelta(seconds=15) < timedelta(seconds=sum(waits)) < timedelta(seconds=30)
    with ToldFile(path).alone(waits.append) as third:
        assert third
