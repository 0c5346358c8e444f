"""Mails as they are seen: narrow, wide, on light and dark screens, on paper."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.mail_shots import SCHEMES, WIDTHS, kinds, opened

pytestmark = pytest.mark.browser

# WCAG 2.2, 1.4.3.
CONTRAST = 4.5

# Each piece of visible text with its colour and the background behind it, as [r, g, b] of 255.
TEXTS = """() => {
  const channels = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const found = channels(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    found.push({ text: node.data.trim(), size: parseFloat(style.fontSize),
                 colour: channels(style.color).slice(0, 3), behind: behind(element) });
  }
  return found;
}"""


def luminance(colour: list[float]) -> float:
    """Relative luminance (WCAG 2.2), of sRGB."""
    parts = [one / 255 for one in colour]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: dict[str, Any]) -> float:
    bright, dim = sorted((luminance(one["colour"]), luminance(one["behind"])), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def too_faint(page: Page) -> list[str]:
    texts = page.evaluate(TEXTS)
    assert len(texts) > 8
    return [f"{one['text'][:40]}: {contrast(one):.1f}" for one in texts if contrast(one) < CONTRAST]


def test_contrast_is_computed_as_wcag_does() -> None:
    ends = {"colour": [0, 0, 0], "behind": [255, 255, 255]}
    assert contrast(ends) == pytest.approx(21)
    assert contrast({"colour": [118, 118, 118], "behind": [255, 255, 255]}) == pytest.approx(
        4.54, abs=0.01
    )


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("kind", kinds())
def test_a_mail_can_be_read(browser: Browser, kind: str, scheme: Literal["light", "dark"]) -> None:
    for width in WIDTHS:
        with opened(browser, kind, width, scheme) as page:
            assert too_faint(page) == []
            assert page.evaluate("document.scrollingElement.scrollWidth") <= width
            assert min(one["size"] for one in page.evaluate(TEXTS)) >= 15
            for body in page.locator(".pad > p:not([class])").all():
                size = body.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
                assert 17 <= size <= 19


@pytest.mark.parametrize("kind", kinds())
def test_one_column_of_580_pixels_at_most(browser: Browser, kind: str) -> None:
    for width in (600, 1280):
        with opened(browser, kind, width, "light") as page:
            box = page.locator(".sheet").bounding_box()
            assert box is not None
            assert 560 <= box["width"] <= 580
            assert box["x"] == pytest.approx((width - box["width"]) / 2, abs=1)


def test_a_dark_screen_shows_a_dark_mail(browser: Browser) -> None:
    for scheme, is_dark in (("light", False), ("dark", True)):
        with opened(browser, "alert", 320, scheme) as page:  # type: ignore[arg-type]
            texts = page.evaluate(TEXTS)
            plain = [one for one in texts if one["text"].startswith("Am Bahndamm brennt trockenes")]
            assert [luminance(one["behind"]) < 0.1 for one in plain] == [is_dark]


@pytest.mark.parametrize("kind", ["alert", "cancel", "rich"])
def test_on_paper_it_is_black_on_white(browser: Browser, kind: str) -> None:
    with opened(browser, kind, 600, "dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        texts = page.evaluate(TEXTS)
        assert {tuple(one["behind"]) for one in texts} == {(255, 255, 255)}
        assert {tuple(one["colour"]) for one in texts} == {(0, 0, 0)}


@pytest.mark.parametrize("kind", kinds())
def test_nothing_is_loaded_but_what_the_text_shows(browser: Browser, kind: str) -> None:
    with opened(browser, kind, 600, "light") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(page.content())
        images = page.locator("img").count()
    assert len(asked) == images == (1 if kind == "rich" else 0)
