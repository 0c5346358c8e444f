"""Bytes as a store keeps them (Zstandard, RFC 8878)."""

from __future__ import annotations

# Half of the time of zlib's quickest level, and no larger.
_LEVEL = 1


def pack(data: bytes) -> bytes:
    """Fewer bytes."""
    from zstandard import compress  # noqa: PLC0415  # most builds pack little or nothing

    return compress(data, _LEVEL)


def unpack(data: bytes) -> bytes:
    """The bytes again."""
    from zstandard import decompress  # noqa: PLC0415

    return decompress(data)
