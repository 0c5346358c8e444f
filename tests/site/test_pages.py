"""Every page of both towns: sound HTML, links that lead somewhere, and nothing from elsewhere."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from .site_runs import TownFolder, page, pages, text, tree

_CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")
_LOADED = {
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
    "use": "href",
}
# Relations of <link> that make a browser load something at once.
_LOADING = {"stylesheet", "icon", "apple-touch-icon", "preload", "prefetch", "manifest"}


@dataclass(frozen=True, slots=True)
class Web:
    """A built site as a browser sees it: its files, its address, its language, if it is a demo."""

    output: Path
    address: str
    demo: bool
    language: str = "de"

    @property
    def base(self) -> str:
        return urlsplit(self.address).path

    def file_of(self, target: str) -> Path | None:
        """The file that an own address means; None for one of another site."""
        if target.startswith(self.address):
            target = self.base + target.removeprefix(self.address)
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            return None
        assert parts.path.startswith(self.base + "/"), f"{target} leads out of {self.base}/"
        path = unquote(parts.path.removeprefix(self.base + "/"))
        return self.output / (f"{path}index.html" if path.endswith("/") or not path else path)


@pytest.fixture(scope="session", params=["shipped", "second", "english", "fire"])
def web(
    request: pytest.FixtureRequest,
    built: TownFolder,
    second_built: TownFolder,
    english_built: TownFolder,
    fire: dict[str, Path],
) -> Web:
    below = "https://www.beispielstadt.example/info"
    if request.param == "second":
        return Web(second_built.output, below, demo=False)
    if request.param == "english":
        return Web(english_built.output, below, demo=False, language="en")
    output = built.output if request.param == "shipped" else next(iter(fire.values()))
    return Web(output, "https://info.tangerhuette.example", demo=True)


def _all(web: Web) -> Iterator[tuple[str, BeautifulSoup]]:
    for path in pages(web.output):
        yield path, page(web.output, path)


# Nobody should find these by searching.
HIDDEN = frozenset(
    {"404.html", "abonnieren/bestaetigen/index.html", "offline/index.html", "suche/index.html"}
)
# They stand under other addresses than their own.
ELSEWHERE = frozenset({"404.html", "offline/index.html"})
MODULES = {"suche/index.html": ["search.js"]}


@lru_cache
def _ids(file: Path) -> frozenset[str]:
    found = re.findall(r'\sid="([^"]+)"', file.read_text(encoding="utf-8"))
    return frozenset(found)


def test_there_is_every_kind_of_page(web: Web) -> None:
    found = pages(web.output)
    for path in (
        "index.html",
        "404.html",
        "gefahren/index.html",
        "themen/index.html",
        "leistungen/index.html",
    ):
        assert path in found
    assert "feeds/index.html" in found
    for kind in (r"aktuelles/[^/]+/", r"themen/[^/]+/", r"themen/[^/]+/\d{4}/", r"impressum/"):
        assert any(re.fullmatch(kind + r"index\.html", path) for path in found), kind


def test_every_page_is_well_made(web: Web) -> None:
    for path, shown in _all(web):
        assert shown.html is not None
        assert shown.html["lang"] == web.language, path
        assert len(shown.select("h1")) == 1, path
        assert len(shown.select("main")) == 1, path
        assert text(shown, "head > title"), path
        assert shown.select("meta[charset=utf-8]"), path
        assert shown.select("meta[name=viewport]"), path
        levels = [int(heading.name[1]) for heading in shown.select("h1, h2, h3, h4, h5, h6")]
        assert levels[0] == 1, (path, levels)
        steps = pairwise(levels)
        assert all(later <= earlier + 1 for earlier, later in steps), (path, levels)
        ids = [str(element["id"]) for element in shown.select("[id]")]
        assert len(set(ids)) == len(ids), (path, sorted(ids))
        for name in ("aria-labelledby", "aria-describedby", "for"):
            for element in shown.select(f"[{name}]"):
                assert set(str(element[name]).split()) <= set(ids), (path, str(element)[:80])
        for image in shown.select("img"):
            assert str(image["alt"]).strip(), path
        for link in shown.select("a"):
            assert link.get("href"), (path, str(link))
            assert link.get_text().strip() or link.select("img[alt]"), (path, str(link))
        assert shown.select("[style], [onclick]") == [], path
        scripts = shown.select("script:not([type='application/ld+json'])")
        names = [str(one["src"]).rpartition("/theme/")[2] for one in scripts]
        assert names == [*MODULES.get(path, ()), "over.js"], path
        waits = (one.has_attr("defer") or one.get("type") == "module" for one in scripts)
        assert all(waits), path
        assert not any(one.get_text() for one in scripts), path


def test_titles_tell_pages_apart(web: Web) -> None:
    """But for items: two seasons may begin with the same words."""
    listed = [(path, text(shown, "head > title")) for path, shown in _all(web)]
    titles = [title for path, title in listed if not path.startswith("aktuelles/")]
    assert len(set(titles)) == len(titles), sorted(titles)


def test_every_own_link_leads_somewhere(web: Web) -> None:
    for path, shown in _all(web):
        here = web.output / path
        for element in shown.select("[href], [src]"):
            target = str(element.get("href") or element.get("src"))
            if target.startswith(("mailto:", "tel:")):
                continue
            file = here if target.startswith("#") else web.file_of(target)
            if file is None:
                assert element.name in ("a", "link"), (path, target)
                continue
            assert file.is_file(), (path, target)
            fragment = urlsplit(target).fragment
            assert not fragment or fragment in _ids(file), (path, target)


def test_pages_say_their_own_address(web: Web) -> None:
    for path, shown in _all(web):
        links = [str(link["href"]) for link in shown.select("link[rel=canonical]")]
        own = f"{web.address}/{path.removesuffix('index.html')}"
        assert links == ([] if path in ELSEWHERE else [own])


def test_nothing_is_loaded_from_elsewhere(web: Web) -> None:
    for path, shown in _all(web):
        for name, attribute in _LOADED.items():
            for element in shown.select(f"{name}[{attribute}]"):
                assert web.file_of(str(element[attribute])), (path, str(element))
        for link in shown.select("link[href]"):
            if _LOADING & set(link.get_attribute_list("rel")):
                assert web.file_of(str(link["href"])), (path, str(link))
        assert shown.select("[srcset], base, meta[http-equiv]") == [], path
        for style in shown.select("style"):
            assert not _CSS_URL.search(style.get_text()), path
    for file in (*web.output.rglob("*.css"), *web.output.rglob("*.svg")):
        words = file.read_text(encoding="utf-8")
        for match in _CSS_URL.finditer(words):
            target = match[1] or match[2]
            assert not urlsplit(target).netloc, (file, target)
            assert target.startswith(("data:", "#")) or (file.parent / target).is_file()
        assert 'xlink:href="http' not in words


def test_a_demonstration_says_so_on_every_page(web: Web) -> None:
    for path, shown in _all(web):
        noindex = [meta["content"] for meta in shown.select("meta[name=robots]")]
        assert noindex == (["noindex"] if web.demo or path in HIDDEN else []), path
        assert len(shown.select(".demo")) == web.demo, path
        if web.demo:
            assert text(shown, ".demo").startswith("Demonstration"), path


def test_robots_and_sitemap(web: Web) -> None:
    rules = (web.output / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert rules == [
        "User-agent: *",
        "Disallow: /" if web.demo else "Disallow:",
        f"Sitemap: {web.address}/sitemap.xml",
    ]
    root = ET.fromstring((web.output / "sitemap.xml").read_bytes())  # noqa: S314
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    listed = [url.findtext(f"{space}loc", "") for url in root]
    wanted = {
        f"{web.address}/{path.removesuffix('index.html')}"
        for path in pages(web.output)
        if path not in HIDDEN
    }
    assert set(listed) == wanted
    assert len(listed) == len(wanted)


def test_addresses_in_feeds_lead_somewhere(web: Web) -> None:
    for path, raw in tree(web.output / "feeds").items():
        data = raw.replace(b"\r\n ", b"")  # calendars fold their lines
        for target in set(re.findall(re.escape(web.address) + r"[^\s\"'<>&\\\\]*", data.decode())):
            file = web.file_of(target if target != web.address else f"{target}/")
            assert file is not None
            assert file.is_file(), (path, target)


def test_the_missing_page_works_from_every_depth(web: Web) -> None:
    shown = page(web.output, "404.html")
    for element in shown.select("link[href], a[href]"):
        target = str(element["href"])
        assert target.startswith(("/", "#", "mailto:", "https:")), target
