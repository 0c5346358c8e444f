"""Files to which a line is added for each thing that happened: JSON, one document a line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path


def append(path: Path, documents: Iterable[Mapping[str, object]]) -> None:
    """Add a line for each; on disk when this returns.

    Raises:
        OSError: the file cannot be written.
    """
    lines = [json.dumps(document, ensure_ascii=False) for document in documents]
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        # A line that a crash cut short must not swallow the first of these.
        file.write("\n" + "\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
