"""Static pages and services."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from subscriptions.core.front_matter import FrontMatter, split_front_matter
from subscriptions.core.pages import Page, Service, read_page, read_service
from tests.unit.samples import problems_of

PAGE = "content/seiten/Über uns.md"
SERVICE = "content/leistungen/personalausweis.md"


def front(fields: str, source: str) -> FrontMatter:
    return split_front_matter(f"---\n{fields}\n---\nText", source)


def page(fields: str, source: str = PAGE) -> Page:
    return read_page(front(fields, source), source)


def service(fields: str, source: str = SERVICE) -> Service:
    return read_service(front(fields, source), source)


def test_a_page() -> None:
    found = page("title: Über uns: die Stadt\nmenu: „footer“\norder: 5")
    assert (found.title, found.menu, found.order) == ("Über uns: die Stadt", "footer", 5)
    assert (found.id, found.path) == ("ueber-uns", "ueber-uns/")
    assert (found.source, found.body, found.body_line) == (PAGE, "Text", 6)


def test_a_page_stands_in_no_menu_unless_it_says_so() -> None:
    assert (page("title: Über uns").menu, page("title: Über uns").order) == ("none", 50)


def test_a_service() -> None:
    found = service(
        "title: Ausweis\nbring: Foto, nicht älter als ein Jahr\nsituations: [Umzug, Verlust]\n"
        "online_url: https://x.example/ausweis"
    )
    assert found.bring == ("Foto, nicht älter als ein Jahr",)
    assert found.situations == ("Umzug", "Verlust")
    assert (found.id, found.path) == ("personalausweis", "leistungen/personalausweis/")


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        pytest.param(
            lambda: page("summary: x"),
            f"{PAGE}:1: title: is missing; add a line “title: …”",
            id="page without title",
        ),
        pytest.param(
            lambda: page("title: x\nmenu: oben"),
            f"{PAGE}:3: menu: “oben” is not allowed; known are: main, footer, none",
            id="unknown menu",
        ),
        pytest.param(
            lambda: page("title: x\ntopics: vereine"),
            f"{PAGE}:3: topics: no such field; known are: title, summary, menu, order",
            id="a field of items",
        ),
        pytest.param(
            lambda: page("title: x", "content/seiten/🎉.md"),
            "content/seiten/🎉.md:1: the file's name gives no identity; use letters and digits"
            " in it",
            id="page without identity would be the home page",
        ),
        pytest.param(
            lambda: service("title: x", "content/leistungen/….md"),
            "content/leistungen/….md:1: the file's name gives no identity; use letters and digits"
            " in it",
            id="service without identity would be the list of services",
        ),
        pytest.param(
            lambda: service("title: x\nonline_url: x.example"),
            f"{SERVICE}:3: online_url: “x.example” is no web address; write https://…",
            id="no address",
        ),
    ],
)
def test_what_must_be_mended(call: Callable[[], object], problem: str) -> None:
    assert problems_of(call) == [problem]
