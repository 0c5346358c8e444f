"""Placeholders: each that is left is found with its line, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.front_matter import split_front_matter
from subscriptions.core.placeholders import PLACEHOLDER, placeholder, placeholders_in

TEXT = """---
title: Brand in ___Ort___
references:
  - ___Kennung___
image: {file: anhaenge/a.png, alt: ___Bild___}
---
In ___Ort___ und ___Ort___.

Bis ___Tag_und_Uhrzeit___
"""


def test_all_are_found_each_once_a_line() -> None:
    found = placeholders_in(split_front_matter(TEXT, "a.md"), "a.md")
    assert [(one.line, str(one.message)) for one in found] == [
        (2, "title: ___Ort___ is still to be filled in"),
        (4, "references: ___Kennung___ is still to be filled in"),
        (5, "image: ___Bild___ is still to be filled in"),
        (7, "___Ort___ is still to be filled in, in the text"),
        (9, "___Tag_und_Uhrzeit___ is still to be filled in, in the text"),
    ]


@pytest.mark.parametrize("text", ["______", "__fett__", "a_b", "___", "Name: ____ ____", "_ _"])
def test_what_is_none(text: str) -> None:
    assert not PLACEHOLDER.search(text)


@given(st.lists(st.from_regex(r"[A-Za-zÄÖÜäöüß0-9]{1,12}", fullmatch=True), min_size=1, max_size=4))
def test_what_is_made_is_found(words: list[str]) -> None:
    made = placeholder(" ".join(words))
    assert PLACEHOLDER.fullmatch(made)
    assert " " not in made
