"""Pictures of every kind of page, to be looked at: ``make screenshots``.

``.venv/bin/python -m tests.browser.site_shots DIR`` writes ``<name>.webp`` into a folder: the page
on a phone and on a desk, on a dark phone, and as printed, side by side.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import FLAGS, executable
from tests.browser.whole_town import NAMES, opened, whole_town

# Width and height of each view in CSS pixels, and what else makes it; A4 at 96 to the inch.
VIEWS: tuple[tuple[int, int, dict[str, Any]], ...] = (
    (360, 780, {"color_scheme": "light"}),
    (1280, 780, {"color_scheme": "light"}),
    (360, 780, {"color_scheme": "dark"}),
    (794, 1123, {"media": "print"}),
)
HEIGHT = 320
GAP = 10
GROUND = "#8b9096"
QUALITY = 15


def views(browser: Browser, town: dict[str, str], name: str) -> Iterator[Image.Image]:
    """The upper part of a page in each view."""
    for width, height, kind in VIEWS:
        page = opened(browser, town, name, width)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(**kind)
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
        yield picture.resize((width * HEIGHT // height, HEIGHT), Image.Resampling.LANCZOS)
        page.context.close()


def side_by_side(pictures: list[Image.Image]) -> Image.Image:
    """Pictures of one height in a row."""
    width = sum(one.width + GAP for one in pictures) + GAP
    sheet = Image.new("RGB", (width, HEIGHT + 2 * GAP), GROUND)
    left = GAP
    for one in pictures:
        sheet.paste(one, (left, GAP))
        left += one.width + GAP
    return sheet


def main(folder: Path, names: tuple[str, ...]) -> None:
    """Write the pictures of these pages."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        whole_town(Path(place)) as addresses,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        for name in names:
            sheet = side_by_side(list(views(browser, addresses, name)))
            sheet.save(folder / f"{name}.webp", quality=QUALITY, method=6)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]) or NAMES)
