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


def test_the_office_of_a_service() -> None:
    found = service(
        "title: Ausweis\nalso: Perso\nphone: 115\nemail: buero@example.org\n"
        "form: {file: ./anhaenge/antrag.pdf, title: Antrag}"
    )
    assert (found.also, found.phone, found.email) == (("Perso",), "115", "buero@example.org")
    assert [(form.file, form.title) for form in found.form] == [("anhaenge/antrag.pdf", "Antrag")]


@pytest.mark.parametrize("text", ["115", "+49 800 115", "(0800) 115-0", "0800/115"])
def test_phone_numbers_are_kept_as_written(text: str) -> None:
    assert service(f"title: x\nphone: '{text}'").phone == text


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
        pytest.param(
            lambda: service("title: x\nphone: Rathaus"),
            f"{SERVICE}:3: phone: “Rathaus” is no phone number; write for example 115",
            id="no phone number",
        ),
        pytest.param(
            lambda: service("title: x\nphone: 12"),
            f"{SERVICE}:3: phone: “12” is no phone number; write for example 115",
            id="too short a phone number",
        ),
        pytest.param(
            lambda: service("title: x\nemail: rathaus"),
            f"{SERVICE}:3: email: “rathaus” is no e-mail address",
            id="no e-mail address",
        ),
        pytest.param(
            lambda: service("title: x\nform: anhaenge/antrag.pdf"),
            f"{SERVICE}:3: form: must be a list; begin each entry with “- ”",
            id="a form without title",
        ),
        pytest.param(
            lambda: service("title: x\nform: {file: anhaenge/antrag.pdf}"),
            f"{SERVICE}:3: form.title: is missing; add a line “title: …” below form:",
            id="a form whose title is missing",
        ),
        pytest.param(
            lambda: service("title: x\nalso: {a: b}"),
            f"{SERVICE}:3: also: must be a list; begin each entry with “- ”",
            id="other words that are no list",
        ),
    ],
)
def test_what_must_be_mended(call: Callable[[], object], problem: str) -> None:
    assert problems_of(call) == [problem]
