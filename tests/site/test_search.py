"""The search: its index is made after the build, only if something changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from subscriptions.adapters import search_index

from .site_runs import SECOND_NOW, TownFolder, digest, href, tree


def entry(town: TownFolder) -> Path:
    return town.output / "pagefind" / "pagefind-entry.json"


def pages_in(town: TownFolder) -> int:
    languages = json.loads(entry(town).read_text(encoding="utf-8"))["languages"]
    assert list(languages) == ["de"]
    return int(languages["de"]["page_count"])


# Pages of the site's own that people look for by their words.
OVERVIEWS = ("abonnieren", "ausschreibungen", "feeds", "freibaeder", "gefahren", "leistungen")


def test_items_services_and_pages_are_found(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    assert second.run("search").code == 0
    kinds = [
        len(list((second.output / kind).glob("*/index.html")))
        for kind in ("aktuelles", "leistungen")
    ]
    static = len(list((second.folder / "content" / "seiten").iterdir()))
    overviews = [name for name in OVERVIEWS if (second.output / name / "index.html").exists()]
    assert pages_in(second) == sum(kinds) + static + len(overviews)
    used = {path.suffix for path in (second.output / "pagefind").iterdir()}
    assert ".css" not in used


def test_it_is_made_when_a_page_changed(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    second.run("search")
    before = digest(second.output / "pagefind")
    assert second.run("search").code == 0
    assert digest(second.output / "pagefind") == before
    (second.folder / "content" / "leistungen" / "anwohnerparkausweis.md").unlink()
    second.build(SECOND_NOW)
    assert digest(second.output / "pagefind") == before, "a build leaves it alone"
    count = pages_in(second)
    assert second.run("search").code == 0
    assert pages_in(second) == count - 1
    assert len(list((second.output / "pagefind").glob("*.pf_meta"))) == 1


def test_a_build_without_memory_leaves_it(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    clean = tree(second.output)
    second.run("search")
    (second.folder / "var" / "cache" / "build.sqlite").unlink()
    second.build(SECOND_NOW)
    assert entry(second).is_file()
    assert {name: data for name, data in tree(second.output).items() if "pagefind" not in name} == {
        name: data for name, data in clean.items() if "pagefind" not in name
    }


def test_a_town_without_a_search(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    second.run("search")
    second.write("town.yml", (second.folder / "town.yml").read_text("utf-8") + "search: false\n")
    second.build(SECOND_NOW)
    assert second.run("search").code == 0
    assert not (second.output / "pagefind").exists()
    assert not (second.output / "suche").exists()
    links = [href(link) for link in second.page("").select("a")]
    assert not [link for link in links if "suche" in link]


def test_a_failure_is_told_and_the_index_of_before_stays(
    second: TownFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    second.build(SECOND_NOW)
    second.run("search")
    before = digest(second.output / "pagefind")
    (second.folder / "content" / "leistungen" / "anwohnerparkausweis.md").unlink()
    second.build(SECOND_NOW)
    monkeypatch.setattr(search_index.sys, "executable", "/bin/false")
    answer = second.run("search")
    assert answer.code == 1
    assert "Der Index der Suche konnte nicht erstellt werden" in answer.err
    assert digest(second.output / "pagefind") == before


def test_before_the_first_build_there_is_nothing_to_search(second: TownFolder) -> None:
    answer = second.run("search")
    assert answer.code == 2
    assert "noch keine Website" in answer.err
