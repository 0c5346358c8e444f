"""Whether what an earlier build found out still holds: all that decides how files are made."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from plugins.engine.templates import Theme
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

# The libraries whose words, markup or dates end up in the site.
_LIBRARIES = (
    "babel",
    "feedgen",
    "icalendar",
    "imagesize",
    "jinja2",
    "linkify-it-py",
    "lxml",
    "markdown-it-py",
    "markupsafe",
    "nh3",
    "pydantic",
    "python-slugify",
    "pyyaml",
    "tzdata",
)


def fingerprint(town: Town, topics: Topics, theme: Theme, program: Iterable[Path]) -> bytes:
    """A hash of the town's settings, the theme, the libraries, and the files of ``program``.

    ``program``: folders of code and catalogues; of their files, name, size and time stamp count.
    """
    found = blake2b(digest_size=16)
    found.update(repr((sys.version, [version(name) for name in _LIBRARIES])).encode())
    found.update(repr(town).encode())
    found.update(repr(topics.all).encode())
    for folder in (*theme.folders, *program):
        for name, status in sorted(_files(folder)):
            found.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return found.digest()


def _files(folder: Path) -> Iterable[tuple[str, os.stat_result]]:
    for directory, _, names in os.walk(folder):
        for name in names:
            if not name.endswith((".pyc", ".po", ".pot")):
                path = os.path.join(directory, name)  # noqa: PTH118  # one of very many
                yield path, os.stat(path)  # noqa: PTH116
