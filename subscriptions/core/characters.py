"""Characters that no text of ours may hold, in whatever disguise they come."""

from __future__ import annotations

import re

# What XML 1.0 forbids (section 2.2), so that no feed can be broken by it, and DEL.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")


def legal(text: str) -> str:
    """The text without control characters; tabs and ends of lines stay."""
    return _ILLEGAL.sub("", text)
