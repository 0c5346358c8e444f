"""In which order the benchmarks run what is compared."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from benchmarks.generators import OURS, SMALL, Generator
from benchmarks.layouts import ELEVENTY, HUGO, PUBLISH, Layout
from benchmarks.rows import turns
from benchmarks.sites import Bench


def site(layout: Layout, label: str = "") -> Bench:
    generator = Generator(layout, version="1", output="output", build=(), label=label)
    return Bench(generator, Path(), (), frozenset())


LARGE, LITTLE = site(PUBLISH), site(PUBLISH, SMALL)
PEERS = (site(HUGO), site(ELEVENTY))


def order(sites: list[Bench], rounds: int) -> list[str]:
    return [one.generator.name for number in range(rounds) for one in turns(sites, number)]


def test_our_two_sites_take_turns_in_coming_first() -> None:
    assert order([LARGE, LITTLE], 3) == [OURS, SMALL, SMALL, OURS, OURS, SMALL]


def test_each_of_our_sites_comes_after_either_peer_and_never_after_the_other() -> None:
    ran = order([LARGE, PEERS[0], LITTLE, PEERS[1]], 4)
    for name in (OURS, SMALL):
        assert {one for one, after in pairwise(ran) if after == name} == {"hugo", "eleventy"}


def test_without_the_small_one_all_rounds_are_alike() -> None:
    assert order([LARGE, *PEERS], 2) == [OURS, "hugo", "eleventy"] * 2
