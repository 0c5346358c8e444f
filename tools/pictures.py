"""Draw the theme's pixel pictures from its symbols: for links to pages, and for a home screen.

Run it after a change of ``theme/static/icons.svg`` or ``favicon.svg`` (needs Chromium).
"""

from __future__ import annotations

import io
import os
import re
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "theme" / "static"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")

# What stands in links to a page, as style.css colours it, or near to that.
SOCIAL = {
    "warning": "#a3161a",
    "pool": "#005c88",
    "tender": "#6e4e00",
    "news": "#0b5a60",
    "children": "#92275e",
    "club": "#4f3c9e",
    "neighbours": "#1c663a",
    "service": "#43525d",
    "calendar": "#43525d",
}
SOCIAL_SIZE = (1200, 630)
# Pixels, and how much of the picture the symbol takes: launchers cut a maskable one to a circle.
ICONS = {"icon-192": (192, 1.0), "icon-512": (512, 1.0), "icon-maskable-512": (512, 0.62)}
COLOURS = 32


def main() -> None:
    """Write all pictures."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, colour in SOCIAL.items():
            draw(browser, SOCIAL_SIZE, social(name, colour), STATIC / "social" / f"{name}.png")
        for name, (size, part) in ICONS.items():
            draw(browser, (size, size), favicon(size, part), STATIC / f"{name}.png")
        browser.close()


def social(name: str, colour: str) -> str:
    """A symbol, large and white, in a ring on its colour."""
    sprite = (STATIC / "icons.svg").read_text(encoding="utf-8")
    found = re.search(rf'<symbol id="{name}" viewBox="0 0 24 24"([^>]*)>(.*?)</symbol>', sprite)
    if not found:
        message = f"icons.svg has no symbol {name}"
        raise SystemExit(message)
    return (
        f'<body style="margin:0;background:{colour};color:#fff">'
        '<svg width="1200" height="630" viewBox="0 0 1200 630">'
        '<circle cx="600" cy="315" r="225" fill="#fff" fill-opacity=".12"/>'
        '<circle cx="600" cy="315" r="225" fill="none" stroke="#fff" stroke-width="6"/>'
        f'<svg x="450" y="165" width="300" height="300" viewBox="0 0 24 24"{found[1]}>{found[2]}'
        "</svg></svg>"
    )


def favicon(size: int, part: float) -> str:
    """The favicon, on its own colour where it does not fill the picture."""
    svg = (STATIC / "favicon.svg").read_text(encoding="utf-8")
    ground = re.search(r'<rect[^>]* fill="(#[0-9a-f]+)"', svg)
    colour = ground[1] if ground and part < 1 else "transparent"
    edge = round(size * (1 - part) / 2)
    return (
        f"<style>body{{margin:0;background:{colour};width:{size}px;height:{size}px}}"
        f"svg{{display:block;width:{round(size * part)}px;position:absolute;"
        f"left:{edge}px;top:{edge}px}}</style>{svg}"
    )


def draw(browser: Browser, size: tuple[int, int], html: str, path: Path) -> None:
    """Write a page as a picture of few colours."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_content(html)
    shot = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
    page.close()
    few = shot.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    path.parent.mkdir(parents=True, exist_ok=True)
    few.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
