"""Writing an output folder: each file is old or new, never half; what is equal is not touched."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from plugins.engine.needs import Needs
from plugins.engine.output import Bundle, Output
from plugins.engine.readings import OvertakenError
from plugins.engine.request import MARKER, Written
from plugins.engine.staging import NEW, Made, stage
from plugins.engine.stamps import Stamp, stamp_of
from plugins.engine.store import Known, Store
from subscriptions.core.messages import message
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.search import INDEX_FOLDER


def write_atomically(path: Path, data: bytes) -> Stamp:
    """Replace a file at once; its folder is made if it is not there.

    Its stamp; none if another process has replaced it since.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        number = temporary.stat().st_ino
        temporary.replace(path)
        stamp = stamp_of(path)
        return stamp if stamp and stamp[-1] == number else ()
    finally:
        temporary.unlink(missing_ok=True)


def write_outputs(
    outputs: Iterable[Output | Bundle],
    folder: Path,
    store: Store | None = None,
    *,
    lenient: bool = False,
    are_unharmed: bool = False,
) -> Written:
    """Make all outputs, then move what changed into place, then delete what vanished.

    Nothing of ``folder`` changes before every output has been made. With a store, what shows what
    it showed before, and lies there as it was written, is not made. ``lenient``: what the town's
    own templates cannot make is made without them. ``are_unharmed``: somebody has just looked
    whether what the store knows lies there so.

    Raises:
        InvalidContentError: the folder holds files of others, or the town's templates are wrong.
        ValueError: two outputs have one path.
    """
    with _alone(folder), _staging(folder) as staging:
        is_empty = _claim(folder)
        if store and store.catch_up():
            are_unharmed = False
        needs = Needs(folder, store, are_unharmed=are_unharmed)
        needs.look_at(outputs)
        made = stage(needs.todo, folder, Path(staging), store, is_empty=is_empty)
        wrong = _wrong(made, lenient=lenient)
        changed = _move(made, staging, folder, store, needs.bundles)
        vanished = needs.known.keys() - needs.wanted
        if needs.known or is_empty:
            deleted = _delete(folder, vanished)
        else:
            deleted = _delete_vanished(folder, needs.wanted)
        _keep(made, folder, store, vanished, {} if wrong else needs.bundles)
    return Written(len(needs.wanted), changed, tuple(deleted), wrong)


def rewrite_outputs(
    outputs: Iterable[Output],
    bundles: Mapping[str, bytes],
    folder: Path,
    store: Store,
    *,
    lenient: bool = False,
) -> Written:
    """Make some outputs of a folder that is there.

    ``bundles``: of those that some of them belong to, by name, the key that they have then; empty:
    the next build looks into them.

    Raises:
        OvertakenError: another build has written since the store was read.
        InvalidContentError: as ``write_outputs``.
    """
    with _alone(folder), _staging(folder) as staging:
        if store.catch_up():
            raise OvertakenError(())
        # The store has none of them as they are now, and to pack them takes longer than the rest.
        made = stage(tuple(outputs), folder, Path(staging), None)
        wrong = _wrong(made, lenient=lenient)
        changed = _move(made, staging, folder, store, bundles)
        _keep(made, folder, store, (), {} if wrong else {n: k for n, k in bundles.items() if k})
    return Written(len(made), changed, (), wrong)


def _staging(folder: Path) -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent)


def _move(
    made: Iterable[Made], staging: str, folder: Path, store: Store | None, bundles: Iterable[str]
) -> tuple[str, ...]:
    """Move into place what differs; its paths."""
    staged = {one.path: one.staged for one in made if one.staged}
    if store:
        store.expect_outputs(staged, bundles)
    new = f"{staging}/{NEW}"
    # First of all, as lists and feeds lead to what is new.
    if os.path.isdir(new):  # noqa: PTH112
        _merge(new, str(folder))
    for path, name in staged.items():
        if not name.startswith(f"{NEW}/"):
            _replace(f"{staging}/{name}", folder, path)
    return tuple(staged)


def _merge(staged: str, folder: str) -> None:
    """Move what is new in a folder into another; a folder that is not there yet as a whole."""
    for name in os.listdir(staged):  # noqa: PTH208  # of very many
        source, target = f"{staged}/{name}", f"{folder}/{name}"
        if os.path.isdir(target):  # noqa: PTH112
            _merge(source, target)
            continue
        if os.path.lexists(target):
            os.unlink(target)  # noqa: PTH108  # a page in whose place there is a folder now
        os.rename(source, target)  # noqa: PTH104


def _keep(
    made: Sequence[Made],
    folder: Path,
    store: Store | None,
    vanished: Iterable[str],
    bundles: Mapping[str, bytes],
) -> None:
    """Remember what was written. ``bundles``: those that the next build may pass over."""
    if store:
        written = {
            one.path: Known(one.key, one.stamp or stamp_of(folder / one.path)) for one in made
        }
        store.keep_outputs(written, vanished, bundles)


def _wrong(made: Iterable[Made], *, lenient: bool) -> tuple[Problem, ...]:
    found = tuple(dict.fromkeys(one.problem for one in made if one.problem))
    if found and not lenient:
        raise InvalidContentError(found)
    return found


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One build at a time writes a folder; another waits for it."""
    with (folder.parent / f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _claim(folder: Path) -> bool:
    """Make the folder ours; True if it holds nothing yet, hidden names neither."""
    marker = folder / MARKER
    if marker.exists():
        return False
    held = [child.name for child in folder.iterdir()] if folder.is_dir() else []
    if not all(name.startswith(".") for name in held):
        what = message(
            "this folder holds files that are not of this site; empty it, or choose another with"
            " --into"
        )
        raise InvalidContentError([Problem(str(folder), 1, what)])
    folder.mkdir(parents=True, exist_ok=True)
    marker.write_text("Everything in this folder is made by publish.py build.\n", encoding="utf-8")
    return not held


def _replace(staged: str, folder: Path, path: str) -> None:
    target = f"{folder}/{path}"
    try:
        os.replace(staged, target)  # noqa: PTH105  # one of very many
    except OSError:
        _make_room(folder / path, folder)
        os.replace(staged, target)  # noqa: PTH105


def _make_room(target: Path, folder: Path) -> None:
    """A page may take the place of a folder, and a folder that of a page."""
    if target.is_dir():
        shutil.rmtree(target)
    for parent in target.relative_to(folder).parents:
        if (folder / parent).is_file():
            (folder / parent).unlink()
    target.parent.mkdir(parents=True, exist_ok=True)


def _delete(folder: Path, paths: Iterable[str]) -> list[str]:
    """Delete these files, and the folders that are empty then."""
    deleted = []
    for path in sorted(paths):
        if (folder / path).is_file():
            (folder / path).unlink()
            deleted.append(path)
        for parent in (folder / path).parents:
            if parent == folder or not parent.is_dir() or any(parent.iterdir()):
                break
            parent.rmdir()
    return deleted


def _delete_vanished(folder: Path, wanted: set[str]) -> list[str]:
    deleted = []
    for directory, folders, names in os.walk(folder, topdown=False):
        here = Path(directory)
        relative = here.relative_to(folder)
        if relative.parts and relative.parts[0].startswith((".", INDEX_FOLDER)):
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
