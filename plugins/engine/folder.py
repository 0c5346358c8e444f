"""A town's content folder: which files are there, and reading them with care."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from plugins.engine.stamps import Stamp, stamp_of
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import InvalidContentError, Problem

# The parts of a content folder that hold Markdown.
ITEMS, PAGES, SERVICES, POOLS = PARTS = ("aktuelles", "seiten", "leistungen", "freibaeder")

# More is no news; it would only hold up the others.
MOST_BYTES = 1_000_000

_FOLDER_LINK = message(
    "is a link to a folder, which is not followed; put the files themselves here"
)
_DEAD_LINK = message("is a link that leads nowhere; put the file itself here, or delete the link")


@dataclass(frozen=True, slots=True)
class Listing:
    """The Markdown files of one part, by source; what kept it from being listed in full."""

    stamps: Mapping[str, Stamp]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Folder:
    """A town's content folder; ``name`` is how problems call it (``content``).

    ``found``: the listings of its parts, if somebody has made them just now.
    """

    root: Path
    name: str
    base_path: str = ""
    found: Mapping[str, Listing] | None = None

    @property
    def missing(self) -> Problem:
        """The problem that the folder itself is not there."""
        return Problem(self.name, 1, message("there is no such folder; is --site right?"))

    def files(self, part: str) -> Listing:
        """All Markdown files below one part of the folder, in a fixed order.

        A part that is not there has none. Links to folders are told: whoever made one expects what
        lies behind it.
        """
        if self.found and part in self.found:
            return self.found[part]
        top = self.root / part
        paths: dict[str, str] = {}
        problems: list[Problem] = []

        def cannot_list(error: OSError) -> None:
            where = Path(error.filename or top)
            if where != top or os.path.lexists(top):
                problems.append(Problem(self.source(where), 1, _unreadable(error)))

        for directory, folders, names in os.walk(top, onerror=cannot_list):
            here = Path(directory)
            source = self.source(directory)
            paths.update((f"{source}/{n}", f"{directory}/{n}") for n in names if is_text(n))
            others = (*folders, *(name for name in names if not is_text(name)))
            problems += [
                Problem(self.source(here / name), 1, what)
                for name in others
                if not name.startswith((".", "_")) and (what := _wrong_link(here / name))
            ]
        stamps = {source: stamp_of(path) for source, path in sorted(paths.items())}
        return Listing(stamps, tuple(problems))

    def names(self, part: str) -> Iterator[tuple[str, Path]]:
        """All that lies below a part: its name in Unicode's form C, and its path."""
        for path in sorted((self.root / part).rglob("*")):
            yield unicodedata.normalize("NFC", path.relative_to(self.root).as_posix()), path

    def twins(self, part: str) -> Iterator[Problem]:
        """Files and folders whose names differ only in how their letters are composed."""
        seen: dict[str, Path] = {}
        for name, path in self.names(part):
            if seen.setdefault(name, path) != path:
                what = message(
                    "two files are called so, as “ä” can be written in two ways; delete one of them"
                )
                yield Problem(f"{self.name}/{name}", 1, what)

    def source(self, path: str | Path) -> str:
        """A file as the editor knows it."""
        return f"{self.name}/{str(path).removeprefix(f'{self.root}/')}"

    def path(self, source: str) -> Path:
        """Where a file lies that the editor knows as ``source``."""
        return self.root / source.removeprefix(f"{self.name}/")

    def sizes(self, part: str) -> dict[str, int]:
        """The sizes of all files below a part, as ``size_of`` tells them."""
        found = ((name, self.size_of(name)) for name, _ in self.names(part))
        return {name: size for name, size in found if size is not None}

    def size_of(self, name: str) -> int | None:
        """The size of a file below the folder, in bytes; None if there is none to read.

        ``name`` may stand for a file whose name is composed otherwise, see ``path_of``.
        """
        try:
            path = self.path_of(name)
            is_there = self._holds(path) and path.is_file() and os.access(path, os.R_OK)
            return path.stat().st_size if is_there else None
        except OSError:  # too long a name
            return None

    def stamps(self, part: str) -> dict[str, tuple[int, int]]:
        """Of all files below a part: what changes when they do, their size and time stamp."""
        found = {}
        for name, path in self.names(part):
            try:
                status = path.stat()
            except OSError:
                continue
            found[name] = (status.st_size, status.st_mtime_ns)
        return found

    def path_of(self, name: str) -> Path:
        """Where a file lies, or would lie, that is called ``name`` in Unicode's form C (NFC).

        macOS hands on "ä" as "a" and a combining mark; editors see no difference.
        """
        here = self.root
        for part in PurePosixPath(name).parts:
            if not part.isascii() and not (here / part).exists():
                here /= min(_composed_alike(here, part), default=part)
            else:
                here /= part
        return here

    def read(self, path: Path, source: str) -> bytes:
        """The bytes of a Markdown file.

        Raises:
            InvalidContentError: not a plain file below the folder, too large, or not to be read.
        """
        try:
            status = os.lstat(path)
            if stat.S_ISLNK(status.st_mode):
                status, is_held = path.stat(), self._holds(path)
            else:
                is_held = self._holds_folder(os.path.dirname(path))  # noqa: PTH120
            if not (stat.S_ISREG(status.st_mode) and is_held):
                what = message("is no plain file below content/; put the text itself there")
            elif status.st_size > MOST_BYTES:
                what = message("is larger than 1 MB; give long material as an attachment")
            else:
                with open(path, "rb", buffering=0) as file:  # noqa: PTH123
                    return file.readall()
        except OSError as error:
            what = _wrong_link(path) or _unreadable(error)
        raise InvalidContentError([Problem(source, 1, what)])

    def _holds(self, path: str | Path) -> bool:
        """True if no link leads out of the folder."""
        return f"{os.path.realpath(path)}/".startswith(f"{self._real_root}/")

    def _holds_folder(self, path: str) -> bool:
        """The same of a folder, which is looked for once while it stays what it was."""
        status = os.lstat(path)
        key = (path, status.st_dev, status.st_ino)
        if key not in self._held:
            self._held[key] = self._holds(path)
        return self._held[key]

    @cached_property
    def _held(self) -> dict[tuple[str, int, int], bool]:
        return {}

    @cached_property
    def _real_root(self) -> str:
        return os.path.realpath(self.root)


def _composed_alike(folder: Path, name: str) -> list[str]:
    try:
        there = [path.name for path in folder.iterdir()]
    except OSError:
        return []
    return [other for other in there if unicodedata.normalize("NFC", other) == name]


def is_text(name: str) -> bool:
    """True for the name of a file that is read."""
    return name.lower().endswith((".md", ".markdown")) and not name.startswith((".", "_"))


def _wrong_link(path: Path) -> Message | None:
    """What is wrong with a link to a folder, or to nothing; None for all else."""
    try:
        if not path.is_symlink():
            return None
        if path.is_dir():
            return _FOLDER_LINK
        return None if path.exists() else _DEAD_LINK
    except OSError as error:
        return _unreadable(error)


def _unreadable(error: OSError) -> Message:
    return message(
        "cannot be read ({reason}); check the rights of file and folder",
        reason=error.strerror or error,
    )
