"""Many small values of one kind in one SQLite table, which are all read and of which few change.

A row of its own for each would take longest to read of all that a build does.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar
from zlib import crc32

Value = TypeVar("Value")

# Each change writes one of so many parts anew.
_PARTS = 256


class Shelf(Generic[Value]):
    """The values of one ``kind`` by their names (which may be no text at all)."""

    SCHEMA = (
        "CREATE TABLE shelves"
        " (kind TEXT NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (kind, part))"
    )

    def __init__(self, database: sqlite3.Connection, kind: str) -> None:
        self._kind = kind
        self._parts: dict[int, dict[str, Value]] = {}
        self.values: dict[str, Value] = {}
        rows = database.execute("SELECT part, data FROM shelves WHERE kind = ?", (kind,))
        for part, data in rows:
            found = self._parts[part] = pickle.loads(data)  # noqa: S301  # our own, for us alone
            self.values.update(found)

    def change(
        self, database: sqlite3.Connection, values: Mapping[str, Value], gone: Iterable[str]
    ) -> None:
        """Put these values there, and take those away."""
        changed: set[int] = set()
        for name, value in values.items():
            self.values[name] = value
            self._part(name, changed)[name] = value
        for name in gone:
            self.values.pop(name, None)
            self._part(name, changed).pop(name, None)
        database.executemany(
            "INSERT OR REPLACE INTO shelves VALUES (?, ?, ?)",
            (
                (self._kind, part, pickle.dumps(self._parts[part], pickle.HIGHEST_PROTOCOL))
                for part in changed
            ),
        )

    def _part(self, name: str, changed: set[int]) -> dict[str, Value]:
        number = crc32(os.fsencode(name)) % _PARTS
        changed.add(number)
        return self._parts.setdefault(number, {})
