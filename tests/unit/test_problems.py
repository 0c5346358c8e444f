"""Problems: where they stand, in which order, and how they help on."""

from __future__ import annotations

import json
import pickle
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.characters import visible_lines
from subscriptions.core.messages import message
from subscriptions.core.problems import InvalidContentError, Problem, did_you_mean


def test_a_problem_is_a_line_that_editors_can_click() -> None:
    problem = Problem("content/a.md", 7, message("{what} is missing", what="title"))
    assert problem.format() == "content/a.md:7: title is missing"


def test_a_problem_speaks_the_language_of_its_reader() -> None:
    problem = Problem("a.md", 1, message("broken"))
    assert problem.format({"broken": "kaputt"}.__getitem__) == "a.md:1: kaputt"


def test_problems_come_in_the_order_of_files_and_lines() -> None:
    wrong = message("wrong")
    error = InvalidContentError(
        Problem(path, line, wrong) for path, line in [("b.md", 1), ("a.md", 10), ("a.md", 9)]
    )
    assert str(error) == "a.md:9: wrong\na.md:10: wrong\nb.md:1: wrong"
    from_another_process = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert from_another_process.problems == error.problems


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("\x1b[31mrot\x1b[0m", r"\u001b[31mrot\u001b[0m", id="a colour"),
        pytest.param("\x9b31mrot", r"\u009b31mrot", id="the same in one character"),
        pytest.param("\x1b]0;Titel\x07", r"\u001b]0;Titel\u0007", id="the window's title"),
        pytest.param("a\ncontent/b.md:1: x", r"a\u000acontent/b.md:1: x", id="a line of its own"),
        pytest.param("gut\rschlecht", r"gut\u000dschlecht", id="over what stands there"),
        pytest.param("\u202etxt.exe", r"\u202etxt.exe", id="from right to left"),
        pytest.param("\u2066a\u2069", r"\u2066a\u2069", id="isolates"),
        pytest.param("\udcff.md", r"\udcff.md", id="a name that is not UTF-8"),
        pytest.param(
            "Käse – „Brot“ \U0001f600 \\u001b", "Käse – „Brot“ \U0001f600 \\u001b", id="all else"
        ),
    ],
)
def test_a_terminal_finds_nothing_to_obey(written: str, shown: str) -> None:
    problem = Problem(f"{written}.md", 1, message("“{text}”", text=written))
    assert problem.format() == f"{shown}.md:1: “{shown}”"


@given(st.text(st.characters()), st.text(st.characters()))
def test_a_problem_is_one_line_of_text_that_can_be_written(path: str, word: str) -> None:
    told = Problem(path, 1, message("{word}", word=word)).format()
    assert len((told + "x").splitlines()) == 1
    told.encode()
    barred = {"Cc", "Cs", "Zl", "Zp"}
    assert not any(unicodedata.category(one) in barred for one in told if one != "\t")
    assert not any(
        unicodedata.bidirectional(one) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI"}
        for one in told
    )


def test_a_json_document_stays_what_it_is() -> None:
    document = {"title": "\x1b[31m\x9b31m\u202e\udcff„ü“\n"}
    text = visible_lines(json.dumps(document, ensure_ascii=False, indent=2))
    assert json.loads(text) == document
    assert len(text.splitlines()) == 3


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        pytest.param("Verein", "did you mean “vereine”?", id="a letter forgotten"),
        pytest.param("VEREINE", "did you mean “vereine”?", id="capitals"),
        pytest.param("freibäder", "did you mean “Freibäder”?", id="keeps the known spelling"),
        pytest.param("xyz", "known are: vereine, Freibäder", id="nothing like it"),
        pytest.param("", "known are: vereine, Freibäder", id="empty"),
    ],
)
def test_the_closest_word_is_offered(word: str, hint: str) -> None:
    assert str(did_you_mean(word, ("vereine", "Freibäder"))) == hint


@given(st.text(), st.lists(st.text(max_size=20), max_size=5))
def test_a_hint_is_given_for_anything(word: str, known: list[str]) -> None:
    assert str(did_you_mean(word, known))
