"""Every word of the site is the town's own or comes from the catalogues, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.dates import get_day_names, get_month_names
from bs4 import BeautifulSoup
from bs4.element import NavigableString

from plugins.engine.build import build
from subscriptions.cli.session import Session, default_places
from subscriptions.cli.site import request
from subscriptions.core.dates import parse_moment

from .site_runs import ROOT, SECOND_NOW, TownFolder, page, pages

# What is the same in any language: formats, units, addresses, names of files.
FORMATS = {"RSS", "Atom", "JSON", "Feed", "ICS", "iCalendar", "OPML", "CAP", "PDF", "CSV", "ODT"}
NAMES = frozenset(FORMATS | {"URL", "kB", "MB"})
ADDRESS = re.compile(r"https?://\S+|\b[\w-]+\.(json|xml|ics|opml)\b")
# Babel writes dates, in the town's language.
DATES = frozenset(
    {*get_day_names(locale="de").values(), *get_month_names(locale="de").values(), "Uhr"}
)
# Pieces of tags that stand in a place of their own.
ATTRIBUTES = re.compile(
    r"\{% macro (topic_class|ending)\b.*?endmacro|\{% block (searched|og_type).*?endblock",
    re.DOTALL,
)
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN = (
    "[alt]",
    "[aria-label]",
    "[aria-description]",
    "[placeholder]",
    "[title]",
    "[data-offline]",
    "[data-copied]",
    "meta[name=description][content]",
    "meta[property^='og:title'][content]",
    "meta[property$='image:alt'][content]",
)
BEGIN, END = "\u27e6", "\u27e7"
MARKED = re.compile(f"{BEGIN}[^{END}]*{END}")
WORD = re.compile(r"[^\W\d_]{2,}")
UNSPOKEN = {"script", "style", "time", "code"}


class Marking(NullTranslations):
    """Every text of the catalogues in brackets."""

    def gettext(self, message: str) -> str:
        return f"{BEGIN}{message}{END}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{BEGIN}{msgid1 if n == 1 else msgid2}{END}"


def spoken(shown: BeautifulSoup) -> Iterator[str]:
    """All words that a page says, aloud or to machines."""
    for node in shown.find_all(string=True):
        if type(node) is NavigableString and not UNSPOKEN & {above.name for above in node.parents}:
            yield str(node)
    for selector in SPOKEN:
        name = re.findall(r"\[([a-z-]+)\]", selector)[-1]
        yield from (str(element[name]) for element in shown.select(selector))


def bare(words: str) -> str:
    """Without what makes lines break well."""
    return " ".join(words.replace("\u00ad", "").split())


def left(words: str, known: str) -> list[str]:
    """The words outside of brackets that the town did not write itself."""
    rest = ADDRESS.sub(" ", MARKED.sub(" ", bare(words)))
    found = (word for word in WORD.findall(rest) if word not in NAMES | DATES)
    return [word for word in found if word not in known]


@pytest.fixture
def marked(second: TownFolder) -> TownFolder:
    """The second town with every text of the catalogues in brackets."""
    session = Session(default_places(str(second.folder), None))
    wanted = request(session, parse_moment(SECOND_NOW).at)
    build(replace(wanted, translations=Marking(), cache=None))
    return second


def test_no_word_of_a_page_is_hard_coded(marked: TownFolder) -> None:
    own = "\n".join(path.read_text("utf-8") for path in written(marked.folder))
    found = {
        (path, word)
        for path in pages(marked.output)
        for words in spoken(page(marked.output, path))
        for word in left(words, own)
    }
    assert sorted(found) == []


def written(folder: Path) -> Iterable[Path]:
    """What the town wrote, by hand."""
    yield folder / "town.yml"
    for part in ("content", "subscriptions"):
        yield from (path for path in (folder / part).rglob("*") if path.suffix in (".md", ".yml"))


@pytest.mark.parametrize(
    "folder", ["theme/templates", "subscriptions/mail", "subscriptions/editing"]
)
def test_no_template_has_words_of_its_own(folder: str) -> None:
    found = []
    for path in sorted((ROOT / folder).glob("*.html*")):
        source = path.read_text(encoding="utf-8")
        source = JINJA.sub(" ", ATTRIBUTES.sub(" ", source))
        words = [word for text in spoken(BeautifulSoup(source, "lxml")) for word in left(text, "")]
        found += [(path.name, word) for word in words]
    assert found == []


def test_the_english_site_says_nothing_in_german(english_built: TownFolder) -> None:
    german = {"Suche", "Themen", "Abonnieren", "Gefahren", "Leistungen", "Veröffentlicht"}
    for path in ("", "suche/", "abonnieren/", "404.html", "offline/"):
        shown = page(english_built.output, path)
        for part in shown.select(".prose, .card, [lang]:not(html), .site-footer nav"):
            part.decompose()
        words = set(WORD.findall(" ".join(map(str, shown.find_all(string=True)))))
        assert not words & german, path
