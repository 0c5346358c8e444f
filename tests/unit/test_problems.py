"""Problems: where they stand, in which order, and how they help on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
