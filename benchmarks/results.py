"""All figures of one run, and their medians."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median

from benchmarks.measuring import Cost

Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Results:
    """``items``: the size that the tables show. Costs are kept by row, generator and size.

    ``files``: how many files of each kind each generator wrote, by size.
    """

    items: int
    rounds: int
    versions: dict[str, str]
    machine: str
    costs: dict[Key, list[Cost]] = field(default_factory=lambda: defaultdict(list))
    files: dict[int, dict[str, dict[str, int]]] = field(default_factory=dict)

    def add(self, row: str, generator: str, size: int, cost: Cost) -> None:
        """Keep one figure."""
        self.costs[row, generator, size].append(cost)

    def seconds(self, row: str, generator: str, size: int | None = None) -> float | None:
        """The median; None if it was not measured."""
        found = self.costs.get((row, generator, size or self.items))
        return median(cost.seconds for cost in found) if found else None

    def megabytes(self, row: str, generator: str) -> float | None:
        """The largest memory at the tables' size."""
        found = self.costs.get((row, generator, self.items), ())
        return max((cost.megabytes for cost in found if cost.megabytes is not None), default=None)

    def sizes(self, row: str, generator: str) -> list[int]:
        """For which archives there are figures."""
        return sorted(s for r, g, s in self.costs if (r, g) == (row, generator))

    def data(self) -> dict[str, object]:
        """Everything, for benchmark.json. No path of the machine is among it."""
        return {
            "items": self.items,
            "rounds": self.rounds,
            "versions": self.versions,
            "machine": self.machine,
            "files": self.files,
            "runs": [
                {
                    "row": row,
                    "generator": generator,
                    "items": size,
                    "seconds": [round(cost.seconds, 4) for cost in costs],
                    "megabytes": [
                        round(cost.megabytes, 1) for cost in costs if cost.megabytes is not None
                    ],
                }
                for (row, generator, size), costs in sorted(self.costs.items())
            ],
        }
