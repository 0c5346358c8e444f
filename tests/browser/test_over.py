"""over.js: what a page says when it was built before something ended."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from subscriptions.core.dates import parse_moment

pytestmark = pytest.mark.browser

ALERT = "aktuelles/2026-03-08-hochwasser-am-talbach/"
VALID = "Gültig bis 10.03.2026, 08:00 Uhr"
EXPIRED = "Gültigkeit am 10.03.2026, 08:00 Uhr abgelaufen – keine Entwarnung"


def at(text: str) -> datetime:
    return parse_moment(text).at


def opened(page: Page, address: str, now: str) -> None:
    page.clock.install(time=at(now))
    page.goto(address)


def test_before_the_end_the_page_is_as_it_was_built(page: Page, site: str) -> None:
    opened(page, site + ALERT, "2026-03-10 07:59")
    expect(page.locator(".item > .state")).to_have_text(VALID)
    expect(page.locator(".item > .state")).to_have_class("state state-active")
    expect(page.locator("article.is-active")).to_have_count(1)


def test_after_the_end_it_says_expired_and_never_all_clear(page: Page, site: str) -> None:
    opened(page, site + ALERT, "2026-03-10 08:00:01")
    state = page.locator(".item > .state")
    expect(state).to_have_text(EXPIRED)
    expect(state).to_have_class("state state-expired")
    expect(state.locator("svg")).to_have_count(1)
    expect(page.locator("article.is-active")).to_have_count(0)


def test_an_open_page_notices_the_moment(page: Page, site: str) -> None:
    opened(page, site, "2026-03-10 07:50")
    words = page.locator(".banner li .meta > :first-child")
    expect(words).to_have_text(VALID)
    page.clock.run_for("09:58")
    expect(words).to_have_text(VALID)
    page.clock.run_for("00:05")
    expect(words).to_have_text(EXPIRED)
    expect(page.locator(".banner")).to_be_visible()
    page.clock.run_for("24:00:00")
    expect(page.locator(".banner")).to_be_hidden()


def test_an_expired_warning_leaves_the_banner_after_a_day(page: Page, site: str) -> None:
    opened(page, site, "2026-03-11 07:59")
    expect(page.locator(".banner")).to_be_visible()
    expect(page.locator(".banner li .meta > :first-child")).to_have_text(EXPIRED)
    page.clock.set_system_time(at("2026-03-11 08:00:01"))
    page.reload()
    expect(page.locator(".banner")).to_be_hidden()


def test_a_tab_that_slept_looks_again(page: Page, site: str) -> None:
    """Its timers slept too: nothing but the clock on the wall has gone on."""
    opened(page, site + "gefahren/", "2026-03-09 20:00")
    expect(page.locator(".hazard .state")).to_have_text(VALID)
    page.clock.set_system_time(at("2026-03-10 09:00"))
    expect(page.locator(".hazard .state")).to_have_text(VALID)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".hazard .state")).to_have_text(EXPIRED)
    expect(page.locator(".hazard")).to_be_visible()


def test_months_ahead_nothing_happens_too_early(page: Page, site: str) -> None:
    """A browser's timer holds 24 days; a longer one would end at once."""
    opened(page, site, "2025-12-01 08:00")
    page.clock.run_for(2_000)
    expect(page.locator(".banner li .meta > :first-child")).to_have_text(VALID)


def test_without_script_the_words_stay_true(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + ALERT)
    expect(page.locator(".item > .state")).to_have_text(VALID)
    page.goto(site)
    expect(page.locator(".banner")).to_be_visible()
    context.close()
