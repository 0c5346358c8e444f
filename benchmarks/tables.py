"""The results as Markdown: seconds, memory, and the ratios beside what is to be reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.generators import ALL, OURS, SMALL, SMALL_ITEMS, TUNED
from benchmarks.mailing import LISTMONK
from benchmarks.results import Results
from benchmarks.rows import HUGO_SERVER

_GENERATORS = (*ALL, TUNED)
_NONE = "–"
_ROWS = {
    "clean": "clean build",
    "text": "one item's text changed",
    "new": "new item",
    "title": "changed title",
    "topic": "changed topic",
    "deleted": "deleted item",
    "nothing": "nothing changed",
    "warm": "clean output folder, warm cache",
    "watch": "watching: file renamed → page and feeds on disk",
    "plan": "`plan`",
    "started": "file saved → page and feeds written → campaign started",
    "mailed": "file saved → last of 1,000 mails at the SMTP sink",
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """What is divided by what, and how much it may be.

    Without ``most`` nothing is to be reached. Without a ``peer`` it is no ratio but seconds; with
    ``less`` the seconds beyond the peer's.
    """

    label: str
    row: str
    peer: str
    peer_row: str
    most: float | None = None
    memory: bool = False
    less: bool = False


RATIOS = (
    Ratio("one item's text changed ÷ Hugo's rebuild", "text", "hugo", "text", 0.12),
    Ratio("one item's text changed ÷ Pelican's rebuild", "text", "pelican", "text", 0.02),
    Ratio("one item's text changed ÷ tuned Pelican's rebuild", "text", TUNED, "text"),
    Ratio("new item ÷ Hugo's rebuild", "new", "hugo", "new", 0.2),
    Ratio("changed title ÷ Hugo's rebuild", "title", "hugo", "title", 0.2),
    Ratio("changed topic ÷ Hugo's rebuild", "topic", "hugo", "topic", 0.2),
    Ratio("deleted item ÷ Hugo's rebuild", "deleted", "hugo", "deleted", 0.2),
    Ratio("watching ÷ `hugo --watch`", "watch", "hugo", "watch", 0.02),
    Ratio("watching ÷ watching at 100 items", "watch", SMALL, "watch", 1.5),
    Ratio("clean build ÷ Eleventy", "clean", "eleventy", "clean", 0.8),
    Ratio("clean build ÷ Pelican", "clean", "pelican", "clean", 0.5),
    Ratio("clean build ÷ tuned Pelican", "clean", TUNED, "clean"),
    Ratio("warm cache ÷ Hugo's clean build", "warm", "hugo", "clean", 0.5),
    Ratio("peak memory ÷ Hugo", "memory", "hugo", "memory", 0.3, memory=True),
    Ratio("nothing changed ÷ Hugo's rebuild", "nothing", "hugo", "nothing", 0.08),
    Ratio("`plan` ÷ `plan` at 100 items", "plan", SMALL, "plan", 1.2),
    Ratio("file saved → campaign started, seconds", "started", "", "", 1.5),
    Ratio(
        "file saved → last mail, seconds beyond Listmonk alone",
        "mailed",
        LISTMONK,
        "mailed",
        1.5,
        less=True,
    ),
)


def tables(results: Results) -> str:
    """Both tables, with what was measured above them."""
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    head = (
        f"{results.items:,} items, median of {results.rounds}, {results.machine}."
        f" Versions: {versions}."
    )
    return "\n".join((head, "", *_costs(results), "", *_ratios(results)))


def with_figures(page: str, text: str) -> str:
    """A page with these tables between its marks ``<!-- figures -->`` and ``<!-- /figures -->``."""
    before, begin, rest = page.partition("<!-- figures -->\n")
    _, end, after = rest.partition("<!-- /figures -->")
    return f"{before}{begin}{text}\n{end}{after}"


def _costs(results: Results) -> Iterator[str]:
    yield f"| seconds | {' | '.join(_GENERATORS)} |"
    yield "|---|" + "---:|" * len(_GENERATORS)
    for row, label in _ROWS.items():
        cells = [_seconds(results.seconds(row, name)) for name in _GENERATORS]
        if row == "watch" and cells[0] == _NONE:
            cells[0] = "not built yet"
        if any(cell != _NONE for cell in cells):
            yield f"| {label} | {' | '.join(cells)} |"
    preview = results.seconds("server", HUGO_SERVER)
    if preview is not None:
        label = "`hugo server`, fast render of the one page, in memory"
        cells = [_seconds(preview) if name == "hugo" else _NONE for name in _GENERATORS]
        yield f"| {label} | {' | '.join(cells)} |"
    for row, label in (("memory", "clean build"), ("watch", "watching")):
        cells = [_megabytes(results.megabytes(row, name)) for name in _GENERATORS]
        if any(cell != _NONE for cell in cells):
            yield f"| memory, {label} (MB) | {' | '.join(cells)} |"


def _ratios(results: Results) -> Iterator[str]:
    yield "| ratio | measured | at most | |"
    yield "|---|---:|---:|---|"
    for ratio in RATIOS:
        found = _found(results, ratio)
        measured = _NONE if found is None else f"{found:.3f}"
        most = _NONE if ratio.most is None else f"{ratio.most}"
        yield f"| {ratio.label} | {measured} | {most} | {_verdict(found, ratio.most)} |"


def _verdict(found: float | None, most: float | None) -> str:
    if found is None:
        return "not measured"
    if most is None:
        return _NONE
    return "reached" if found <= most else "**not reached**"


def _found(results: Results, ratio: Ratio) -> float | None:
    if ratio.memory:
        ours = results.megabytes(ratio.row, OURS)
        theirs = results.megabytes(ratio.peer_row, ratio.peer)
    else:
        ours = results.seconds(ratio.row, OURS)
        size = SMALL_ITEMS if ratio.peer == SMALL else None
        theirs = results.seconds(ratio.peer_row, ratio.peer, size)
    if ours is not None and not ratio.peer:
        return ours
    if ours is None or not theirs:
        return None
    return ours - theirs if ratio.less else ours / theirs


def _seconds(value: float | None) -> str:
    return _NONE if value is None else f"{value:.2f}"


def _megabytes(value: float | None) -> str:
    return _NONE if value is None else f"{value:.0f}"
