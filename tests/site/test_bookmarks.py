"""The page of bookmarks: every prepared text and all that is open, for each forge."""

from __future__ import annotations

import itertools
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from subscriptions.core.forges import FORGES

from .site_runs import TownFolder, href

REPOSITORY = "https://git.example.org/stadt/inhalte"
# The storm is in force.
NOW = "2026-10-21 18:00"


def bookmarks(town: TownFolder, forge: str, *options: str) -> BeautifulSoup:
    answer = town.run(
        "bookmarks", "--forge", forge, "--repository", REPOSITORY, "--as-of", NOW, *options
    )
    assert (answer.code, answer.err) == (0, "")
    with open(answer.out.strip(), encoding="utf-8") as file:  # noqa: PTH123
        return BeautifulSoup(file.read(), "lxml")


@pytest.mark.parametrize("forge", FORGES)
def test_every_text_is_there_and_short_enough(shipped: TownFolder, forge: str) -> None:
    found = bookmarks(shipped, forge)
    links = found.select("a[data-form]")
    assert len(links) == 21 + 6 + 3
    for link in links:
        area = link.parent.select_one("textarea") if link.parent else None
        assert area is not None
        written = str(area.string)
        address = href(link)
        assert address == link["data-form"]
        assert address.startswith(REPOSITORY)
        query = parse_qs(urlsplit(address).query)
        if FORGES[forge].text:
            assert query[FORGES[forge].text] == [written]
        assert link.has_attr("data-copies") == (not FORGES[forge].text)
        assert "date: ___jetzt___\n" in written
        (name,) = query[FORGES[forge].name]
        assert name.split("/")[-1].startswith("___Datum___-")


def test_what_is_open_can_be_gone_on_with(shipped: TownFolder) -> None:
    found = bookmarks(shipped, "github")
    titles = [link.get_text() for link in found.select("#open ~ ul")[0].select("a")]
    assert titles == [
        "Aktualisierung: Schwere Sturmböen in der Nacht",
        "Entwarnung: Schwere Sturmböen in der Nacht",
        "Wieder geöffnet: Freibad Uchtdorf verabschiedet sich bis zum Mai",
    ]
    assert "references: [2026-10-21-sturmwarnung]" in found.select("#open ~ ul textarea")[0].text
    assert "21.10.2026, 18:00 Uhr" in found.get_text()


def test_the_page_needs_nobody_else(shipped: TownFolder) -> None:
    found = bookmarks(shipped, "gitlab")
    assert found.select("link[href], img, script[src], iframe") == []
    assert len(found.select("h1")) == 1
    levels = [int(heading.name[1]) for heading in found.select("h1, h2, h3")]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    names = [link.get_text() for link in found.select("a[data-form]")]
    assert len(names) == len(set(names)), "each link says by itself where it leads"
    ids = {element["id"] for element in found.select("[id]")}
    assert {href(link)[1:] for link in found.select("nav a")} <= ids


def test_it_is_no_part_of_the_website(shipped: TownFolder) -> None:
    bookmarks(shipped, "forgejo")
    assert (shipped.folder / "var" / "bookmarks-forgejo.html").is_file()
    bookmarks(shipped, "forgejo", "--file", str(shipped.folder / "seite.html"))
    assert (shipped.folder / "seite.html").is_file()
    assert not shipped.output.exists()


def test_a_town_without_prepared_texts(second: TownFolder) -> None:
    found = bookmarks(second, "github", "--branch", "entwurf/neu")
    assert len(found.select("a[data-form]")) >= 1
    assert all("/new/entwurf/neu?" in href(link) for link in found.select("a[data-form]"))


@pytest.mark.parametrize("url", ["git.example.org/stadt", "javascript:alert(1)", "/srv/git"])
def test_a_repository_that_is_no_address(second: TownFolder, url: str) -> None:
    answer = second.run("bookmarks", "--forge", "github", "--repository", url)
    assert answer.code == 2
    assert "https://" in answer.err
