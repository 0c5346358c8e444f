"""Which files of content/ an item may give out, and where they must lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from subscriptions.core.item import Item
from subscriptions.core.messages import message
from subscriptions.core.problems import Problem

# The folder below content/ whose files are given out as they are.
ATTACHMENTS = "anhaenge"

_RUN_BY_BROWSERS = frozenset(
    {".htm", ".html", ".js", ".mjs", ".mht", ".shtml", ".svg", ".svgz", ".xht", ".xhtml", ".xml"}
)

# The size of a file below content/ in bytes; None if there is none.
FileSize = Callable[[str], int | None]


def check_files(item: Item, size_of: FileSize) -> Iterator[Problem]:
    """What is wrong with an item's picture and attachments."""
    files = [("image", item.image.file)] if item.image else []
    files += [("attachments", attachment.file) for attachment in item.attachments]
    for field, name in files:
        if "://" in name:
            what = message(
                "{field}: “{file}” is a web address; put the file itself into content/anhaenge/",
                field=field,
                file=name,
            )
            yield item.problem(field, what)
        elif "\\" in name and ":" not in name and is_inside(name.replace("\\", "/")):
            what = message(
                "{field}: folders are parted by /; write {file}",
                field=field,
                file=name.replace("\\", "/"),
            )
            yield item.problem(field, what)
        elif not is_inside(name):
            what = message(
                "{field}: “{file}” lies outside content/; put the file below content/anhaenge/",
                field=field,
                file=name,
            )
            yield item.problem(field, what)
        elif not is_safe(name):
            what = message(
                "{field}: “{file}” could run scripts on the town's site; make it a PDF",
                field=field,
                file=name,
            )
            yield item.problem(field, what)
        elif size_of(name) is None:
            what = message(
                "{field}: there is no file content/{file}; check its name, or add the file",
                field=field,
                file=name,
            )
            yield item.problem(field, what)


def is_inside(name: str) -> bool:
    """True for a relative path below anhaenge/: nothing else of content/ is ever given out."""
    path = PurePosixPath(name)
    return (
        path.parts[:1] == (ATTACHMENTS,)
        and not any(part.startswith(".") for part in path.parts)
        and "\\" not in name
    )


def is_safe(name: str) -> bool:
    """False for a file in which a browser would run scripts as if they were the town's own."""
    return PurePosixPath(name).suffix.lower() not in _RUN_BY_BROWSERS
