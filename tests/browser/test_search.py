"""The search in a browser: under the policy of deploy/, by keyboard, and without JavaScript."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe
from tests.browser.policies import FILES, policy_of
from tests.browser.whole_town import Quiet, served
from tests.site.site_runs import SECOND_NOW, SECOND_TOWN, TownFolder

pytestmark = pytest.mark.browser


class Served(Quiet):
    """Serves files under a policy that a test may choose."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the search of the second town, which lies below a path."""
    folder = tmp_path_factory.mktemp("search")
    town = TownFolder(Path(shutil.copytree(SECOND_TOWN, folder / "stadt")))
    assert town.build(SECOND_NOW).code == 0
    assert town.run("search").code == 0
    (folder / "www").mkdir()
    (folder / "www" / "info").symlink_to(town.output)
    with served(folder / "www", Served) as address:
        yield f"{address}info/suche/"


@pytest.mark.parametrize("file", FILES)
def test_a_search_by_keyboard(
    page: Page, found: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Served, "policy", policy_of(file, "suche/"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(found)
    page.get_by_label("Suchbegriff").focus()
    page.keyboard.type("Talbach")
    page.keyboard.press("Enter")
    state = page.get_by_role("status")
    expect(state).to_have_text(re.compile(r"\d Treffer"))
    first = page.locator("#found a").first
    expect(first).to_have_attribute("href", re.compile("^/info/aktuelles/2026-03-0"))
    expect(first).to_contain_text("Hochwasser am Talbach")
    page.get_by_label("Thema", exact=True).select_option("Warnungen")
    page.get_by_role("button", name="Suche").press("Enter")
    expect(state).to_have_text("2 Treffer")
    assert "topic=Warnungen" in page.url
    page.emulate_media(color_scheme="dark")
    axe.finds_nothing(page)
    page.get_by_label("Suchbegriff").fill("xyzzyx")
    page.keyboard.press("Enter")
    expect(state).to_have_text(re.compile("^Nichts gefunden"))
    assert {url.split("/")[2] for url in asked} == {found.split("/")[2]}


def test_an_address_holds_a_search(page: Page, found: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Served, "policy", policy_of("nginx.conf", "suche/"))
    page.goto(f"{found}?q=Hochwasser&topic=Warnungen&year=2026")
    expect(page.get_by_role("status")).to_have_text("2 Treffer")
    expect(page.get_by_label("Jahr", exact=True)).to_have_value("2026")
    page.goto(f"{found}?q=Impressum")
    expect(page.locator("#found a").first).to_have_text("Impressum")


def test_without_javascript_the_archive_leads_on(browser: Browser, found: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(found)
    expect(page.get_by_label("Suchbegriff")).to_be_hidden()
    expect(page.get_by_text("Die Suche braucht JavaScript.")).to_be_visible()
    page.get_by_role("link", name="2026 Warnungen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026")
    context.close()


def test_without_an_index_it_says_so(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}suche/?q=x")
    expect(page.get_by_role("status")).to_have_text(
        "Die Suche geht gerade nicht. Das Archiv weiter unten führt Sie auch hin."
    )
    page.close()
