"""What a prepared text leaves open: ``___Ort___``. Nothing is published while one is left.

On a phone a double tap marks the whole of it. What a sample page leaves to the town reads
``[BITTE AUSFÜLLEN: Anschrift]``: a demonstration shows it, a real town publishes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from subscriptions.core.front_matter import FrontMatter
from subscriptions.core.messages import message
from subscriptions.core.problems import Problem
from subscriptions.core.yaml_text import Node, Path

_BLANKS = ("[BITTE AUSFÜLLEN", "[PLEASE FILL IN")
BLANK = re.compile(rf"(?:{'|'.join(map(re.escape, _BLANKS))})\b[^\]\n]*\]?")

PLACEHOLDER = re.compile(r"_{3}([^\W_]+(?:[_-][^\W_]+)*)_{3}")


def placeholder(words: str) -> str:
    """``Uhrzeit der Sperrung`` as a placeholder."""
    return f"___{'_'.join(words.split())}___"


def placeholders_in(front: FrontMatter, source: str) -> tuple[Problem, ...]:
    """Every placeholder of a file, each with its line."""
    return _found(PLACEHOLDER, ("___",), front, source)


def blanks_in(front: FrontMatter, source: str) -> tuple[Problem, ...]:
    """Everything that a sample page leaves to the town, each with its line."""
    return _found(BLANK, _BLANKS, front, source)


def _found(
    wanted: re.Pattern[str], begins: tuple[str, ...], front: FrontMatter, source: str
) -> tuple[Problem, ...]:
    """All matches, each of which holds one of ``begins``."""
    # Most files have none, and to look at all fields and lines takes as long as to convert them.
    values = dict(front.document.values)
    told = repr(values)
    fields = _texts(cast("Node", values), ()) if any(one in told for one in begins) else ()
    found = [
        Problem(
            source,
            front.document.line(path),
            message("{field}: {name} is still to be filled in", field=path[0], name=name),
        )
        for path, text in fields
        for name in _names(wanted, text)
    ]
    lines = front.body.split("\n") if any(one in front.body for one in begins) else ()
    for number, line in enumerate(lines):
        for name in _names(wanted, line):
            what = message("{name} is still to be filled in, in the text", name=name)
            found.append(Problem(source, front.body_line + number, what))
    return tuple(found)


def _names(wanted: re.Pattern[str], text: str) -> list[str]:
    return list(dict.fromkeys(match[0] for match in wanted.finditer(text)))


def _texts(node: Node, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, str):
        yield path, node
        return
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    for name, child in entries:
        yield from _texts(child, (*path, name))
