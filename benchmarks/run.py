"""Measure the generators side by side: ``python -m benchmarks.run --help`` (docs/performance.md).

For each size the sites are laid out once. In each round every row is run by each generator in turn,
so that a slow minute of the machine hits all of them. What counts is the median.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import mailing, rows
from benchmarks.archive import archive
from benchmarks.chart import chart
from benchmarks.generators import TUNED, Generator, generators
from benchmarks.measuring import Cost, RunError
from benchmarks.programs import installed
from benchmarks.results import Results
from benchmarks.rows import ALL, OURS, RUNS, WORK, Bench, bench
from benchmarks.same_files import differences, kinds
from benchmarks.tables import tables, with_figures

_SMALL = 100  # what the archive's size must not matter against
# What is measured at other sizes too, for the charts and the ratios of large to small.
_COMPARED = {"clean", "text", "watch", "plan"}
EXTRA = ("memory", "watch", "server", "plan", "started", "mailed")
_WATCHED = 7  # changes while watching: the first loads what the later ones find
_MAILS = 20  # so often mails are sent, as Listmonk looks for campaigns only every few seconds


def main(arguments: list[str]) -> int:
    """Measure, print the tables; with ``--into`` write results and charts there."""
    options = _options().parse_args(arguments)
    code = 0
    try:
        programs = installed(WORK)
        results = Results(
            items=options.items,
            rounds=options.rounds,
            versions=programs.versions,
            machine=f"{os.cpu_count()} processors, {platform.system()} {platform.machine()}",
        )
    except RunError as error:
        _say(str(error))
        return 1
    try:
        _measure_all(options, generators(programs), results)
    except RunError as error:  # what was measured until then is told all the same
        _say(str(error))
        code = 1
    finally:
        rows.empty_bin()
    text = tables(results)
    print(text)
    if options.page:
        page = options.page.read_text(encoding="utf-8")
        options.page.write_text(with_figures(page, text), encoding="utf-8")
    if options.into:
        _write(results, options.into)
    return code


def _measure_all(
    options: argparse.Namespace, known: dict[str, Generator], results: Results
) -> None:
    wanted = set(options.rows.split(",")) if options.rows else {*RUNS, *EXTRA}
    for size in sorted({_SMALL, *options.curve, options.items}):
        is_main = size == options.items
        here = {name: one for name, one in known.items() if is_main or name != TUNED}
        rows_here = wanted if is_main else wanted & _COMPARED
        _measure(here, size, rows_here, options.rounds, results)


def _write(results: Results, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(results.data(), indent=1, sort_keys=True)
    (folder / "benchmark.json").write_text(f"{data}\n", encoding="utf-8")
    for row in ("clean", "text", "watch"):
        drawn = chart(results, row)
        if drawn:
            (folder / f"benchmark-{row}.svg").write_text(drawn, encoding="utf-8")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--items", type=int, default=1000, help="items of the archive (1000)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each row is run (3)")
    parser.add_argument("--rows", default="", help=f"only these: {','.join((*RUNS, *EXTRA))}")
    parser.add_argument("--curve", type=_sizes, default=(), help="more sizes: 100,1000")
    parser.add_argument("--into", type=Path, help="folder for benchmark.json and the charts")
    parser.add_argument("--page", type=Path, help="a page whose figures are written anew")
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(word) for word in text.split(","))


def _measure(
    known: dict[str, Generator], size: int, wanted: set[str], rounds: int, results: Results
) -> None:
    """All rows of one size."""
    folder = WORK / f"{size}"
    items = archive(size)
    sites = {name: bench(one, folder / name, items) for name, one in known.items()}
    _first_builds(sites, results, size)
    for number in range(rounds):
        for row, (act, names) in RUNS.items():
            for name in sites if row in wanted else ():
                if name in names:
                    _say(f"{size} items, round {number + 1}: {row}, {name}")
                    results.add(row, name, size, act(sites[name], number))
        if "plan" in wanted:
            results.add("plan", OURS, size, rows.plan(sites[OURS]))
    for name in ALL if "memory" in wanted else ():
        _say(f"{size} items: memory, {name}")
        results.add("memory", name, size, rows.memory(sites[name]))
    _watchers(sites, size, wanted, rounds, results)
    _mails(lambda: bench(known[OURS], folder / "mailing", items), wanted, rounds, results)


def _mails(new_site: Callable[[], Bench], wanted: set[str], rounds: int, results: Results) -> None:
    """From a saved file to the campaign, and to the mails; each server has a site of its own."""
    size = results.items

    def record(row: str, name: str, cost: Cost) -> None:
        _say(f"{size} items, {row}: {name} {cost.seconds:.3f} s")
        results.add(row, name, size, cost)

    if "started" in wanted:
        mailing.started(new_site(), rounds, record)
    if "mailed" in wanted:
        mailing.mailed(new_site(), _MAILS, record, _say)


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


def _watchers(
    sites: dict[str, Bench], size: int, wanted: set[str], rounds: int, results: Results
) -> None:
    def record(row: str, name: str, cost: Cost) -> None:
        _say(f"{size} items, {row}: {name} {cost.seconds:.3f} s")
        results.add(row, name, size, cost)

    def fail(name: str, error: RunError) -> None:
        _say(f"{size} items, watch: {name}: {error}")

    able = [site for site in sites.values() if site.generator.watch and "watch" in wanted]
    rows.watch(able, _WATCHED, lambda name, cost: record("watch", name, cost), fail)
    if "server" in wanted:
        rows.serve(sites["hugo"], rounds, lambda name, cost: record("server", name, cost))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
