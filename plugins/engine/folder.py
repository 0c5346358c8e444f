"""A town's content folder: which files are there, and reading them with care."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from subscriptions.core.messages import message
from subscriptions.core.problems import InvalidContentError, Problem

# More is no news; it would only hold up the others.
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Folder:
    """A town's content folder; ``name`` is how problems call it (``content``)."""

    root: Path
    name: str
    base_path: str = ""

    @property
    def missing(self) -> Problem:
        """The problem that the folder itself is not there."""
        return Problem(self.name, 1, message("there is no such folder; is --site right?"))

    def files(self, part: str) -> list[Path]:
        """All Markdown files below one part of the folder, in a fixed order."""
        return sorted(
            Path(directory, name)
            for directory, _, names in os.walk(self.root / part)
            for name in names
            if name.lower().endswith((".md", ".markdown")) and not name.startswith((".", "_"))
        )

    def all_files(self, parts: Iterable[str]) -> list[tuple[str, Path]]:
        """The Markdown files of these parts, each with the part that it lies in."""
        return [(part, path) for part in parts for path in self.files(part)]

    def source(self, path: Path) -> str:
        """A file as the editor knows it."""
        return f"{self.name}/{path.relative_to(self.root).as_posix()}"

    def size_of(self, name: str) -> int | None:
        """The size of a file below the folder, in bytes; None if there is none."""
        path = self.root / name
        try:
            inside = path.resolve().is_relative_to(self.root.resolve())
            return path.stat().st_size if inside and path.is_file() else None
        except (OSError, RuntimeError):  # too long a name, links in a circle
            return None

    def stamp_of(self, name: str) -> tuple[int, int]:
        """What changes when a file below the folder does: its size and its time stamp."""
        try:
            status = (self.root / name).stat()
        except OSError:
            return (0, 0)
        return (status.st_size, status.st_mtime_ns)

    def read(self, path: Path, source: str) -> bytes:
        """The bytes of a Markdown file.

        Raises:
            InvalidContentError: not a plain file below the folder, too large, or not to be read.
        """
        size = self.size_of(path.relative_to(self.root).as_posix())
        if size is None:
            what = message("is no plain file below content/; put the text itself there")
        elif size > MOST_BYTES:
            what = message("is larger than 1 MB; give long material as an attachment")
        else:
            try:
                return path.read_bytes()
            except OSError as error:
                what = message("cannot be read: {reason}", reason=error.strerror or error)
        raise InvalidContentError([Problem(source, 1, what)])
