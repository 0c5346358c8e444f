"""Compiled templates hold words and links of one town: another town's never come from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.engine.request import Cache
from plugins.engine.templates import environment, render
from plugins.engine.theme import Theme
from subscriptions.adapters.catalogues import catalogue

from .samples import town

TEMPLATE = """<a href="{{ 'themen/'|link }}">{{ _("Topics") }}</a>
{{ _('Topics')|upper }} {{ 'feeds/'|absolute }} {{ _("Newer messages on %(topic)s", topic=topic) }}
"""
GERMAN = """<a href="/themen/">Themen</a>
THEMEN https://info.example.org/feeds/ Neueres zu „Müll &amp; Wege“
"""
ENGLISH = """<a href="/info/themen/">Topics</a>
TOPICS https://example.org/info/feeds/ Newer messages on Müll &amp; Wege
"""
OTHER = {"url": "https://example.org/info", "language": "en"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "theme" / "templates").mkdir(parents=True)
    (tmp_path / "theme" / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def page(folder: Path, program: bytes = b"1", **changes: str) -> str:
    """The page of a town, as a program makes it that has compiled templates there."""
    here = town().model_copy(update=changes)
    theme, cache = Theme((folder / "theme",)), Cache(folder / "build.sqlite", program)
    made = environment(theme, here, catalogue(here.language), cache)
    return render(made, "page.html", {"topic": "Müll & Wege"}).decode()


def compiled(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("__jinja2_*"))


def test_each_town_has_its_own_words_and_links(folder: Path) -> None:
    assert page(folder) == page(folder) == GERMAN
    assert page(folder, **OTHER) == page(folder, **OTHER) == ENGLISH
    assert page(folder) == GERMAN


def test_a_host_of_its_own_changes_nothing_of_them(folder: Path) -> None:
    page(folder)
    there = compiled(folder)
    other = page(folder, url="https://other.example")
    assert other == GERMAN.replace("info.example.org", "other.example")
    assert compiled(folder) == there


def test_what_nobody_takes_any_more_is_deleted(folder: Path) -> None:
    page(folder)
    (first,) = compiled(folder)
    page(folder, name="Stadt Neustadt")
    assert compiled(folder) == [first]
    for again in ({"program": b"2"}, OTHER):
        page(folder, **again)  # type: ignore[arg-type]
        (other,) = compiled(folder)
        assert other != first
        first = other
