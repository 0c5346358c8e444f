"""Whether a PDF has tags, without which screen readers cannot tell headings from text.

A look at its bytes for what ISO 32000-1, 14.7 and 14.8 name: a structure tree, or the mark that it
is tagged. Whether the tags are any good only a person can say.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_SIGN = re.compile(rb"/StructTreeRoot|/Marked\s+true")
# So far behind the word ObjStm its data begin at the latest.
_HEAD = 600
# So much of one compressed object stream is looked at, in bytes.
_MOST = 20_000_000


def is_untagged(data: bytes) -> bool:
    """True for a PDF without any sign of tags. Of an encrypted one nothing can be told."""
    if not data.startswith(b"%PDF-") or b"/Encrypt" in data:
        return False
    return not any(_SIGN.search(part) for part in (data, *_object_streams(data)))


def _object_streams(data: bytes) -> Iterator[bytes]:
    """The compressed objects, among which the catalogue may be."""
    for match in re.finditer(rb"/ObjStm", data):
        begin = data.find(b"stream", match.end(), match.end() + _HEAD)
        if begin < 0:
            continue
        begin += len(b"stream")
        begin += 2 if data[begin : begin + 2] == b"\r\n" else 1
        try:
            yield zlib.decompressobj().decompress(data[begin:], _MOST)
        except zlib.error:
            continue
