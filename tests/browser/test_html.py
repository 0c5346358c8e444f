"""All pages of both towns hold for the HTML checker of the W3C (vnu); style and symbols too."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.whole_town import NOW, QUIET_NOW, town_of
from tests.site.site_runs import ROOT, SECOND_NOW, SECOND_TOWN, TownFolder

pytestmark = pytest.mark.browser

JAR = ROOT / "tools/html/node_modules/vnu-jar/build/dist/vnu.jar"


def complaints(*given: Path) -> list[str]:
    """What the checker says of files, and of all HTML below folders."""
    if not shutil.which("java") or not JAR.is_file():
        pytest.skip("No HTML checker was found; make html-checker fetches it, and it needs Java.")
    kinds = ["--skip-non-html"] if given[0].is_dir() else ["--also-check-css", "--also-check-svg"]
    command = ["java", "-jar", str(JAR), *kinds, "--format", "json", "--stdout", *map(str, given)]
    said = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)["messages"]
    return [f"{one.get('url', '')}: {one['message']}" for one in said]


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "falsch.html").write_text("<!doctype html><html lang=de><title>x</title><p><b>")
    assert len(complaints(tmp_path)) >= 1


@pytest.mark.parametrize("now", [NOW, QUIET_NOW])
def test_the_shipped_town_holds(tmp_path: Path, now: str) -> None:
    assert complaints(town_of(tmp_path / "stadt", now).output) == []


def test_the_second_town_holds(tmp_path: Path) -> None:
    town = TownFolder(Path(shutil.copytree(SECOND_TOWN, tmp_path / "stadt")))
    assert town.build(SECOND_NOW).code == 0
    assert complaints(town.output) == []


def test_style_and_symbols_hold() -> None:
    static = ROOT / "theme/static"
    assert complaints(static / "style.css", static / "icons.svg", static / "favicon.svg") == []
