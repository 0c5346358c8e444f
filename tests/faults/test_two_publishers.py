"""Two publishers of one town at the same moment, again and again: one campaign an item."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.servers import Server

from .figures import Figures
from .proxy import Call
from .towns import Town, town_on

# Which calls of the two wait for one another, so that they reach the server together.
TOGETHER = ("", "GET", "POST", "PUT")


def rendezvous(method: str) -> Callable[[Call], None] | None:
    """A hook that lets calls of this method go on in twos."""
    if not method:
        return None
    barrier = threading.Barrier(2)

    def hook(call: Call) -> None:
        if call.method == method:
            try:
                barrier.wait(timeout=1.0)
            except threading.BrokenBarrierError:
                barrier.reset()

    return hook


def one_round(town: Town, method: str) -> tuple[int, int]:
    pair = town.next_pair()
    town.proxy.arm()
    town.proxy.hook = rendezvous(method)
    processes = [town.begin_send(pair) for _ in range(2)]
    runs = [town.end(process) for process in processes]
    town.proxy.hook = None
    assert [run.code for run in runs] == [0, 0], runs
    town.assert_once(pair)
    creates = sum(call.method == "POST" for call in town.proxy.calls)
    assert creates >= 2
    return creates, sum(len(town.campaigns(key)) for key in pair.keys)


def rounds(server: Server, folder: Path, count: int, figures: Figures) -> None:
    with town_on(server, folder / "ort", count) as town:
        for number in range(count):
            creates, campaigns = one_round(town, TOGETHER[number % len(TOGETHER)])
            figures.add(
                server.kind,
                "two publishers",
                expected=town.expected(town.pairs[number]).total(),
                arrived=town.arrived(town.pairs[number]),
                rounds=1,
                creates=creates,
                campaigns=campaigns,
            )
        for pair in town.pairs:
            assert town.arrived(pair) == town.expected(pair)


def test_two_publishers(standin: Server, tmp_path: Path, figures: Figures) -> None:
    rounds(standin, tmp_path, 4, figures)


@pytest.mark.slow
def test_two_publishers_fifty_times(standin: Server, tmp_path: Path, figures: Figures) -> None:
    rounds(standin, tmp_path, 50, figures)


@pytest.mark.slow
@pytest.mark.listmonk
def test_two_publishers_before_a_real_listmonk(
    listmonk: Server, tmp_path: Path, figures: Figures
) -> None:
    rounds(listmonk, tmp_path, 12, figures)
