"""What earlier builds found out (``var/cache/``). It may be deleted at any time.

Whatever it says is believed only under the fingerprint of everything that decides how files are
made: code, libraries, theme, catalogues, the town's settings.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from plugins.engine.cache_file import CacheFile
from plugins.engine.compression import SAMPLE, Packer, packer_of
from plugins.engine.shelf import Shelf
from plugins.engine.stamps import Stamp, old_stamp

_SCHEMA = f"""
{Shelf.SCHEMA};
CREATE TABLE texts (source BLOB PRIMARY KEY, whole BLOB NOT NULL, html TEXT NOT NULL);
CREATE TABLE seal (data BLOB NOT NULL);
CREATE TABLE doubtful (path TEXT PRIMARY KEY);
CREATE TABLE bundles (name TEXT PRIMARY KEY, key BLOB NOT NULL);
{SAMPLE};
CREATE TABLE made (path TEXT PRIMARY KEY, key BLOB NOT NULL, data BLOB NOT NULL);
"""

# The stamp of a file, the hash of its bytes.
Head = tuple[Stamp, bytes]

# A head, then what the file says (rows.py).
Row = tuple[Any, ...]

# A file this young may change again without its time stamp showing it.
_YOUNG = 50_000_000  # nanoseconds


class Known(NamedTuple):
    """An output as it was written: the hash of what it shows, and the stamp of the file."""

    key: bytes | None
    stamp: Stamp


class Store:
    """What it keeps lies in one file (SQLite). Names of files may be no text at all.

    What it has read stays in memory: who goes on using it asks ``is_fresh`` first.
    """

    def __init__(self, path: Path, fingerprint: bytes) -> None:
        self._file = CacheFile(path, fingerprint, _SCHEMA)
        self._shelves: dict[str, Shelf[Any]] = {}
        self._packer: Packer | None = None
        # The last one, under its file and hash: page, entry and warning ask for the same.
        self._text: dict[tuple[bytes, bytes], str] = {}
        # Rows, and what was made of each, by folder and source, for whoever goes on.
        self.opened: dict[str, tuple[Mapping[str, Row], Mapping[str, Any]]] = {}

    @property
    def fingerprint(self) -> bytes:
        """Under which it is believed."""
        return self._file.fingerprint

    @property
    def _database(self) -> sqlite3.Connection:
        return self._file.database

    def close(self) -> None:
        """End the connection."""
        self._file.close()

    def is_fresh(self) -> bool:
        """False once another process has written into the file, or it was thrown away."""
        return self._file.is_fresh()

    def catch_up(self) -> bool:
        """Forget what was read if another process has written since; then it stays not fresh."""
        if self.is_fresh():
            return False
        self._shelves.clear()
        return True

    def _writing(self) -> sqlite3.Connection:
        """All or nothing of what is written within ``with``."""
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("DELETE FROM seal")
        return self._database

    def _shelf(self, kind: str) -> Shelf[Any]:
        if kind not in self._shelves:
            self._shelves[kind] = Shelf(kind)
        return self._shelves[kind]

    def rows(self, folder: str) -> Mapping[str, Row]:
        """Every file of a folder by its source, as it is kept (rows.py); the texts are apart."""
        return self._shelf(folder).values(self._database)

    def heads(self, folder: str) -> Mapping[str, Head]:
        """The heads of the rows; apart from the rest they load in a fifth of its time."""
        return self._shelf(_heads_of(folder)).values(self._database)

    def seal(self) -> Any:
        """What the last build said of itself (``Seal``); None if anything has happened since."""
        row = self._database.execute("SELECT data FROM seal").fetchone()
        return pickle.loads(row[0]) if row else None  # noqa: S301  # our own, for us alone

    def keep_seal(self, seal: tuple[Any, ...]) -> None:
        """Put it down, unless another build came between; the next change takes it away."""
        if self.is_fresh():
            with self._writing() as database:
                database.execute("INSERT INTO seal VALUES (?)", (pickle.dumps(seal),))

    def html(self, source: str, whole: bytes) -> str:
        """The text of one file that had this hash.

        Raises:
            KeyError: there is none; another process may have read the file before or since.
        """
        key = (os.fsencode(source), whole)
        if key not in self._text:
            query = "SELECT html FROM texts WHERE source = ? AND whole = ?"
            row = self._database.execute(query, key).fetchone()
            if row is None:
                raise KeyError(source)
            self._text = {key: row[0]}
        return self._text[key]

    def keep_readings(
        self,
        folder: str,
        read: Sequence[tuple[str, Row, str]],
        gone: Collection[str],
        *,
        is_ours: bool = False,
    ) -> None:
        """Put down files of a folder with their HTML, and the rest as ``keep_rows``."""
        self.keep_texts(read)
        self.keep_rows(folder, {source: row for source, row, _ in read}, gone, is_ours=is_ours)

    def keep_texts(self, read: Iterable[tuple[str, Row, str]]) -> None:
        """Put down the HTML of files; nobody asks for it before their rows are there."""
        with self._writing() as database:
            database.executemany(
                "INSERT OR REPLACE INTO texts VALUES (?, ?, ?)",
                ((os.fsencode(source), row[1], html) for source, row, html in read),
            )

    def keep_rows(
        self,
        folder: str,
        rows: Mapping[str, Row],
        gone: Collection[str],
        *,
        is_ours: bool = False,
    ) -> None:
        """Put down files of a folder whose HTML is there; forget those that are gone.

        ``is_ours``: we have just written them, so that even the youngest are not read again.
        """
        if not is_ours:
            young = self._file.clock() - _YOUNG
            rows = {name: (old_stamp(row[0], young), *row[1:]) for name, row in rows.items()}
        heads = {source: (row[0], row[1]) for source, row in rows.items()}
        with self._writing() as database:
            self._shelf(folder).change(database, rows, gone)
            self._shelf(_heads_of(folder)).change(database, heads, gone)
            texts = ((os.fsencode(one),) for one in gone)
            database.executemany("DELETE FROM texts WHERE source = ?", texts)

    def outputs(self) -> Mapping[str, Known]:
        """Every output that was written, by its path."""
        doubtful = self._database.execute("SELECT path FROM doubtful")
        unknown = {path: Known(None, ()) for (path,) in doubtful}
        known: Mapping[str, Known] = self._shelf("outputs").values(self._database)
        return {**known, **unknown} if unknown else known

    def entries(self) -> Mapping[str, tuple[bytes, bytes]]:
        """The entries of the publisher's feed as they were written (entries.py), by identity."""
        return self._shelf("entries").values(self._database)

    def keep_entries(self, written: Mapping[str, tuple[bytes, bytes]]) -> None:
        """Put down these entries, and forget all others."""
        known = self.entries()
        new = {name: entry for name, entry in written.items() if known.get(name) != entry}
        lost = known.keys() - written.keys()
        if new or lost:
            with self._writing() as database:
                self._shelf("entries").change(database, new, lost)

    def has_made(self) -> bool:
        """True if it keeps the bytes of any output."""
        return self._database.execute("SELECT 1 FROM made LIMIT 1").fetchone() is not None

    def made(self, path: str, key: bytes) -> bytes | None:
        """The bytes of an output that showed the same when it was made last."""
        row = self._database.execute(
            "SELECT data FROM made WHERE path = ? AND key = ?", (path, key)
        ).fetchone()
        return packer.unpack(row[0]) if row and (packer := self.packer()) else None

    def packer(self, sample: Callable[[], bytes] | None = None) -> Packer | None:
        """What packs the bytes that it keeps, see ``packer_of``."""
        self._packer = self._packer or packer_of(self._database, sample)
        return self._packer

    def keep_made(self, made: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Put down paths, hashes of what is shown, and packed bytes: they may be written or not."""
        with self._writing() as database:
            database.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?)", made)

    def bundles(self) -> Mapping[str, bytes]:
        """The hash of what each bundle showed, by its name."""
        return dict(self._database.execute("SELECT name, key FROM bundles"))

    def expect_outputs(self, paths: Iterable[str], bundles: Iterable[str]) -> None:
        """Before files are replaced: what a crash leaves is known, and believed in nothing."""
        with self._writing() as database:
            rows = ((path,) for path in paths)
            database.executemany("INSERT OR REPLACE INTO doubtful VALUES (?)", rows)
            names = ((name,) for name in bundles)
            database.executemany("DELETE FROM bundles WHERE name = ?", names)

    def keep_outputs(
        self,
        written: Mapping[str, Known],
        gone: Iterable[str],
        bundles: Mapping[str, bytes],
    ) -> None:
        """Put down what was written; forget what is gone."""
        lost = [(path,) for path in gone]
        with self._writing() as database:
            self._shelf("outputs").change(database, written, [path for (path,) in lost])
            database.executemany("INSERT OR REPLACE INTO bundles VALUES (?, ?)", bundles.items())
            database.executemany("DELETE FROM made WHERE path = ?", lost)
            # What was doubtful was either written now, or is gone, or is made in the next build.
            settled = (*((path,) for path in written), *lost)
            database.executemany("DELETE FROM doubtful WHERE path = ?", settled)


def _heads_of(folder: str) -> str:
    return f"heads of {folder}"
