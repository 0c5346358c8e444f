"""The page of bookmarks on a phone: what a tap opens and copies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from subscriptions.core.dates import parse_moment
from tests.site.site_runs import TownFolder, copy_of_shipped

pytestmark = pytest.mark.browser

REPOSITORY = "https://git.example.org/stadt/inhalte"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A narrow window whose clock is not in Germany."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, timezone_id="America/New_York"
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.route(f"{REPOSITORY}/**", lambda route: route.fulfill(body="Neue Datei"))
    yield context.new_page()
    context.close()


def tapped(phone: Page, folder: Path, forge: str, now: str) -> dict[str, list[str]]:
    """The query of the form that the fire's first link opens."""
    town = TownFolder(copy_of_shipped(folder / "town"))
    target = folder / "page.html"
    place = ("--forge", forge, "--repository", REPOSITORY, "--file", str(target))
    assert town.run("bookmarks", *place, "--as-of", now).code == 0
    phone.clock.install(time=parse_moment(now).at)
    phone.goto(target.as_uri())
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
    with phone.expect_popup() as opened:
        phone.get_by_role("link", name="Brand in …: Erste Meldung").click()
    return parse_qs(urlsplit(opened.value.url).query)


@pytest.mark.parametrize(
    ("now", "date", "expires"),
    [
        ("2022-07-14 20:38", "2022-07-14 20:38", "2022-07-15 09:00"),
        ("2022-07-14 20:00", "2022-07-14 20:00", "2022-07-15 08:00"),
        ("2026-10-24 20:38", "2026-10-24 20:38", "2026-10-25 08:00"),
    ],
)
def test_the_form_opens_with_name_and_text(
    phone: Page, tmp_path: Path, now: str, date: str, expires: str
) -> None:
    query = tapped(phone, tmp_path, "github", now)
    day, clock = date.split()
    name = f"content/aktuelles/{day}-{clock.replace(':', '')}-brand.md"
    assert query["filename"] == [name]
    (text,) = query["value"]
    assert f"\ndate: {date}\n" in text
    assert f"\nexpires: {expires}\n" in text
    assert "title: Brand in ___Ort___\n" in text


def test_where_the_form_takes_no_text_it_is_copied(phone: Page, tmp_path: Path) -> None:
    query = tapped(phone, tmp_path, "gitlab", "2022-07-14 20:38")
    assert query == {"file_name": ["2022-07-14-2038-brand.md"]}
    phone.bring_to_front()
    copied = phone.evaluate("navigator.clipboard.readText()")
    assert "\ndate: 2022-07-14 20:38\n" in copied
    assert "___jetzt___" not in copied
