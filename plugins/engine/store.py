"""What earlier builds found out (``var/cache/``). It may be deleted at any time.

Whatever it says is believed only under the fingerprint of everything that decides how files are
made: code, libraries, theme, catalogues, the town's settings.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from plugins.engine.markdown import Rendered
from plugins.engine.reading import Reading

_SCHEMA = """
CREATE TABLE fingerprint (value BLOB NOT NULL);
CREATE TABLE readings
  (source BLOB PRIMARY KEY, stamp TEXT NOT NULL, whole BLOB NOT NULL, data BLOB NOT NULL);
CREATE TABLE texts (source BLOB PRIMARY KEY, html TEXT NOT NULL);
CREATE TABLE outputs (path TEXT PRIMARY KEY, key BLOB, stamp TEXT NOT NULL);
CREATE TABLE bundles (name TEXT PRIMARY KEY, key BLOB NOT NULL);
CREATE TABLE made (path TEXT PRIMARY KEY, key BLOB NOT NULL, data BLOB NOT NULL);
"""


# A file this young may change again without its time stamp showing it.
_YOUNG = 50_000_000  # nanoseconds


def stamp_of(path: str | Path) -> str:
    """What changes when a file does; empty if there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116  # one of very many
    except OSError:
        return ""
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    return f"{changed} {status.st_mtime_ns} {status.st_size} {status.st_ino}"


def _is_old(stamp: str, young: int) -> bool:
    return bool(stamp) and int(stamp.partition(" ")[0]) < young


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was read: its stamp, the hash of its bytes, and what it said."""

    stamp: str
    whole: bytes
    data: bytes

    def reading(self, source: str, stamp: str) -> Reading | None:
        """What the file said, without its text, if it still has the stamp that it had."""
        if not stamp or stamp != self.stamp:
            return None
        values = pickle.loads(self.data)  # noqa: S301  # our own file, for us alone
        part, likely_id, thing, pictures, problems, front, blanks = values
        text = None if thing is None else Rendered("", (), pictures)
        return Reading(source, part, likely_id, thing, text, problems, self.whole, front, blanks)


def _packed(one: Reading) -> bytes:
    pictures = one.text.pictures if one.text else ()
    values = (one.part, one.likely_id, one.thing, pictures, one.problems, one.front, one.blanks)
    return pickle.dumps(values, pickle.HIGHEST_PROTOCOL)


@dataclass(frozen=True, slots=True)
class Known:
    """An output as it was written: the hash of what it shows, and the stamp of the file."""

    key: bytes | None
    stamp: str


class Store:
    """One file (SQLite). A damaged one is thrown away. Names of files may be no text at all."""

    def __init__(self, path: Path, fingerprint: bytes) -> None:
        self._path = path
        self._fingerprint = fingerprint
        self._process = os.getpid()
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:
            self._remove()
            self._connection = self._open()

    @property
    def _database(self) -> sqlite3.Connection:
        """A connection must not be carried over into a child process."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._connection = self._open()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=60, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        # A crash of the machine may lose the newest entries, and never mixes old with new.
        database.execute("PRAGMA synchronous = NORMAL")
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        if "made" in tables:
            (value,) = database.execute("SELECT value FROM fingerprint").fetchone()
            if value == self._fingerprint:
                return database
            database.close()
            self._remove()
            return self._open()
        database.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        database.execute("INSERT INTO fingerprint VALUES (?)", (self._fingerprint,))
        return database

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def _writing(self) -> sqlite3.Connection:
        """All or nothing of what is written within ``with``."""
        self._database.execute("BEGIN IMMEDIATE")
        return self._database

    def readings(self, folder: str) -> Mapping[str, KnownFile]:
        """Every file of a folder by its source; the texts are left out."""
        rows = self._database.execute(
            "SELECT source, stamp, whole, data FROM readings WHERE source BETWEEN ? AND ?",
            (os.fsencode(f"{folder}/"), os.fsencode(f"{folder}0")),
        )
        return {
            os.fsdecode(source): KnownFile(stamp, whole, data)
            for source, stamp, whole, data in rows
        }

    def html(self, source: str) -> str:
        """The text of one file.

        Raises:
            KeyError: there is none.
        """
        row = self._database.execute(
            "SELECT html FROM texts WHERE source = ?", (os.fsencode(source),)
        ).fetchone()
        if row is None:
            raise KeyError(source)
        html: str = row[0]
        return html

    def keep_readings(self, read: Iterable[tuple[str, Reading]]) -> None:
        """Put down files with their stamps."""
        young = self._clock() - _YOUNG
        with self._writing() as database:
            for stamp, one in read:
                source = os.fsencode(one.source)
                row = (
                    source,
                    stamp if _is_old(stamp, young) else "",
                    one.whole,
                    _packed(one),
                )
                database.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", row)
                html = one.text.html if one.text else ""
                database.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (source, html))

    def forget_readings(self, sources: Iterable[str]) -> None:
        """These files are gone."""
        with self._writing() as database:
            for source in sources:
                database.execute("DELETE FROM readings WHERE source = ?", (os.fsencode(source),))
                database.execute("DELETE FROM texts WHERE source = ?", (os.fsencode(source),))

    def _clock(self) -> int:
        """What the disk takes for the time, in nanoseconds."""
        probe = self._path.with_suffix(".clock")
        probe.write_bytes(b"")
        return probe.stat().st_mtime_ns

    def outputs(self) -> dict[str, Known]:
        """Every output that was written, by its path."""
        rows = self._database.execute("SELECT path, key, stamp FROM outputs")
        return {path: Known(key, stamp) for path, key, stamp in rows}

    def made(self, path: str, key: bytes) -> bytes | None:
        """The bytes of an output that showed the same when it was made last."""
        row = self._database.execute(
            "SELECT data FROM made WHERE path = ? AND key = ?", (path, key)
        ).fetchone()
        return zlib.decompress(row[0]) if row else None

    def bundles(self) -> dict[str, bytes]:
        """The hash of what each bundle showed, by its name."""
        return dict(self._database.execute("SELECT name, key FROM bundles"))

    def expect_outputs(self, paths: Iterable[str], bundles: Iterable[str]) -> None:
        """Before files are replaced: what a crash leaves is known, and believed in nothing."""
        with self._writing() as database:
            rows = ((path,) for path in paths)
            database.executemany("INSERT OR REPLACE INTO outputs VALUES (?, NULL, '')", rows)
            names = ((name,) for name in bundles)
            database.executemany("DELETE FROM bundles WHERE name = ?", names)

    def keep_outputs(
        self,
        written: Mapping[str, Known],
        made: Iterable[tuple[str, bytes, bytes]],
        gone: Iterable[str],
        bundles: Mapping[str, bytes],
    ) -> None:
        """Put down what was written, packed bytes of what has a key; forget what is gone."""
        with self._writing() as database:
            database.executemany(
                "INSERT OR REPLACE INTO outputs VALUES (?, ?, ?)",
                ((path, known.key, known.stamp) for path, known in written.items()),
            )
            database.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?)", made)
            database.executemany("INSERT OR REPLACE INTO bundles VALUES (?, ?)", bundles.items())
            for path in gone:
                database.execute("DELETE FROM outputs WHERE path = ?", (path,))
                database.execute("DELETE FROM made WHERE path = ?", (path,))


def pack(data: bytes) -> bytes:
    """Bytes as ``made`` keeps them."""
    return zlib.compress(data, 1)
