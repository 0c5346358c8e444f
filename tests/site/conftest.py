"""Towns that the site tests build: fresh copies for each test, built ones to look at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from subscriptions.cli.session import Session
from subscriptions.core.dates import parse_moment

from .site_runs import (
    FIRE_MOMENTS,
    SECOND_NOW,
    SECOND_TOWN,
    SHIPPED_NOW,
    TownFolder,
    copy_of_shipped,
)

# These say which tests run, not what a town is.
KEPT = frozenset({"LISTMONK_BIN", "INFOKANAL_REQUIRE_LISTMONK"})

SetClock = Callable[[str], None]


@pytest.fixture(autouse=True, scope="session")
def _no_configuration() -> Iterator[None]:
    """Nothing that a developer has set may reach a test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(("LISTMONK_", "INFOKANAL_", "SITEURL")) and name not in KEPT:
                patch.delenv(name)
        yield


@pytest.fixture
def shipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> TownFolder:
    """A copy of the shipped town."""
    return TownFolder(copy_of_shipped(tmp_path / "town"), capsys)


@pytest.fixture
def second(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> TownFolder:
    """A copy of the second town: small, so most tests use it."""
    return TownFolder(Path(shutil.copytree(SECOND_TOWN, tmp_path / "stadt")), capsys)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets what time it is for ``publish``, which has no ``--as-of``."""

    def set_clock(text: str) -> None:
        now = parse_moment(text).at

        def moved(session: Session, as_of: datetime | None) -> Callable[[], datetime]:
            return lambda: as_of or now

        monkeypatch.setattr(Session, "clock", moved)

    return set_clock


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> TownFolder:
    """The shipped town's site with all of its content; only to look at."""
    town = TownFolder(copy_of_shipped(tmp_path_factory.mktemp("shipped") / "town"))
    assert town.build(SHIPPED_NOW).code == 0
    return town


@pytest.fixture(scope="session")
def at_any_time(tmp_path_factory: pytest.TempPathFactory) -> TownFolder:
    """The shipped town, for tests that build it at moments of their own and change nothing."""
    return TownFolder(copy_of_shipped(tmp_path_factory.mktemp("moments") / "town"))


@pytest.fixture(scope="session")
def second_built(tmp_path_factory: pytest.TempPathFactory) -> TownFolder:
    """The second town's site; only to look at."""
    folder = tmp_path_factory.mktemp("second") / "stadt"
    town = TownFolder(Path(shutil.copytree(SECOND_TOWN, folder)))
    assert town.build(SECOND_NOW).code == 0
    return town


@pytest.fixture(scope="session")
def english_built(tmp_path_factory: pytest.TempPathFactory) -> TownFolder:
    """The second town's site in English; only to look at."""
    folder = tmp_path_factory.mktemp("english") / "stadt"
    town = TownFolder(Path(shutil.copytree(SECOND_TOWN, folder)))
    town.change("town.yml", "language: de", "language: en")
    assert town.build(SECOND_NOW).code == 0
    return town


@pytest.fixture(scope="session")
def fire(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped town's output folders at the three moments of the fire; only to look at."""
    town = TownFolder(copy_of_shipped(tmp_path_factory.mktemp("fire") / "town"))
    kept = {}
    for moment in FIRE_MOMENTS:
        assert town.build(moment).code == 0
        kept[moment] = town.folder / f"output {moment.replace(':', '')}"
        shutil.copytree(town.output, kept[moment])
    return kept
