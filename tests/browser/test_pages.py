"""What every page keeps to: narrow windows, large type, no script, nothing kept, little to load."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Response

from tests.browser.chromium import FLAGS, executable
from tests.browser.whole_town import NAMES, opened

pytestmark = pytest.mark.browser

# Bytes, compressed, of all that is loaded but pictures; and how many requests that takes.
HEAVIEST = 40_000
MOST_REQUESTS = 6
PICTURES = (".png", ".jpg", ".jpeg", ".webp")

# What sticks out of the window, but for what is meant to be out of sight.
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter(one => one.checkVisibility() && !one.closest(".hidden, .skip, .table"))
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""
# The words that are to be seen, without the button that needs a script.
WORDS = """() => {
  document.querySelectorAll("[data-copy]").forEach(one => one.parentElement.remove());
  return document.body.innerText.split(/\\s+/).join(" ");
}"""
KEPT = """async () => [document.cookie, Object.keys(localStorage), Object.keys(sessionStorage),
  (await indexedDB.databases()).map(one => one.name)].flat().filter(Boolean)"""


@pytest.fixture(scope="module")
def large_type(browser: Browser) -> Iterator[Browser]:
    """A browser whose reader has set letters of 64 pixels (400 %)."""
    flags = [*FLAGS, "--blink-settings=defaultFontSize=64"]
    started = browser.browser_type.launch(executable_path=executable(), args=flags)
    yield started
    started.close()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_sticks_out(browser: Browser, town: dict[str, str], name: str) -> None:
    """At 320 pixels, which is 1280 at 400 %, and on a screen of 4K."""
    page = opened(browser, town, name, 320)
    for width in (320, 3840):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
        assert page.evaluate(TOO_WIDE) == []
    page.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_large_type_fits(large_type: Browser, town: dict[str, str], name: str) -> None:
    page = opened(large_type, town, name, 1280)
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 64
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1280
    assert page.evaluate(TOO_WIDE) == []
    page.context.close()


@pytest.mark.parametrize("name", NAMES)
def test_without_a_script_a_page_says_the_same(
    browser: Browser, town: dict[str, str], name: str
) -> None:
    """And nothing comes from another host, nothing is kept in the browser."""
    page = opened(browser, town, name, 1280)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.reload(wait_until="networkidle")
    assert hosts == {urlsplit(town[name]).netloc}
    assert page.evaluate(KEPT) == []
    assert page.context.cookies() == []
    plain = opened(browser, town, name, 1280, java_script_enabled=False)
    said = plain.evaluate(WORDS)
    assert len(said) > 200
    # The search leads on to the archive (test_search.py).
    assert said == page.evaluate(WORDS) or name == "search"
    page.context.close()
    plain.context.close()


@pytest.mark.parametrize("name", ["home", "home-quiet", "warning", "news", "tender"])
def test_pages_are_light(browser: Browser, town: dict[str, str], name: str) -> None:
    """With the icon of the tab, which a browser without a window does not fetch."""
    page = browser.new_page(service_workers="block")
    got: list[Response] = []

    def keep(response: Response) -> None:
        got.append(response)

    page.on("response", keep)
    page.goto(town[name], wait_until="networkidle")
    links = page.eval_on_selector_all(
        "link[rel=icon], link[rel=manifest]", "all => all.map(one => one.href)"
    )
    bodies = {one.url: one.body() for one in got if not one.url.endswith(PICTURES)}
    for url in links:
        bodies.setdefault(url, page.request.get(url).body())
    size = sum(len(gzip.compress(body)) for body in bodies.values())
    assert size <= HEAVIEST, {url: len(gzip.compress(body)) for url, body in bodies.items()}
    assert len(bodies) <= MOST_REQUESTS, sorted(bodies)
    page.close()


def test_the_first_paint_waits_for_no_script(browser: Browser, town: dict[str, str]) -> None:
    page = browser.new_page(bypass_csp=True, service_workers="block")
    page.route("**/*.js", lambda route: None)
    page.goto(town["home"], wait_until="commit")
    page.wait_for_function(
        "performance.getEntriesByName('first-contentful-paint').length", timeout=5_000
    )
    page.close()
