"""Work in another process: its results, its errors, and a machine of one core."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plugins.engine.beside import beside


@pytest.fixture(params=[1, 2])
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    count: int = request.param
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(count)))
    return count


def test_the_work_is_done_elsewhere_if_there_is_a_second_core(cores: int) -> None:
    first, second = beside(os.getpid, os.getpid)
    assert first == second
    assert (first == os.getpid()) is (cores == 1)


@pytest.mark.usefixtures("cores")
def test_long_results_come_whole() -> None:
    assert [*beside(lambda: "ä" * 1_000_000, lambda: {"b": 1})] == ["ä" * 1_000_000, {"b": 1}]


@pytest.mark.usefixtures("cores")
def test_what_failed_there_and_all_after_it_is_done_here() -> None:
    here = os.getpid()

    def only_here() -> str:
        if os.getpid() != here:
            raise OSError
        return "done"

    assert [*beside(lambda: 1, only_here, lambda: 3)] == [1, "done", 3]


@pytest.mark.usefixtures("cores")
def test_an_error_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        next(beside(lambda: 1 / 0))


@pytest.mark.usefixtures("cores")
def test_what_cannot_be_handed_over_is_made_here() -> None:
    assert next(beside(lambda: lambda: "made"))() == "made"


@pytest.mark.usefixtures("cores")
def test_a_process_that_is_killed_is_no_loss() -> None:
    here = os.getpid()

    def dies() -> str:
        if os.getpid() != here:
            os.kill(os.getpid(), 9)
        return "done"

    assert [*beside(lambda: 1, dies)] == [1, "done"]


def open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def test_without_room_for_a_second_process_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    monkeypatch.setattr(os, "fork", full)
    before = open_files()
    assert [*beside(os.getpid)] == [os.getpid()]
    assert open_files() == before


@pytest.mark.usefixtures("cores")
def test_nobody_has_to_ask_for_the_results() -> None:
    found = beside(lambda: "ä" * 1_000_000, lambda: 2)
    assert next(found) == "ä" * 1_000_000
    found.close()  # type: ignore[attr-defined]
