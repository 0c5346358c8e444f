"""The elements of clean HTML (sanitize.py) and where they stand in it."""

from __future__ import annotations

import re
from typing import NamedTuple

# Beyond this, programs that read the text give up.
DEEPEST = 100

# In clean HTML every value has quotes, and every other "<" is written "&lt;".
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_TAG_OR_BREAK = re.compile(rf"{_TAG.pattern}|\n")
_VOID = frozenset({"br", "hr", "img"})


class TooDeepError(ValueError):
    """The elements lie too deep within each other."""


class Element(NamedTuple):
    """One element: its tags are ``html[begin:inside]`` and ``html[until:end]``."""

    name: str
    attributes: str
    depth: int
    begin: int
    inside: int
    until: int
    end: int


def elements_of(html: str, wanted: frozenset[str]) -> list[Element]:
    """All elements of these names, in the order of their beginnings.

    Raises:
        TooDeepError: elements of whatever names lie deeper than ``DEEPEST`` within each other.
    """
    found: list[Element | None] = []
    opened: list[tuple[int, re.Match[str]]] = []
    for tag in _TAG.finditer(html):
        closing, name, _ = tag.groups()
        if name in _VOID:
            continue
        if not closing:
            opened.append((len(found), tag))
            if len(opened) > DEEPEST:
                raise TooDeepError
            if name in wanted:
                found.append(None)
        else:
            place, first = opened.pop()
            if name in wanted:
                ends = (*first.span(), *tag.span())
                found[place] = Element(name, first[3], len(opened), *ends)
    return [one for one in found if one]


def text_of(html: str) -> str:
    """What is left of clean HTML without its tags."""
    return _TAG.sub("", html)


def len_without_end(html: str, end: int) -> int:
    """Where the white space before a place begins."""
    while end and html[end - 1].isspace():
        end -= 1
    return end


def last_line(html: str) -> int:
    """Where the last line of a paragraph begins, of those that begin in no element within it."""
    depth = begin = 0
    for found in _TAG_OR_BREAK.finditer(html):
        if found[0] == "\n":
            begin = begin if depth else found.end()
        elif found[2] not in _VOID:
            depth += -1 if found[1] else 1
    return begin
