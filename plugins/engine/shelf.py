"""Many small values of one kind in one SQLite table, which are all read and of which few change.

A row of its own for each would take longest to read of all that a build does.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar
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

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._parts: dict[int, dict[str, Value]] = {}
        self._values: dict[str, Value] | None = None

    def values(self, database: sqlite3.Connection) -> Mapping[str, Value]:
        """All of them."""
        if self._values is None:
            self._values = {}
            query = "SELECT part, data FROM shelves WHERE kind = ?"
            for part, data in database.execute(query, (self._kind,)):
                self._values.update(self._parts.setdefault(part, _opened(data)))
        return self._values

    def change(
        self, database: sqlite3.Connection, values: Mapping[str, Value], gone: Iterable[str]
    ) -> None:
        """Put these values there, and take those away; no part is opened but theirs."""
        changed: set[int] = set()
        for name, value in values.items():
            if self._values is not None:
                self._values[name] = value
            self._part(database, name, changed)[name] = value
        for name in gone:
            if self._values is not None:
                self._values.pop(name, None)
            self._part(database, name, changed).pop(name, None)
        database.executemany(
            "INSERT OR REPLACE INTO shelves VALUES (?, ?, ?)",
            (
                (self._kind, part, pickle.dumps(self._parts[part], pickle.HIGHEST_PROTOCOL))
                for part in changed
            ),
        )

    def _part(self, database: sqlite3.Connection, name: str, changed: set[int]) -> dict[str, Value]:
        number = crc32(os.fsencode(name)) % _PARTS
        changed.add(number)
        if number not in self._parts:
            query = "SELECT data FROM shelves WHERE kind = ? AND part = ?"
            row = database.execute(query, (self._kind, number)).fetchone()
            self._parts[number] = _opened(row[0]) if row else {}
        return self._parts[number]


def _opened(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = pickle.loads(data)  # noqa: S301  # our own, for us alone
    return found
