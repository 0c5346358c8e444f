"""Measure the generators side by side: ``python -m benchmarks.run --help``.

How it is done, and what was found, is told in docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

from benchmarks.chart import CHARTED, chart
from benchmarks.generators import SMALL_ITEMS, TUNED, Generator, generators
from benchmarks.measuring import RunError
from benchmarks.programs import installed
from benchmarks.results import Results
from benchmarks.rounds import measure, say
from benchmarks.rows import RUNS
from benchmarks.sites import WORK, empty_bin
from benchmarks.tables import tables, with_figures

EXTRA = ("memory", "watch", "server", "plan", "started", "mailed")


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
        say(str(error))
        return 1
    try:
        _measure_all(options, generators(programs), results)
    except RunError as error:  # what was measured until then is told all the same
        say(str(error))
        code = 1
    finally:
        empty_bin()
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
    for size in sorted({SMALL_ITEMS, *options.curve, options.items}):
        is_main = size == options.items
        here = {name: one for name, one in known.items() if is_main or name != TUNED}
        rows_here = wanted if is_main else wanted & {*CHARTED}
        measure(here, size, rows_here, options.rounds, results)


def _write(results: Results, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(results.data(), indent=1, sort_keys=True)
    (folder / "benchmark.json").write_text(f"{data}\n", encoding="utf-8")
    for row in CHARTED:
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
