"""One piece of work in another process: its result, its errors, and a machine of one core."""

from __future__ import annotations

import os

import pytest

from plugins.engine.beside import Beside


@pytest.fixture(params=[1, 2])
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    count: int = request.param
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(count)))
    return count


def test_the_work_is_done_elsewhere_if_there_is_a_second_core(cores: int) -> None:
    found = Beside(os.getpid)
    assert (found.result == os.getpid()) is (cores == 1)
    assert found.result == found.result


def test_a_long_result_comes_whole(cores: int) -> None:
    del cores
    assert Beside(lambda: "ä" * 1_000_000).result == "ä" * 1_000_000


def test_what_failed_there_is_done_again_here(cores: int) -> None:
    del cores
    here = os.getpid()

    def only_here() -> str:
        if os.getpid() != here:
            raise OSError
        return "done"

    assert Beside(only_here).result == "done"


def test_an_error_is_raised_here(cores: int) -> None:
    del cores
    with pytest.raises(ZeroDivisionError):
        _ = Beside(lambda: 1 / 0).result


def test_what_cannot_be_handed_over_is_made_here(cores: int) -> None:
    del cores
    assert Beside(lambda: lambda: "made").result() == "made"


def test_a_process_that_is_killed_is_no_loss(cores: int) -> None:
    del cores
    here = os.getpid()

    def dies() -> str:
        if os.getpid() != here:
            os.kill(os.getpid(), 9)
        return "done"

    assert Beside(dies).result == "done"
