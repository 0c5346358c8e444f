"""Characters that no text of ours may hold, in whatever disguise they come."""

from __future__ import annotations

import re

# What XML 1.0 forbids (section 2.2), so that no feed can be broken by it, and DEL.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
# What a terminal obeys or cannot write: control characters (C0, C1), other ends of lines, marks and
# overrides of direction (Unicode Bidirectional Algorithm, UAX #9), the byte order mark, halves of
# surrogate pairs.
_OBEYED = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
    "|[\ud800-\udfff]"
)


def legal(text: str) -> str:
    """The text without control characters; tabs and ends of lines stay."""
    return _ILLEGAL.sub("", text)


def visible(text: str) -> str:
    """The text on one line, for a terminal: what it would obey is shown by its number.

    In the notation of JSON (RFC 8259, section 7), so that a JSON document stays what it is.
    """
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def visible_lines(text: str) -> str:
    """Several lines, each as ``visible`` writes it."""
    return "\n".join(visible(line) for line in text.split("\n"))
