"""Every kind of page: light, dark, forced colours; narrow and wide; by axe-core, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import axe
from tests.browser.whole_town import NAMES, opened

pytestmark = pytest.mark.browser

LOOKS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "active"},
)
WIDTHS = (320, 1280)

CONTROLS = "a[href], button, input, select, summary"
# Where the keyboard is: what it is on, whether that can be seen, and what marks it.
FOCUS = """all => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: `${at.tagName} ${at.textContent.trim() || at.getAttribute("name")} ${at.href || ""}`,
    number: [...document.querySelectorAll(all)].indexOf(at),
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: !!over && !at.contains(over) && !over.contains(at),
  };
}"""
# All that the keyboard must get to.
REACHABLE = """all => [...document.querySelectorAll(all)].flatMap(
  (one, number) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0
    && one.type !== "hidden" ? [number] : [])"""
# What is neither within a sentence nor 24 pixels wide and high (WCAG 2.2, 2.5.8).
SMALL = """all => [...document.querySelectorAll(all)]
  .filter(one => one.checkVisibility() && !one.closest(".hidden, .skip") && one.type !== "hidden")
  .filter(one => {
    const box = one.getBoundingClientRect(), around = one.closest("p, li, dd, td, blockquote");
    const alone = around?.textContent.trim() === one.textContent.trim();
    const inSentence = getComputedStyle(one).display === "inline" && !alone;
    return !inSentence && (box.width < 24 || box.height < 24);
  })
  .map(one => `${one.textContent.trim()} ${JSON.stringify(one.getBoundingClientRect())}`)"""


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(browser: Browser, town: dict[str, str], name: str) -> None:
    """In all looks and widths of one page: to load it and axe-core takes longer than to look."""
    page = opened(browser, town, name, WIDTHS[0], bypass_csp=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for look in LOOKS:
            page.emulate_media(**look)
            axe.finds_nothing(page)
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_the_keyboard_gets_everywhere(
    browser: Browser, town: dict[str, str], name: str, width: int
) -> None:
    page = opened(browser, town, name, width)
    reachable = page.evaluate(REACHABLE, CONTROLS)
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS, CONTROLS)["name"].startswith("A Zum Inhalt springen")
    seen = []
    while (at := page.evaluate(FOCUS, CONTROLS)) is not None and len(seen) <= len(reachable):
        assert at["marked"], f"nothing marks {at['name']}"
        assert at["seen"], f"out of sight: {at['name']}"
        assert not at["covered"], f"covered: {at['name']}"
        seen.append(at["number"])
        page.keyboard.press("Tab")
    assert seen == reachable
    assert page.evaluate(SMALL, CONTROLS) == []
    page.context.close()


def test_the_skip_link_leads_to_the_content(browser: Browser, town: dict[str, str]) -> None:
    page = opened(browser, town, "home", 320)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.context.close()


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(
    browser: Browser, town: dict[str, str]
) -> None:
    """Without a script."""
    page = opened(browser, town, "home", 320, java_script_enabled=False)
    entry, button = page.locator("#menu a").first, page.locator("header > .bar > .menu-button")
    assert not entry.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert entry.is_visible()
    page.keyboard.press("Tab")
    assert entry.evaluate("one => one === document.activeElement")
    page.keyboard.press("Escape")
    assert not entry.is_visible()
    page.context.close()
