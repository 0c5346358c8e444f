"""One trial, a run with a fault and one without, and many of them in several towns at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from tests.servers.servers import Server

from .proxy import KILLS, Call
from .towns import Pair, Town, town_on

P = TypeVar("P")
R = TypeVar("R")


def expected_codes(fault: str, struck: Call | None) -> set[int]:
    """The exit codes that docs/exit-codes.md allows for a fault at this call."""
    if struck is None:
        return {0}
    if fault in KILLS:
        return {-9}
    if fault in ("late", "trickle"):
        return {0, 4}
    if struck.changes and fault == "500":
        return {4}
    return {0}


def try_fault(town: Town, at: int, fault: str) -> tuple[Pair, Call | None]:
    """One run with the fault, one without, and everybody has got everything once."""
    pair = town.next_pair()
    first = town.send(pair, at, fault)
    struck = town.proxy.struck
    where = f"{fault} at call {at} ({struck})"
    assert first.code in expected_codes(fault, struck), f"{where}: {first}"
    second = town.send(pair)
    assert second.code == 0, f"{where}: {second}"
    try:
        town.assert_once(pair)
    except AssertionError as error:
        raise AssertionError(f"{where}: {error}\n{first}\n{second}") from error
    return pair, struck


def spread(
    server: Server,
    folder: Path,
    work: Sequence[P],
    act: Callable[[Town, P], R],
    workers: int,
) -> list[tuple[Town, R]]:
    """Do the work in several towns at a time; all that failed is told together."""
    shares = [work[number::workers] for number in range(workers) if work[number::workers]]
    failed: list[str] = []
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(workers) as pool:
        towns = [
            stack.enter_context(town_on(server, folder / f"ort-{number}", len(share)))
            for number, share in enumerate(shares)
        ]

        def one(town: Town, share: Sequence[P]) -> list[tuple[Town, R]]:
            done = []
            for point in share:
                try:
                    done.append((town, act(town, point)))
                except AssertionError as error:
                    failed.append(f"{point}: {error}")
            return done

        lists = list(pool.map(one, towns, shares))
    assert not failed, "\n\n".join(failed)
    return [result for done in lists for result in done]
