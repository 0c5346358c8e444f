"""The site without a connection: what was seen, with its time; no word that nobody can know."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe
from tests.browser.policies import policy_of
from tests.browser.whole_town import Quiet
from tests.site.site_runs import SECOND_NOW, SECOND_TOWN, TownFolder

pytestmark = pytest.mark.browser

STAND = re.compile(
    r"^Offline – Stand \d{1,2}\. \w+ \d{4} um \d\d:\d\d\. Neuere Warnungen fehlen hier\.$"
)
NEVER_SEEN = "leistungen/"
NONE_OPEN = "keine laufende Warnung"


class Guarded(Quiet):
    """Sends the policy of deploy/, under which the worker has to do its work."""

    policy = policy_of("Caddyfile", "")


class Town:
    """The second town on a server that can be taken away."""

    def __init__(self, folder: Path, now: str) -> None:
        town = TownFolder(Path(shutil.copytree(SECOND_TOWN, folder / "stadt")))
        assert town.build(now).code == 0
        (folder / "www").mkdir()
        (folder / "www" / "info").symlink_to(town.output)
        self.output = town.output
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(Guarded, directory=str(folder / "www"))
        )
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/info/"

    def leave(self) -> None:
        """From now on nobody answers."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin")
    yield context.new_page()
    context.close()


def arrive(visitor: Page, town: Town) -> None:
    """The first visit, until the worker has what it needs and rules the pages to come."""
    visitor.goto(town.url)
    visitor.evaluate("navigator.serviceWorker.ready.then(() => true)")
    visitor.reload()
    visitor.wait_for_function("navigator.serviceWorker.controller !== null")


def kept(visitor: Page) -> list[str]:
    """Everything in the browser's Cache Storage."""
    return visitor.evaluate(  # type: ignore[no-any-return]
        """async () => {
          const all = [];
          for (const name of await caches.keys())
            for (const { url } of await (await caches.open(name)).keys()) all.push(url);
          return all;
        }"""
    )


def test_what_was_seen_is_there_with_its_time(visitor: Page, tmp_path: Path) -> None:
    town = Town(tmp_path, SECOND_NOW)
    arrive(visitor, town)
    item = f"{town.url}aktuelles/2026-03-05-fruehjahrsmarkt/"
    visitor.goto(f"{item}?von=mail")
    expect(visitor.locator(".offline")).to_have_count(0)
    visitor.goto(f"{town.url}gibt-es-nicht/")
    town.leave()

    visitor.goto(item)
    expect(visitor.locator("main > .offline")).to_have_text(STAND)
    expect(visitor.locator("h1")).to_contain_text("markt")
    assert visitor.evaluate("getComputedStyle(document.querySelector('.site-header')).display")
    assert visitor.evaluate("document.styleSheets.length") >= 1
    # The hazards are kept although they were never opened.
    visitor.goto(f"{town.url}gefahren/")
    expect(visitor.locator("main > .offline")).to_have_text(STAND)
    expect(visitor.locator(".hazard")).to_contain_text("Hochwasser")
    axe.finds_nothing(visitor)

    visitor.goto(f"{town.url}{NEVER_SEEN}")
    expect(visitor.locator("h1")).to_have_text("Sie sind offline")
    expect(visitor.locator("main")).to_contain_text("lässt sich ohne Verbindung nicht sagen")

    pages = kept(visitor)
    assert item in pages
    for url in pages:
        assert url.startswith(town.url), url
        name = url.removeprefix(town.url)
        path = town.output / (f"{name}index.html" if not name or name.endswith("/") else name)
        assert path.is_file(), url
    stored = visitor.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie,"
        " (await indexedDB.databases()).length]"
    )
    assert stored == [0, 0, "", 0]


def test_offline_nobody_says_that_there_is_no_warning(visitor: Page, tmp_path: Path) -> None:
    town = Town(tmp_path, "2026-03-06 12:00")
    arrive(visitor, town)
    visitor.goto(f"{town.url}gefahren/")
    expect(visitor.locator("main")).to_contain_text(NONE_OPEN)
    town.leave()
    visitor.goto(f"{town.url}gefahren/")
    expect(visitor.locator("main > .offline")).to_have_text(STAND)
    expect(visitor.locator("main")).not_to_contain_text(NONE_OPEN)
