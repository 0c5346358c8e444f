"""A chart of cost over the archive's size as SVG: both axes logarithmic, one line a generator."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Iterable

from benchmarks.generators import OURS
from benchmarks.results import Results

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 120, 40, 50
_TITLES = {
    "clean": "Clean build",
    "text": "One item's text changed, run again",
    "watch": "Watching: file renamed → page and feeds on disk",
}
CHARTED = tuple(_TITLES)
# Told apart by dashes and by the name at the line's end, not by colour alone.
_LINES = {OURS: "#0b5c8a", "hugo": "#b3261e", "eleventy": "#3d7a2a", "pelican": "#7a4fa3"}
_DASHES = {OURS: "none", "hugo": "8 4", "eleventy": "2 4", "pelican": "12 4 2 4"}

Points = list[tuple[int, float]]


def chart(results: Results, row: str) -> str:
    """The chart of one row; empty if no generator was measured at two sizes."""
    lines = {name: _points(results, row, name) for name in _LINES}
    drawn = {name: points for name, points in lines.items() if len(points) > 1}
    if not drawn:
        return ""
    sizes = sorted({size for points in drawn.values() for size, _ in points})
    costs = [cost for points in drawn.values() for _, cost in points]
    decades = range(math.floor(math.log10(min(costs))), math.ceil(math.log10(max(costs))) + 1)
    svg = ET.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
    )
    ET.SubElement(svg, "title").text = f"{_TITLES[row]}: seconds over items of the archive"
    ET.SubElement(
        svg, "style"
    ).text = "text{font:13px sans-serif}.grid{stroke:#ccc}.back{fill:#fff}"
    ET.SubElement(svg, "rect", {"class": "back", "width": "100%", "height": "100%"})
    _text(svg, _LEFT, 24, _TITLES[row], "start")
    _text(svg, (_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 12, "items", "middle")
    _grid(svg, sizes, decades)
    ends: list[float] = []
    for name, points in sorted(drawn.items(), key=lambda pair: -pair[1][-1][1]):
        _line(svg, name, [(_x(size, sizes), _y(cost, decades)) for size, cost in points], ends)
    ET.indent(svg, " ")
    return ET.tostring(svg, encoding="unicode") + "\n"


def _points(results: Results, row: str, name: str) -> Points:
    found = ((size, results.seconds(row, name, size)) for size in results.sizes(row, name))
    return [(size, cost) for size, cost in found if cost]


def _x(size: int, sizes: list[int]) -> float:
    share = math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(cost: float, decades: range) -> float:
    share = (math.log10(cost) - decades[0]) / (decades[-1] - decades[0])
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _grid(svg: ET.Element, sizes: Iterable[int], decades: range) -> None:
    known = list(sizes)
    for decade in decades:
        y = _y(10.0**decade, decades)
        _path(svg, [(_LEFT, y), (_WIDTH - _RIGHT, y)], {"class": "grid"})
        _text(svg, _LEFT - 8, y + 4, f"{10.0**decade:g} s", "end")
    for size in known:
        x = _x(size, known)
        _path(svg, [(x, _TOP), (x, _HEIGHT - _BOTTOM)], {"class": "grid"})
        _text(svg, x, _HEIGHT - _BOTTOM + 18, f"{size:,}", "middle")


def _line(svg: ET.Element, name: str, points: list[tuple[float, float]], ends: list[float]) -> None:
    """One generator's line; its name stands at the end, below the names that stand there."""
    style = {"stroke": _LINES[name], "stroke-width": "2.5", "stroke-dasharray": _DASHES[name]}
    _path(svg, points, style)
    for x, y in points:
        place = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "3.5", "fill": _LINES[name]}
        ET.SubElement(svg, "circle", place)
    y = max([points[-1][1] + 4, *(end + 16 for end in ends)])
    ends.append(y)
    _text(svg, points[-1][0] + 10, y, name, "start", _LINES[name])


def _path(svg: ET.Element, points: list[tuple[float, float]], style: dict[str, str]) -> None:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    ET.SubElement(svg, "polyline", {"points": places, "fill": "none", **style})


def _text(
    svg: ET.Element, x: float, y: float, words: str, anchor: str, colour: str = "#222"
) -> None:
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor, "fill": colour}
    ET.SubElement(svg, "text", place).text = words
