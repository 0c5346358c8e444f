"""Whether what an earlier build found out still holds: all that decides how files are made."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from plugins.engine.theme import Theme
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

_RECORDS = (".dist-info", ".egg-info")


def program_stamp(folders: Iterable[Path]) -> bytes:
    """A hash of the libraries, and of the program's folders of code and catalogues.

    Of a file, name, size and time stamp count. A process that goes on asks once: the code that it
    has loaded stays what it was.
    """
    libraries = repr((sys.version, sorted(_libraries())))
    return _hash(libraries.encode(), folders)


def _libraries() -> Iterator[str]:
    """What is installed, with versions, by the names that installers give their records.

    Asking each library takes as long as reading a thousand items.
    """
    for folder in sys.path:
        with suppress(OSError):
            yield from (name for name in os.listdir(folder or ".") if name.endswith(_RECORDS))  # noqa: PTH208  # names are enough


def fingerprint(town: Town, topics: Topics, theme: Theme, program: bytes) -> bytes:
    """A hash of the town's settings, the theme, and the stamp of the program."""
    return _hash(program + repr((town, topics.all)).encode(), theme.folders)


def _hash(begin: bytes, folders: Iterable[Path]) -> bytes:
    found = blake2b(begin, digest_size=16)
    for folder in folders:
        for name, status in sorted(_files(folder)):
            found.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return found.digest()


def _files(folder: Path) -> Iterable[tuple[str, os.stat_result]]:
    for directory, _, names in os.walk(folder):
        for name in names:
            if not name.endswith((".pyc", ".po", ".pot")):
                path = os.path.join(directory, name)  # noqa: PTH118  # one of very many
                yield path, os.stat(path)  # noqa: PTH116
