"""A browser, and the pages of a small town served from this machine."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, executable, missing
from tests.site.site_runs import SECOND_NOW, SECOND_TOWN, TownFolder

UPDATE = "content/aktuelles/2026-03-09-hochwasser-am-talbach-aktualisierung.md"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, forbids all but the site's own scripts and styles, and keeps no log."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The second town, built while its alert (until 10 March 2026, 8:00) is in force."""
    folder = tmp_path_factory.mktemp("web")
    town = TownFolder(Path(shutil.copytree(SECOND_TOWN, folder / "stadt")))
    (town.folder / UPDATE).unlink()
    assert town.build(SECOND_NOW).code == 0
    (folder / "www").mkdir()
    (folder / "www" / "info").symlink_to(town.output)
    handler = partial(Quiet, directory=str(folder / "www"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/info/"
        server.shutdown()
        thread.join()


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
