"""The mail servers that the same cases run against: outbox, stand-in, real Listmonk."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.towns import Bench, found_town, settle, website
from tests.servers import real
from tests.servers.launch import server_of
from tests.servers.servers import Server

REAL = pytest.param("listmonk", marks=pytest.mark.listmonk)


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Iterator[dict[str, Server]]:
    """The servers that were started so far; each lives to the end of the run."""
    with contextlib.ExitStack() as stack:

        class Started(dict[str, Server]):
            def __missing__(self, kind: str) -> Server:
                if kind == "listmonk" and (why := real.missing()):
                    pytest.skip(why)
                self[kind] = stack.enter_context(server_of(kind))  # type: ignore[arg-type]
                return self[kind]

        yield Started()


def _bench(
    kind: str,
    servers: dict[str, Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Bench]:
    names = ("LISTMONK_URL", "LISTMONK_USER", "LISTMONK_TOKEN", "SITEURL", "INFOKANAL_SMTP_HOST")
    for name in names:
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "ort"
    folder.mkdir()
    with website(folder / "output") as url:
        site = found_town(folder, url)
        server = None if kind == "outbox" else servers[kind]
        bench = Bench(folder, site, server, monkeypatch, capsys)
        settle(bench)
        yield bench


@pytest.fixture(params=["outbox", "stand-in", REAL])
def bench(
    request: pytest.FixtureRequest,
    servers: dict[str, Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Bench]:
    """A town on each mail server in turn."""
    yield from _bench(request.param, servers, tmp_path, monkeypatch, capsys)


@pytest.fixture(params=["stand-in", REAL])
def listmonk(
    request: pytest.FixtureRequest,
    servers: dict[str, Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Bench]:
    """A town on each Listmonk in turn."""
    yield from _bench(request.param, servers, tmp_path, monkeypatch, capsys)


@pytest.fixture
def standin(
    servers: dict[str, Server],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Bench]:
    """A town on the stand-in, which takes orders to fail."""
    yield from _bench("stand-in", servers, tmp_path, monkeypatch, capsys)
