"""One SQLite file whose contents can be found out anew: a damaged or old one is thrown away."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path


class CacheFile:
    """The file at ``path``, with the tables of ``schema``.

    It is believed only under the ``fingerprint`` that it was made with.
    """

    def __init__(self, path: Path, fingerprint: bytes, schema: str) -> None:
        self.fingerprint = fingerprint
        self._path = path
        self._schema = schema
        self._process = os.getpid()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            self._remove()
            self._connection = self._open()
        self._number = path.stat().st_ino
        self._version = self._data_version()

    @property
    def database(self) -> sqlite3.Connection:
        """The connection; it must not be carried over into a child process."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._connection = self._open()
        return self._connection

    def _open(self, *, is_second_try: bool = False) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=60, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        # A crash of the machine may lose the newest entries, and never mixes old with new.
        database.execute("PRAGMA synchronous = NORMAL")
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        if "fingerprint" in tables:
            (value,) = database.execute("SELECT value FROM fingerprint").fetchone()
            if value == self.fingerprint:
                return database
        if tables:
            database.close()
            self._remove()
            return self._open()
        try:
            database.executescript(f"BEGIN IMMEDIATE; {self._schema}")
        except sqlite3.OperationalError:
            # Another process was making them, and has made them now.
            database.close()
            if is_second_try:
                raise
            return self._open(is_second_try=True)
        database.execute("CREATE TABLE fingerprint (value BLOB NOT NULL)")
        database.execute("INSERT INTO fingerprint VALUES (?)", (self.fingerprint,))
        database.execute("COMMIT")
        return database

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def is_fresh(self) -> bool:
        """False once another process has written into the file, or it was thrown away."""
        try:
            is_there = self._path.stat().st_ino == self._number
        except OSError:
            return False
        return is_there and self._data_version() == self._version

    def _data_version(self) -> int:
        (version,) = self.database.execute("PRAGMA data_version").fetchone()
        return int(version)

    def clock(self) -> int:
        """What the disk takes for the time, in nanoseconds."""
        probe = self._path.with_suffix(".clock")
        probe.write_bytes(b"")
        return probe.stat().st_mtime_ns
