"""Writing an output folder: each file is old or new, never half; what is equal is not touched."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from subscriptions.core.messages import message
from subscriptions.core.problems import InvalidContentError, Problem

# Its presence says that everything in the folder (but for hidden names) is the build's own.
MARKER = ".infokanal"


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site: its path below the output folder, and how to make its bytes.

    ``address``: under which search engines find it, below the site's address; None: they need not.
    ``updated``: its last change that readers should notice.
    """

    path: str
    make: Callable[[], bytes]
    address: str | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """How many outputs there are, and what this run did to the folder."""

    total: int
    changed: tuple[str, ...]
    deleted: tuple[str, ...]


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file at once; its folder is made if it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_outputs(outputs: Iterable[Output], folder: Path) -> Written:
    """Make all outputs, then move what changed into place, then delete what vanished.

    Nothing of ``folder`` changes before every output has been made.

    Raises:
        InvalidContentError: the folder holds files that no build of ours made.
        ValueError: two outputs have one path.
    """
    _claim(folder)
    with (
        _alone(folder),
        TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as staging,
    ):
        wanted, changed = _stage(outputs, folder, Path(staging))
        for path in changed:
            target = folder / path
            _make_room(target, folder)
            (Path(staging) / path).replace(target)
        deleted = _delete_vanished(folder, wanted)
    return Written(len(wanted), tuple(changed), tuple(deleted))


def _stage(outputs: Iterable[Output], folder: Path, staging: Path) -> tuple[set[str], list[str]]:
    """Make every output; put those that differ aside. All paths, and those that differ."""
    wanted: set[str] = set()
    changed: list[str] = []
    for output in outputs:
        if output.path in wanted:
            msg = f"two outputs are called {output.path}"
            raise ValueError(msg)
        data = output.make()
        wanted.add(output.path)
        if not _equals(folder / output.path, data):
            target = staging / output.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            changed.append(output.path)
    return wanted, changed


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One build at a time writes a folder; another waits for it."""
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _claim(folder: Path) -> None:
    marker = folder / MARKER
    if marker.exists():
        return
    if folder.is_dir() and any(not child.name.startswith(".") for child in folder.iterdir()):
        what = message(
            "this folder holds files that are not of this site; empty it, or choose another with"
            " --into"
        )
        raise InvalidContentError([Problem(str(folder), 1, what)])
    folder.mkdir(parents=True, exist_ok=True)
    marker.write_text("Everything in this folder is made by publish.py build.\n", encoding="utf-8")


def _equals(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _make_room(target: Path, folder: Path) -> None:
    """A page may take the place of a folder, and a folder that of a page."""
    if target.is_dir():
        shutil.rmtree(target)
    for parent in target.relative_to(folder).parents:
        if (folder / parent).is_file():
            (folder / parent).unlink()
    target.parent.mkdir(parents=True, exist_ok=True)


def _delete_vanished(folder: Path, wanted: set[str]) -> list[str]:
    deleted = []
    for directory, folders, names in os.walk(folder, topdown=False):
        here = Path(directory)
        relative = here.relative_to(folder)
        if relative.parts and relative.parts[0].startswith("."):
            continue
        for name in names:
            path = (relative / name).as_posix()
            if path not in wanted and not (here == folder and name.startswith(".")):
                (here / name).unlink()
                deleted.append(path)
        if here != folder and not any(here.iterdir()):
            here.rmdir()
        del folders
    return sorted(deleted)
