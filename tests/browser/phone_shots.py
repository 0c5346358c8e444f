"""The pictures of the way by phone in docs/redaktion.md.

``.venv/bin/python -m tests.browser.phone_shots docs/screenshots`` writes them anew: the page of
bookmarks as it is, and a form as a sketch of ours. No code hosting service is shown: each has its
own, and changes it.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from subscriptions.cli.main import run
from tests.browser.chromium import FLAGS, executable
from tests.site.site_runs import copy_of_shipped

NOW = "2022-07-14 20:38"
SIZE = (360, 700)
# What somebody writes in place of the blanks, in 30 seconds.
WRITTEN = {
    "Ort": "der Mühle",
    "Gebiet": "Grieben, Mühlenstraße",
    "Was_ist_geschehen": "In der Mühle brennt der Dachstuhl. Der Rauch zieht nach Osten.",
}
SKETCH = """<!DOCTYPE html><html lang="de"><meta charset="utf-8"><style>
* {{ box-sizing: border-box; }}
body {{ margin: 0; padding: 10px; background: #fbf9f1; color: #222; font: 15px/1.35 sans-serif; }}
.note {{ margin: 0 0 10px; padding: 6px 10px; border: 2px dashed #75716a; text-align: center; }}
label {{ display: block; margin: 8px 0 3px; font-weight: bold; }}
.field {{ border: 2px solid #75716a; border-radius: 6px; background: #fff; padding: 6px 8px; }}
.text {{ height: 420px; overflow: hidden; font: 12px/1.38 monospace; white-space: pre-wrap; }}
mark {{ background: #ffe27a; }} .new {{ background: #c9f0c4; }}
.save {{ margin-top: 12px; padding: 10px; border-radius: 6px; background: #222; color: #fff;
  text-align: center; font-weight: bold; }}
</style><p class="note">Skizze: Der Git-Dienst Ihrer Stadt sieht anders aus</p>
<label>Dateiname</label><div class="field">content/aktuelles/<br><b>{name}</b></div>
<label>Text</label><div class="field text">{text}</div>
<div class="save">Speichern (Commit) in main</div></html>"""


def main(folder: Path) -> None:
    """Write all pictures."""
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        bookmarks = _bookmarks(Path(made))
        browser = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": SIZE[0], "height": SIZE[1]},
            locale="de-DE",
            timezone_id="Europe/Berlin",
            offline=True,
        )
        page.clock.set_fixed_time("2022-07-14T20:38:00+02:00")
        page.goto(bookmarks.as_uri())
        _keep(page, folder / "telefon-1-lesezeichen.png")
        page.get_by_role("link", name="Brand in …", exact=True).click()
        _keep(page, folder / "telefon-2-vorlage.png")
        name, text = _form(page)
        page.set_content(SKETCH.format(name=escape(name), text=_marked(text)))
        _keep(page, folder / "telefon-3-formular.png")
        page.set_content(SKETCH.format(name=escape(name), text=_written(text)))
        _keep(page, folder / "telefon-4-ausgefuellt.png")
        browser.close()


def _bookmarks(folder: Path) -> Path:
    town, page = copy_of_shipped(folder / "stadt"), folder / "lesezeichen.html"
    service = ("--forge", "github", "--repository", "https://git.example.org/stadt/inhalte")
    code = run(["--site", str(town), "bookmarks", *service, "--as-of", NOW, "--file", str(page)])
    if code:
        sys.exit(code)
    return page


def _form(page: Page) -> tuple[str, str]:
    """Name and text that the first link of a fire hands over, as the script completes them."""
    link = page.locator("h3:has-text('Brand') + ul a").first
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.click()
    query = parse_qs(urlsplit(str(link.get_attribute("href"))).query)
    return query["filename"][0].rpartition("/")[2], query["value"][0]


def _marked(text: str) -> str:
    return re.sub(r"___\w+?___", lambda found: f"<mark>{found[0]}</mark>", escape(text))


def _written(text: str) -> str:
    shown = escape(text)
    for name, words in WRITTEN.items():
        shown = shown.replace(f"___{name}___", f'<mark class="new">{escape(words)}</mark>')
    return shown


def _keep(page: Page, path: Path) -> None:
    """A picture of few colours: it is looked at in a text, and lies in every clone."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(32, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
