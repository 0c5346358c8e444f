"""Files of which nothing but the text has changed since they were read."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plugins.engine.folder import ITEMS, is_text
from plugins.engine.reading import Reading, read_file
from plugins.engine.request import Request
from plugins.engine.rows import row_of
from plugins.engine.stamps import stamp_of
from plugins.engine.store import Row
from subscriptions.core.item import Item


@dataclass(frozen=True, slots=True)
class NewText:
    """An item's file as it is now, and how it is kept."""

    source: str
    reading: Reading
    row: Row
    html: str


def new_texts(
    path: Path, request: Request, known: Mapping[str, Reading]
) -> tuple[NewText, ...] | None:
    """The new text at a path; none if nothing is read there, None if more than a text changed.

    ``known``: all files as they were read, by source.
    """
    folder = request.folder
    source = folder.source(path)
    before = known.get(source)
    if before is None:
        return () if _is_nothing(path, source, known) else None
    stamp = stamp_of(path)
    if before.part != ITEMS or not _is_file(path) or not stamp:
        return None
    new = read_file(folder, ITEMS, path, request.topics)
    if not is_same_but_text(before, new):
        return None
    if new.whole == before.whole:
        return ()
    return (NewText(source, new, row_of(stamp, new), new.text.html if new.text else ""),)


def is_same_but_text(before: Reading, new: Reading) -> bool:
    """True if a page and the feeds show something else at most, and no list does."""
    return (
        isinstance(before.thing, Item)
        and isinstance(new.thing, Item)
        and before.thing.id == new.thing.id
        and before.front == new.front
        and not any((before.problems, new.problems, before.blanks, new.blanks))
        and not (before.text and before.text.pictures)
        and not (new.text and new.text.pictures)
    )


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _is_nothing(path: Path, source: str, known: Mapping[str, Reading]) -> bool:
    """True for what editors put beside a file while they save it, be it gone again or not."""
    return (
        not is_text(path.name)
        and (_is_file(path) or not os.path.lexists(path))
        and f"/{ITEMS}/" in source
        and not any(name.startswith(f"{source}/") for name in known)
    )
