"""What changes when a file does."""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

# Times of its contents and its entry in nanoseconds, size, number. Empty: there is no file.
Stamp = tuple[int, ...]


def hash_of(data: bytes) -> bytes:
    """The hash of a file's bytes."""
    return blake2b(data, digest_size=12).digest()


def stamp_of(path: str | Path) -> Stamp:
    """The stamp of a file."""
    try:
        status = os.stat(path)  # noqa: PTH116  # one of very many
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def old_stamp(stamp: Stamp, young: int) -> Stamp:
    """The stamp; none if it is as young as that (in nanoseconds): the next change may not show."""
    return stamp if stamp and max(stamp[:2]) < young else ()
