"""Generators that watch their sources: how long after a file's rename its page and feeds are there.

What counts is the disk: the time until the last of all files that show the text holds the new one,
whole. ``hugo server`` writes none; there, what counts is what it answers.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import RunError, busy, resident

_POLL = 0.001  # seconds
_QUIET = 1.5  # so long without computing, a watcher is at rest
_PATIENCE = 120.0
_ENDINGS = (b"</html>", b"</rss>", b"</feed>", b"}")


@dataclass(frozen=True, slots=True)
class Watcher:
    """A process that watches."""

    process: subprocess.Popen[bytes]

    def rest(self) -> None:
        """Wait until it computes nothing any more, and what it has written is on disk.

        One that writes ten thousand pages anew would be paid for by whose turn it is next.

        Raises:
            RunError: it ended, or does not come to rest.
        """
        before, since, begin = -1, time.monotonic(), time.monotonic()
        while time.monotonic() - since < _QUIET:
            if self.process.poll() is not None or time.monotonic() - begin > _PATIENCE:
                message = f"the watcher is not there any more ({self.process.returncode})"
                raise RunError(message)
            now = busy(self.process.pid)
            if now > before + 1:
                before, since = now, time.monotonic()
            time.sleep(0.05)
        os.sync()

    @property
    def megabytes(self) -> float:
        """What it holds in memory now."""
        return resident(self.process.pid) / 1e6


@contextmanager
def watching(
    command: tuple[str, ...], folder: Path, environment: dict[str, str], ready: Path | None = None
) -> Iterator[Watcher]:
    """A watcher that has built everything once and waits; it is ended at the end.

    ``ready``: a file that must be there first.
    """
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            begin = time.monotonic()
            while ready and not ready.exists() and time.monotonic() - begin < _PATIENCE:
                time.sleep(0.05)
            time.sleep(0.5)
            watcher = Watcher(process)
            watcher.rest()
            yield watcher
        finally:
            process.terminate()


def replace(path: Path, text: str) -> float:
    """Put a new text in a file's place, as editors do; the moment of the rename."""
    draft = path.parents[3] / "draft.tmp"  # outside of what is watched
    draft.write_text(text, encoding="utf-8")
    moment = time.perf_counter()
    draft.rename(path)
    return moment


def shown(files: tuple[Path, ...], marker: bytes, since: float) -> float:
    """Seconds until every file holds the marker, and its end."""
    waiting = list(files)
    seen: dict[Path, tuple[int, int]] = {}

    def holds(path: Path) -> bool:
        try:
            found = path.stat()
            state = (found.st_mtime_ns, found.st_size)
            if seen.get(path) == state and time.perf_counter() - since < 1:
                return False
            seen[path] = state
            return _whole(path.read_bytes(), marker)
        except OSError:
            return False

    def all_hold() -> bool:
        waiting[:] = [path for path in waiting if not holds(path)]
        return not waiting

    try:
        return _until(all_hold, since)
    except RunError as error:
        names = ", ".join("/".join(path.parts[-3:]) for path in waiting)
        message = f"{error}: {names}"
        raise RunError(message) from error


def answered(port: int, path: str, marker: bytes, since: float) -> float:
    """Seconds until a server answers with the marker."""
    return _until(lambda: _whole(fetched(port, path), marker), since)


def fetched(port: int, path: str) -> bytes:
    """What a server on this machine answers; empty while it does not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    except OSError:
        return b""
    finally:
        connection.close()


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _whole(text: bytes, marker: bytes) -> bool:
    return marker in text and text.rstrip().endswith(_ENDINGS)


def _until(condition: Callable[[], bool], since: float) -> float:
    while not condition():
        if time.perf_counter() - since > _PATIENCE:
            message = f"no change after {_PATIENCE:.0f} s"
            raise RunError(message)
        time.sleep(_POLL)
    return time.perf_counter() - since
