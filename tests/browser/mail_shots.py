"""Pictures of all golden mails, to be looked at.

``.venv/bin/python -m tests.browser.mail_shots DIR`` writes them into a folder.

Each at 320 and 600 pixels, on a light and on a dark screen, and as printed on paper (PDF). The mail
is loaded with the network cut off, as programs do that load no remote pictures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, executable
from tests.golden.write import FOLDER

WIDTHS = (320, 600)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def kinds() -> list[str]:
    """The kinds of mails, by file name."""
    return sorted(path.stem for path in FOLDER.glob("*.html"))


@contextmanager
def opened(
    browser: Browser, kind: str, width: int, scheme: Literal["light", "dark"]
) -> Iterator[Page]:
    """A golden mail as a mail program shows it."""
    context = browser.new_context(
        viewport={"width": width, "height": 640},
        color_scheme=scheme,
        java_script_enabled=True,
        offline=True,
        locale="de-DE",
    )
    page = context.new_page()
    page.set_content((FOLDER / f"{kind}.html").read_text(encoding="utf-8"))
    yield page
    context.close()


def main(folder: Path) -> None:
    """Write ``<kind>-<width>-<scheme>.png`` and ``<kind>.pdf``."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        for kind in kinds():
            for width in WIDTHS:
                for scheme in SCHEMES:
                    with opened(browser, kind, width, scheme) as page:
                        name = f"{kind}-{width}-{scheme}.png"
                        page.screenshot(path=folder / name, full_page=True)
            with opened(browser, kind, 600, "dark") as page:
                page.pdf(path=folder / f"{kind}.pdf", format="A4")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
