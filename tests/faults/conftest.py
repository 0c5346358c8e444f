"""The servers of the fault tests: one of each kind for all that leaves it whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import real
from tests.servers.launch import server_of
from tests.servers.servers import Server

from .figures import Figures


@pytest.fixture(scope="session")
def standin() -> Iterator[Server]:
    with server_of("stand-in") as server:
        yield server


@pytest.fixture(scope="session")
def listmonk() -> Iterator[Server]:
    if why := real.missing():
        pytest.skip(why)
    with server_of("listmonk") as server:
        yield server


@pytest.fixture
def figures() -> Iterator[Figures]:
    """What a test found out in figures; written down where INFOKANAL_FIGURES says."""
    found = Figures()
    yield found
    found.write()
