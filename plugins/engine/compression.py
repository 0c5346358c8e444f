"""Bytes as a store keeps them (Zstandard, RFC 8878)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zstandard import ZstdCompressionDict, ZstdCompressor, ZstdDecompressor

# Half of the time of zlib's quickest level, and no larger.
_LEVEL = 1

# The table that holds the sample of a store.
SAMPLE = "CREATE TABLE sample (data BLOB NOT NULL)"


class Packer:
    """Packs pages that are all much alike.

    ``sample``: one of them. What stands there too is not written once more (a raw dictionary: the
    third of the bytes, in half of the time). What was packed with one is unpacked with the same.
    """

    def __init__(self, sample: bytes) -> None:
        self._sample = sample

    def pack(self, data: bytes) -> bytes:
        """Fewer bytes."""
        return self._packer.compress(data)

    def unpack(self, data: bytes) -> bytes | None:
        """The bytes again; None if they are damaged, or were packed with another sample."""
        from zstandard import ZstdError  # noqa: PLC0415

        try:
            return self._unpacker.decompress(data)
        except ZstdError:
            return None

    @cached_property
    def _packer(self) -> ZstdCompressor:
        from zstandard import ZstdCompressor  # noqa: PLC0415  # most builds pack little or nothing

        known = self._known
        known.precompute_compress(level=_LEVEL)
        return ZstdCompressor(level=_LEVEL, dict_data=known, write_checksum=True)

    @cached_property
    def _unpacker(self) -> ZstdDecompressor:
        from zstandard import ZstdDecompressor  # noqa: PLC0415

        return ZstdDecompressor(dict_data=self._known)

    @property
    def _known(self) -> ZstdCompressionDict:
        from zstandard import DICT_TYPE_RAWCONTENT, ZstdCompressionDict  # noqa: PLC0415

        return ZstdCompressionDict(self._sample, dict_type=DICT_TYPE_RAWCONTENT)


def packer_of(
    database: sqlite3.Connection, sample: Callable[[], bytes] | None = None
) -> Packer | None:
    """What packs the bytes that a store keeps: what it was given first as a ``sample`` stays it.

    None if it has none, and none is given.
    """
    wanted = "SELECT data FROM sample"
    row = database.execute(wanted).fetchone()
    if row is None and sample:
        new = "INSERT INTO sample SELECT ? WHERE NOT EXISTS (SELECT 1 FROM sample)"
        database.execute(new, (sample(),))
        row = database.execute(wanted).fetchone()
    return Packer(row[0]) if row else None
