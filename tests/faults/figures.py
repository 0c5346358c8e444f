"""The figures that docs/reliability.md is written from, gathered while the tests run.

With INFOKANAL_FIGURES set to a file's name each row is added to that file as a line of JSON.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any


@dataclass
class Figures:
    """Sums per server and fault: mails expected, arrived (each once), doubled, and what else."""

    sums: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    notes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def add(
        self,
        server: str,
        fault: str,
        *,
        expected: int,
        arrived: Counter[Any],
        notes: dict[str, Any] | None = None,
        **counts: int,
    ) -> None:
        """Add one trial; ``arrived`` counts mails by whom and what."""
        with self.lock:
            row = self.sums.setdefault((server, fault), Counter())
            row.update(counts | {"expected": expected} | tally(arrived))
            self.notes.setdefault((server, fault), {}).update(notes or {})

    def write(self) -> None:
        """Add the rows to the file, if one is named."""
        if name := os.environ.get("INFOKANAL_FIGURES"):
            with Path(name).open("a", encoding="utf-8") as file:
                for (server, fault), row in self.sums.items():
                    notes = self.notes[server, fault]
                    file.write(json.dumps({"server": server, "fault": fault, **row, **notes}))
                    file.write("\n")


def tally(arrived: Counter[Hashable]) -> dict[str, int]:
    """How many mails came, and how many of them once too often."""
    return {"arrived": len(+arrived), "doubled": arrived.total() - len(+arrived)}
