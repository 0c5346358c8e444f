"""Sentences: filled, translated, and never confused by what fills them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.messages import Message, mark, message

ROOT = Path(__file__).parents[2]
GERMAN = {
    "{path}: {what}": "{path}: {what}",
    "no file {name}": "keine Datei {name}",
    "{count} of {all} sent": "von {all} sind {count} versandt",
}


def german(text: str) -> str:
    return GERMAN[text]


def test_without_a_catalogue_the_sentence_is_english() -> None:
    assert str(message("no file {name}", name="a.pdf")) == "no file a.pdf"


def test_a_translation_may_turn_the_places_round() -> None:
    said = message("{count} of {all} sent", count=3, all=5)
    assert said.format(german) == "von 5 sind 3 versandt"


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    inner = message("no file {name}", name="a.pdf")
    assert message("{path}: {what}", path="x.md", what=inner).format(german) == (
        "x.md: keine Datei a.pdf"
    )


def test_no_text_for_people_hides_in_an_f_string() -> None:
    """Python 3.11 hands those to the collector of messages as one word."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in ("subscriptions", "plugins")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and _name(call.func) in ("message", "gettext", "mark")
        if isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_a_place_may_be_called_text() -> None:
    assert str(message("“{text}”", text="x")) == "“x”"


def test_a_missing_value_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        message("no file {name}").format()


def test_equal_sentences_are_equal() -> None:
    assert message("a {b}", b=1) == Message("a {b}", (("b", 1),))


def test_mark_changes_nothing() -> None:
    assert mark("a {b}") == "a {b}"


@given(st.text())
def test_what_an_editor_wrote_arrives_as_it_is(text: str) -> None:
    assert str(message("“{text}”", text=text)) == f"“{text}”"
