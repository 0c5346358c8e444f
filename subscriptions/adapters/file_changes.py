"""Which files change while the program runs: told by the kernel (watchfiles), not looked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event

from watchfiles import watch

_STEP = 5  # milliseconds without another change, and the changes are told
_LONGEST = 200  # milliseconds for which more of them are waited for
_TICK = 1000  # milliseconds


def file_changes(
    folders: Sequence[Path], files: Sequence[Path], stop: Event
) -> Iterator[frozenset[Path]]:
    """What has changed, again and again until ``stop``; nothing about once a second.

    ``folders`` are watched with all that lies below them, also if they come or go; of one that did,
    its own path is told. ``files`` are looked at once a second, as editors put new ones in their
    place.
    """
    known: Mapping[Path, object] | None = None
    while not stop.is_set():
        found = _stamps((*folders, *files))
        changed = {path for path, stamp in found.items() if known and known[path] != stamp}
        known = found
        there = [path for path in folders if path.is_dir()]
        if not there:
            yield frozenset(changed)
            stop.wait(_TICK / 1000)
            continue
        for told in watch(
            *there,
            watch_filter=None,
            debounce=_LONGEST,
            step=_STEP,
            stop_event=stop,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            yield frozenset(changed | {Path(path) for _, path in told})
            found = _stamps((*folders, *files))
            changed = {path for path, stamp in found.items() if known[path] != stamp}
            if changed & set(folders):
                break  # another folder has to be watched now
            known = found


def _stamps(paths: Sequence[Path]) -> dict[Path, object]:
    """Of a folder, which one it is; of a file, all that changes with it; None: not there."""
    return {path: _stamp(path) for path in paths}


def _stamp(path: Path) -> object:
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    if path.is_dir():
        return status.st_ino, status.st_dev
    return status.st_mtime_ns, status.st_size, status.st_ino
