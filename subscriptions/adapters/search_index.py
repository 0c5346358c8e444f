"""The index of the search, made by Pagefind (https://pagefind.app) from the pages of the site.

It takes a second for a hundred pages and a minute for ten thousand, so it is made after everything
that somebody waits for, and only if a page has changed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from subscriptions.core.messages import Message, message
from subscriptions.core.search import INDEX_FOLDER

# What of a page is no text of its own (theme/templates/).
_LEFT_OUT = "nav, .side, .contact, .back, .crumbs"
# Pagefind's own interfaces, which our page does not use.
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js")
# It names the newest of all other files, so it comes last.
_ENTRY = "pagefind-entry.json"
_MOST_SECONDS = 900


class SearchIndexError(Exception):
    """The index could not be made; that of before stays."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.message: Message = message(
            "the index of the search could not be made: {reason}", reason=reason
        )


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The index of one output folder. ``known`` is a file that says which pages it holds."""

    output: Path
    known: Path
    language: str

    @property
    def folder(self) -> Path:
        """Where the index lies."""
        return self.output / INDEX_FOLDER

    def update(self) -> bool:
        """Make it if a page has changed since; whether it was made.

        Raises:
            SearchIndexError: Pagefind is not there, failed, or took too long.
        """
        state = self._state()
        if (self.folder / _ENTRY).is_file() and _text(self.known) == state:
            return False
        self.known.parent.mkdir(parents=True, exist_ok=True)
        try:
            with TemporaryDirectory(dir=self.known.parent, prefix=".search.") as temporary:
                made = Path(temporary) / INDEX_FOLDER
                self._run(made)
                _put(made, self.folder)
        except OSError as error:
            raise SearchIndexError(str(error)) from error
        self.known.write_text(state, encoding="utf-8")
        return True

    def remove(self) -> None:
        """Take it away: the town wants no search."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.known.unlink(missing_ok=True)

    def _state(self) -> str:
        """A hash of all pages by name, size and time of change."""
        found = blake2b(f"{version('pagefind')} {self.language}".encode(), digest_size=16)
        for path in sorted(self._pages()):
            status = path.stat()
            found.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
        return found.hexdigest()

    def _pages(self) -> Iterator[Path]:
        inside = (path for path in self.output.iterdir() if path.name != INDEX_FOLDER)
        for path in inside:
            yield from path.rglob("*.html") if path.is_dir() else ()

    def _run(self, target: Path) -> None:
        options = {
            "--site": str(self.output),
            "--output-path": str(target),
            "--force-language": self.language,
            "--exclude-selectors": _LEFT_OUT,
        }
        words = [word for pair in options.items() for word in pair]
        try:
            done = subprocess.run(  # noqa: S603  # a list, no shell
                [*_gently(), sys.executable, "-P", "-m", "pagefind", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                timeout=_MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SearchIndexError(str(error)) from error
        if done.returncode or not (target / _ENTRY).is_file():
            lines = done.stdout.strip().splitlines() or [f"exit code {done.returncode}"]
            raise SearchIndexError(lines[-1])
        for pattern in _UNUSED:
            for path in target.glob(pattern):
                path.unlink()


def _gently() -> tuple[str, ...]:
    """Whoever publishes meanwhile goes first."""
    nice = shutil.which("nice")
    return (nice, "-n", "10") if nice else ()


def _put(made: Path, folder: Path) -> None:
    """Move what is new into place, then delete what is old; each file is whole at any time."""
    names = [path.relative_to(made) for path in made.rglob("*") if path.is_file()]
    for name in sorted(names, key=lambda name: name.name == _ENTRY):
        target = folder / name
        if not target.is_file() or target.read_bytes() != (made / name).read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            (made / name).replace(target)
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder) not in names:
            path.unlink()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
