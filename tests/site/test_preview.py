"""``preview``: a process of its own, asked over HTTP as a browser asks it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import ignore_patterns

import httpx
import pytest

from .followed_town import LONG, PROGRAM
from .site_runs import SECOND_NOW, SECOND_TOWN, TownFolder, clean_environment, tree

DRAFT = """---
title: Bäume am Markt
date: 2026-03-09 17:00
topics: {topic}
draft: true
---
![Ein Baum](anhaenge/baum.png) Wir pflanzen {count} Linden.
"""
FILE = "content/aktuelles/2026-03-09-baeume.md"
PAGE = "aktuelles/2026-03-09-baeume/"
VIEW = "_vorschau/meldung/2026-03-09-baeume/"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def without_picture(count: int) -> str:
    text = DRAFT.format(topic="stadtleben", count=count)
    return text.replace("![Ein Baum](anhaenge/baum.png) ", "")


class Previewed:
    """A town, and the preview that shows it."""

    def __init__(self, town: TownFolder, *options: str) -> None:
        self.town = town
        self.process = subprocess.Popen(
            [
                sys.executable,
                PROGRAM,
                "--site",
                str(town.folder),
                "preview",
                "--port",
                "0",
                *options,
            ],
            env=clean_environment(PYTHONUNBUFFERED="1"),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        said = iter(self.process.stdout.readline, "")
        self.url = next(line.split()[-1] for line in said if line.startswith("Website:"))

    def get(self, path: str, status: int = 200) -> str:
        answer = httpx.get(self.url + path, timeout=LONG)
        assert answer.status_code == status, answer.text
        assert answer.headers["X-Robots-Tag"].startswith("noindex")
        return answer.text

    def until(self, path: str, words: str) -> str:
        end = time.monotonic() + LONG
        while words not in (text := httpx.get(self.url + path, timeout=LONG).text):
            assert time.monotonic() < end, text
            time.sleep(0.05)
        return text


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Previewed]:
    """One preview for all tests: each leaves the town as it was."""
    folder = tmp_path_factory.mktemp("preview") / "stadt"
    town = TownFolder(Path(shutil.copytree(SECOND_TOWN, folder, ignore=ignore_patterns("var"))))
    town.write(FILE, DRAFT.format(topic="stadtleben", count=3))
    town.write("content/anhaenge/baum.png", PNG)
    preview = Previewed(town, "--as-of", SECOND_NOW, "--to", "outbox")
    yield preview
    preview.process.send_signal(signal.SIGTERM)
    assert preview.process.wait(LONG) == 0
    assert preview.process.stdout is not None
    preview.process.stdout.close()


@pytest.fixture
def previewed(process: Previewed) -> Iterator[Previewed]:
    yield process
    process.town.write(FILE, DRAFT.format(topic="stadtleben", count=3))
    process.until(PAGE, "3 Linden")


def test_what_an_editor_sees(previewed: Previewed) -> None:
    before = tree(previewed.town.folder / "content")
    page = previewed.get(PAGE)
    assert "Wir pflanzen 3 Linden." in page
    assert 'name="robots" content="noindex' in page
    assert "vorschau/preview.js" in page
    view = previewed.get(VIEW)
    assert "Solange draft: true" in view
    assert "geht hinaus; an wie viele, weiß nur ein Mailserver" in view
    assert "Wir pflanzen 3 Linden." in view  # the mail as plain text
    mail = previewed.get(f"{VIEW}0.html")
    assert "Wir pflanzen 3 Linden." in mail
    assert 'src="/info/anhaenge/baum.png"' in mail
    assert previewed.get(f"{VIEW}1.html", 404)
    assert "Bäume am Markt" in previewed.get("_vorschau/")
    assert "Disallow: /" in previewed.get("robots.txt")

    previewed.town.write(FILE, DRAFT.format(topic="stadtlebn", count=3))
    broken = previewed.until(PAGE, "stadtlebn")
    assert f"{FILE}:4" in broken
    assert "topics (Themen)" in broken
    assert "Hochwasser" in previewed.get("")
    assert f"{FILE}:4" in previewed.get("_vorschau/")
    previewed.town.write(FILE, DRAFT.format(topic="stadtleben", count=4))
    assert "Wir pflanzen 4 Linden." in previewed.until(PAGE, "4 Linden")

    # Nothing but the file itself has changed, and nothing of the town's is made but the preview.
    previewed.town.write(FILE, DRAFT.format(topic="stadtleben", count=3))
    assert tree(previewed.town.folder / "content") == before
    made = {path.name for path in previewed.town.folder.iterdir()}
    assert not made & {"output", "outbox"}
    assert [path.name for path in (previewed.town.folder / "var").iterdir()] == ["preview"]


def test_no_other_website_reads_it(previewed: Previewed) -> None:
    headers = {"Host": f"angreifer.example:{httpx.URL(previewed.url).port}"}
    for path in ("", PAGE, "_vorschau/", "_vorschau/ereignisse"):
        answer = httpx.get(previewed.url + path, headers=headers, timeout=LONG)
        assert (answer.status_code, answer.text) == (421, "")
    assert httpx.head(previewed.url, headers=headers).status_code == 421
    worker = httpx.get(f"{previewed.url}sw.js", headers={"Service-Worker": "script"})
    assert worker.status_code == 404
    answer = httpx.get(previewed.url)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in answer.headers
    for path in ("../town.yml", "..%2ftown.yml", "%2e%2e/cache/build.sqlite", ".infokanal"):
        raw = httpx.get(httpx.URL(previewed.url).copy_with(raw_path=f"/info/{path}".encode()))
        assert "site:" not in raw.text, path
        assert b"SQLite" not in raw.content


def test_a_broken_town_yml_is_told_and_the_rest_goes_on(previewed: Previewed) -> None:
    town = previewed.town.folder / "town.yml"
    text = town.read_text(encoding="utf-8")
    town.write_text(f"{text}unsinn: 1\n", encoding="utf-8")
    assert "town.yml:" in previewed.until("_vorschau/", "unsinn")
    assert "3 Linden" in previewed.get(PAGE)
    town.write_text(text, encoding="utf-8")
    end = time.monotonic() + LONG
    while "unsinn" in previewed.get("_vorschau/"):
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_server_that_cannot_be_asked_is_told(second: TownFolder) -> None:
    second.write(FILE, without_picture(3))
    preview = Previewed(second, "--as-of", SECOND_NOW, "--to", "listmonk")
    view = preview.get(VIEW)
    assert "Der Mailserver war nicht zu fragen" in view
    assert "LISTMONK_URL" in view
    assert "Wir pflanzen 3 Linden." in view
    preview.process.send_signal(signal.SIGINT)
    preview.process.communicate(timeout=LONG)


def test_events_tell_of_a_build(previewed: Previewed) -> None:
    with httpx.stream("GET", f"{previewed.url}_vorschau/ereignisse?seit=früher", timeout=LONG) as s:
        lines = (line for line in s.iter_lines() if line.startswith("data:"))
        first = next(lines)
        previewed.town.write(FILE, DRAFT.format(topic="stadtleben", count=5))
        assert next(lines) != first


def test_a_port_that_is_taken(previewed: Previewed, tmp_path: Path) -> None:
    port = str(httpx.URL(previewed.url).port)
    folder = ("--site", str(previewed.town.folder), "--into", str(tmp_path / "other"))
    done = subprocess.run(
        [sys.executable, PROGRAM, *folder, "preview", "--port", port],
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=LONG,
    )
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
