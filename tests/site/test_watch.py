"""``build --watch`` in a process of its own: a saved file is on the site soon after."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from .site_runs import ROOT, SECOND_NOW, TownFolder, clean_environment

PATIENCE = 60.0


def soon(is_so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def holds(path: Path, text: str) -> Callable[[], bool]:
    return lambda: path.is_file() and text in path.read_text("utf-8")


def test_saved_files_show_and_broken_ones_are_told(second: TownFolder, tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    source = second.folder / "content/aktuelles/2026-03-09-heizung-rathaus.md"
    page = second.output / f"aktuelles/{source.stem}/index.html"
    command = [sys.executable, "publish.py", "--site", str(second.folder), "build"]
    with (
        said.open("wb") as out,
        subprocess.Popen(
            [*command, "--watch", "--as-of", SECOND_NOW],
            cwd=ROOT,
            env=clean_environment(),
            stdout=out,
            stderr=out,
        ) as process,
    ):
        try:
            soon(page.is_file, "no site")
            # Nobody watches yet: what changes during the first build is found all the same.
            before = source.read_text("utf-8")
            source.write_text(f"{before}\nEin Satz, der neu ist.\n", "utf-8")
            soon(holds(page, "Ein Satz, der neu ist."), "the text is not there")
            source.write_text(before.replace("title:", "titel:", 1), "utf-8")
            soon(holds(said, source.name), "the problem is not told")
            assert "Ein Satz, der neu ist." in page.read_text("utf-8"), "strict: the site stays"
            source.write_text(before.replace("title: ", "title: Ganz ", 1), "utf-8")
            soon(holds(second.output / "index.html", "Ganz "), "the title is not there")
            soon(holds(said, "Alle Probleme sind behoben."), "the end of it is not told")
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
