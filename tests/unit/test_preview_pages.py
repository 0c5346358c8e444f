"""What a preview does to the site's pages."""

from __future__ import annotations

import pytest

from subscriptions.core.preview_pages import is_local, item_of, local_pictures, with_extras


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1:8000", True),
        ("localhost:8000", True),
        ("[::1]:8000", True),
        ("localhost:8001", False),
        ("localhost", False),
        ("127.0.0.1.example.org:8000", False),
        ("example.org:8000", False),
        ("", False),
        (None, False),
    ],
)
def test_only_this_machines_own_names_are_answered(host: str | None, *, is_ours: bool) -> None:
    assert is_local(host, 8000) is is_ours


@pytest.mark.parametrize(
    ("path", "item"),
    [
        ("aktuelles/2022-07-14-brand/", "2022-07-14-brand"),
        ("aktuelles/fest/index.html", "fest"),
        ("aktuelles/fest/termin.ics", ""),
        ("aktuelles/Fest/", ""),
        ("aktuelles/../fest/", ""),
        ("themen/fest/", ""),
        ("", ""),
    ],
)
def test_whose_page_it_is(path: str, item: str) -> None:
    assert item_of(path) == item


@pytest.mark.parametrize(
    ("page", "more"),
    [
        (
            b"<html><head><title>x</title></head><body class='a'><p>y</p></body></html>",
            b"<html><head><title>x</title>HEAD</head><body class='a'>BODY<p>y</p></body></html>",
        ),
        (b"<p>bare</p>", b"BODYHEAD<p>bare</p>"),
    ],
)
def test_what_is_added_to_a_page(page: bytes, more: bytes) -> None:
    assert with_extras(page, "HEAD", "BODY") == more


def test_only_the_towns_own_pictures_come_from_the_preview() -> None:
    html = '<img src="https://ort.example/info/a.png"><img src="https://ort.example.org/b.png">'
    assert local_pictures(html, "https://ort.example/info/", "/info") == (
        '<img src="/info/a.png"><img src="https://ort.example.org/b.png">'
    )
