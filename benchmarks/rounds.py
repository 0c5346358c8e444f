"""All rows of one size: in each round every row is run by each generator in turn.

So a slow minute of the machine hits all of them. What tells whether the size of the archive matters
must not be measured at two times either: there, our own small site takes its turn, too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from benchmarks import mailing, rows
from benchmarks.archive import archive
from benchmarks.generators import ALL, OURS, SMALL, SMALL_ITEMS, Generator
from benchmarks.measuring import Cost, RunError
from benchmarks.results import Results
from benchmarks.rows import HUGO_SERVER, RUNS
from benchmarks.same_files import differences, kinds
from benchmarks.sites import WORK, Bench, bench

_BESIDE_SMALL = {"watch", "plan"}
_WATCHED = 7  # changes while watching: the first loads what the later ones find
_PLANS = 5  # so often in each round, as they are short
_STARTS = 7
_MAILS = 20  # so often mails are sent, as Listmonk looks for campaigns only every few seconds


def measure(
    known: dict[str, Generator], size: int, wanted: set[str], rounds: int, results: Results
) -> None:
    """Lay out all sites of one size once, and run the rows; what counts is the median.

    Raises:
        RunError: a generator failed, or they did not write the same files.
    """
    folder, items = WORK / f"{size}", archive(size)
    sites = {name: bench(one, folder / name, items) for name, one in known.items()}
    _first_builds(sites, results, size)
    is_main = size == results.items
    small = [_small(known[OURS], folder)] if is_main and wanted & _BESIDE_SMALL else []
    for number in range(rounds):
        _round(sites, number, wanted, results)
        for turn in range(_PLANS if "plan" in wanted else 0):
            for site in rows.turns([sites[OURS], *small], turn):
                results.add("plan", site.generator.name, len(site.items), rows.plan(site))
    for name in ALL if "memory" in wanted else ():
        say(f"{size} items: memory, {name}")
        results.add("memory", name, size, rows.memory(sites[name]))
    if "watch" in wanted:
        _watch([*sites.values()], small, results)
    if "server" in wanted:
        rows.serve(
            sites["hugo"], rounds, lambda cost: results.add("server", HUGO_SERVER, size, cost)
        )
    _mails(lambda: bench(known[OURS], folder / "mailing", items), wanted, results)


def _first_builds(sites: dict[str, Bench], results: Results, size: int) -> None:
    """Each builds once, unmeasured; they must agree on the files."""
    for site in sites.values():
        site.build()
    found = {name: kinds(site.output) for name, site in sites.items()}
    wrong = differences(found)
    if wrong:
        message = "the generators wrote different files: " + "; ".join(wrong)
        raise RunError(message)
    results.files[size] = {name: dict(sorted(counted.items())) for name, counted in found.items()}


def _small(ours: Generator, folder: Path) -> Bench:
    """Our own site of few items, built once."""
    site = bench(replace(ours, label=SMALL), folder / SMALL, archive(SMALL_ITEMS))
    site.build()
    return site


def _round(sites: dict[str, Bench], number: int, wanted: set[str], results: Results) -> None:
    for row, (act, names) in RUNS.items():
        for name, site in sites.items() if row in wanted else ():
            if name in names:
                size = len(site.items)
                say(f"{size} items, round {number + 1}: {row}, {name}")
                results.add(row, name, size, act(site, number))


def _watch(sites: list[Bench], small: list[Bench], results: Results) -> None:
    def record(site: Bench, cost: Cost) -> None:
        name, size = site.generator.name, len(site.items)
        say(f"{size} items, watch: {name} {cost.seconds:.3f} s")
        results.add("watch", name, size, cost)

    def fail(site: Bench, error: RunError) -> None:
        say(f"{len(site.items)} items, watch: {site.generator.name}: {error}")

    able, small = ([site for site in some if site.generator.watch] for some in (sites, small))
    # Each of our two sites comes after a peer, so that the disk is as busy for both.
    half = (len(able) + 1) // 2
    rows.watch([*able[:half], *small, *able[half:]], _WATCHED, record, fail)


def _mails(new_site: Callable[[], Bench], wanted: set[str], results: Results) -> None:
    """From a saved file to the campaign, and to the mails; each server has a site of its own."""
    size = results.items

    def record(row: str, name: str, cost: Cost) -> None:
        say(f"{size} items, {row}: {name} {cost.seconds:.3f} s")
        results.add(row, name, size, cost)

    if "started" in wanted:
        mailing.started(new_site(), _STARTS, record)
    if "mailed" in wanted:
        mailing.mailed(new_site(), _MAILS, record, say)


def say(text: str) -> None:
    """Tell how far the run is; the tables alone go to the standard output."""
    print(text, file=sys.stderr, flush=True)
