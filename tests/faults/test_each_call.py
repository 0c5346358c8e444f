"""A fault at each call of the publisher in turn, then a run without: each mail once, for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.servers.servers import Server

from .figures import Figures
from .proxy import QUICK, Call
from .towns import Town, town_on
from .trials import spread, try_fault

Point = tuple[int, str]

# Slow ones: each makes the publisher wait for its time-out.
PATIENT = ("late", "trickle")


def calls_of_a_clean_run(server: Server, folder: Path) -> list[Call]:
    with town_on(server, folder, 1) as town:
        pair = town.next_pair()
        run = town.send(pair)
        assert run.code == 0, run.err
        town.assert_once(pair)
        return town.proxy.calls


def changes(calls: Sequence[Call]) -> list[int]:
    """The numbers of the calls that change something on the server."""
    return [number for number, call in enumerate(calls, 1) if call.changes]


def sample(calls: Sequence[Call], count: int) -> list[Point]:
    """Points spread over calls and faults."""
    step = max(1, len(calls) // count)
    numbers = [*changes(calls), *range(1, len(calls) + 1, step)]
    return [(numbers[i % len(numbers)], QUICK[i % len(QUICK)]) for i in range(count)]


def attack(
    server: Server, folder: Path, points: Sequence[Point], workers: int, figures: Figures
) -> None:
    """Try each point, and count all mails once more at the end."""

    def act(town: Town, point: Point) -> tuple[Point, bool]:
        number, fault = point
        pair, struck = try_fault(town, number, fault)
        figures.add(
            server.kind,
            fault,
            runs=1,
            struck=int(struck is not None),
            expected=town.expected(pair).total(),
            arrived=town.arrived(pair),
        )
        return point, struck is not None

    results = spread(server, folder, points, act, workers)
    for town in {id(town): town for town, _ in results}.values():
        for pair in town.pairs:
            assert town.arrived(pair) == town.expected(pair)
    # Only how often it asks whether a campaign is done may differ from run to run.
    missed = [point for _, (point, struck) in results if not struck]
    assert len(missed) <= len(points) // 4, missed


def test_a_sample_of_faults(standin: Server, tmp_path: Path, figures: Figures) -> None:
    calls = calls_of_a_clean_run(standin, tmp_path / "rein")
    attack(standin, tmp_path, sample(calls, 12), 2, figures)


@pytest.mark.slow
@pytest.mark.parametrize("fault", QUICK)
def test_each_fault_at_each_call(
    standin: Server, tmp_path: Path, figures: Figures, fault: str
) -> None:
    calls = calls_of_a_clean_run(standin, tmp_path / "rein")
    points = [(number, fault) for number in range(1, len(calls) + 1)]
    attack(standin, tmp_path, points, 2, figures)


@pytest.mark.slow
@pytest.mark.parametrize("fault", PATIENT)
def test_no_answer_within_the_time(
    standin: Server, tmp_path: Path, figures: Figures, fault: str
) -> None:
    calls = calls_of_a_clean_run(standin, tmp_path / "rein")
    points = [(number, fault) for number in (2, *changes(calls)[:2])]
    attack(standin, tmp_path, points, 3, figures)


@pytest.mark.slow
@pytest.mark.listmonk
def test_faults_before_a_real_listmonk(listmonk: Server, tmp_path: Path, figures: Figures) -> None:
    calls = calls_of_a_clean_run(listmonk, tmp_path / "rein")
    acting = changes(calls)
    points = [(number, fault) for number in acting for fault in QUICK]
    asking = [number for number in range(1, len(calls) + 1) if number not in acting]
    # Killed after a call that only asks is killed before the next one.
    points += [(number, "kill-before") for number in asking]
    others = [fault for fault in QUICK if not fault.startswith("kill")]
    points += [(number, others[i % len(others)]) for i, number in enumerate(asking)]
    points += [(number, "late") for number in acting]
    attack(listmonk, tmp_path, points, 8, figures)
