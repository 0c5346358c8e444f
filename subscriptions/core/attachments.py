"""Which files of content/ an item or a service may give out, and where they must lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from subscriptions.core.item import Item
from subscriptions.core.messages import Message, message
from subscriptions.core.pages import Service
from subscriptions.core.problems import Problem

# The folder below content/ whose files are given out as they are.
ATTACHMENTS = "anhaenge"

_RUN_BY_BROWSERS = frozenset(
    {".htm", ".html", ".js", ".mjs", ".mht", ".shtml", ".svg", ".svgz", ".xht", ".xhtml", ".xml"}
)

# The size of a file below content/ in bytes; None if there is none.
FileSize = Callable[[str], int | None]


def check_files(thing: Item | Service, size_of: FileSize) -> Iterator[Problem]:
    """What is wrong with an item's picture and attachments, or a service's forms."""
    for field, name in _files(thing):
        what = _wrong(field, name, size_of)
        if what:
            yield thing.problem(field, what)


def _files(thing: Item | Service) -> Iterator[tuple[str, str]]:
    if isinstance(thing, Service):
        yield from (("form", form.file) for form in thing.form)
        return
    if thing.image:
        yield "image", thing.image.file
    yield from (("attachments", attachment.file) for attachment in thing.attachments)


def _wrong(field: str, name: str, size_of: FileSize) -> Message | None:
    if "://" in name:
        return message(
            "{field}: “{file}” is a web address; put the file itself into content/anhaenge/",
            field=field,
            file=name,
        )
    if "\\" in name and ":" not in name and is_inside(name.replace("\\", "/")):
        return message(
            "{field}: folders are parted by /; write {file}",
            field=field,
            file=name.replace("\\", "/"),
        )
    if not is_inside(name):
        return message(
            "{field}: “{file}” lies outside content/; put the file below content/anhaenge/",
            field=field,
            file=name,
        )
    if not is_safe(name):
        return message(
            "{field}: “{file}” could run scripts on the town's site; make it a PDF",
            field=field,
            file=name,
        )
    if size_of(name) is None:
        return message(
            "{field}: there is no file content/{file}; check its name, or add the file",
            field=field,
            file=name,
        )
    return None


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
