"""The servers that the cases here run against."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import real
from .cases import BARE, template
from .launch import server_of, standin_server
from .servers import Server
from .smtp_sink import SmtpSink


@pytest.fixture(
    scope="session",
    params=["stand-in", pytest.param("listmonk", marks=pytest.mark.listmonk)],
)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    if request.param == "listmonk" and (why := real.missing()):
        pytest.skip(why)
    with server_of(request.param) as running:
        yield running


@pytest.fixture(scope="session")
def standin() -> Iterator[Server]:
    with SmtpSink() as sink, standin_server(sink) as running:
        yield running


@pytest.fixture(scope="session")
def bare(server: Server) -> int:
    return template(server, BARE)
