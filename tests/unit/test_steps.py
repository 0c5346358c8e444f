"""Works in step: each step of all of them before the next, results in their order."""

from __future__ import annotations

import pytest

from plugins.engine.steps import Steps, at_once, in_step


def work(name: str, steps: int, done: list[str]) -> Steps[str]:
    for step in range(steps):
        done.append(f"{name}{step}")
        yield
    return name.upper()


def test_each_step_of_all_comes_before_the_next() -> None:
    done: list[str] = []
    assert in_step(work(name, 2, done) for name in "abc") == ["A", "B", "C"]
    assert done == ["a0", "b0", "c0", "a1", "b1", "c1"]


def test_works_of_different_length() -> None:
    done: list[str] = []
    assert in_step(work(name, steps, done) for name, steps in (("a", 3), ("b", 0), ("c", 1))) == [
        "A",
        "B",
        "C",
    ]
    assert done == ["a0", "c0", "a1", "a2"]


def test_nothing_to_do() -> None:
    assert in_step(()) == []


def test_one_work_at_once() -> None:
    assert at_once(work("a", 3, [])) == "A"


def test_what_one_raises_is_raised() -> None:
    def broken() -> Steps[str]:
        yield
        raise ValueError("b")

    with pytest.raises(ValueError, match="b"):
        in_step([work("a", 2, []), broken()])
