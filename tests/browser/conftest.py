"""A browser, and the pages of a small town served from this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, executable, missing
from tests.browser.whole_town import served, whole_town
from tests.site.site_runs import SECOND_NOW, SECOND_TOWN, TownFolder

UPDATE = "content/aktuelles/2026-03-09-hochwasser-am-talbach-aktualisierung.md"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The second town, built while its alert (until 10 March 2026, 8:00) is in force."""
    folder = tmp_path_factory.mktemp("web")
    town = TownFolder(Path(shutil.copytree(SECOND_TOWN, folder / "stadt")))
    (town.folder / UPDATE).unlink()
    assert town.build(SECOND_NOW).code == 0
    (folder / "www").mkdir()
    (folder / "www" / "info").symlink_to(town.output)
    with served(folder / "www") as address:
        yield f"{address}info/"


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of the shipped town's pages, one of every kind, by name."""
    with whole_town(tmp_path_factory.mktemp("town")) as addresses:
        yield addresses


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    if why := missing():
        pytest.skip(why)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when a script fails or is refused."""
    errors: list[str] = []
    context = browser.new_context(
        locale="de-DE", timezone_id="Europe/Berlin", service_workers="block"
    )
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on(
        "console",
        lambda said: errors.append(said.text) if said.type == "error" else None,
    )
    yield opened
    context.close()
    assert errors == []
