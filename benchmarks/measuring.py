"""What a run costs: seconds by the wall clock, and the memory of all its processes together."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Seconds between two looks at the memory, each of which holds the processes up a little.
_SAMPLE = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """``seconds`` by the wall clock; ``megabytes``: the most that was resident at once."""

    seconds: float
    megabytes: float | None = None


class RunError(Exception):
    """A generator failed, so its figures mean nothing."""


def run(
    command: tuple[str, ...], folder: Path, environment: dict[str, str], *, memory: bool = False
) -> Cost:
    """Run a command to its end. ``memory``: measure that too, and take more time by it.

    Raises:
        RunError: it ended with another code than 0.
    """
    begin = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        watch = _Memory(process.pid) if memory else None
        said = process.communicate()[0]
        seconds = time.perf_counter() - begin
        peak = watch.stop() / 1e6 if watch else None
    if process.returncode:
        tail = said.decode(errors="replace")[-2000:]
        message = f"{Path(command[0]).name} ended with {process.returncode}:\n{tail}"
        raise RunError(message)
    return Cost(seconds, peak)


class _Memory(threading.Thread):
    """Looks at a tree of processes again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._peak = 0
        self._pid = pid
        self._ended = threading.Event()
        self.start()

    def run(self) -> None:
        """Look until ``stop`` is called."""
        while not self._ended.wait(_SAMPLE):
            self._peak = max(self._peak, resident(self._pid))

    def stop(self) -> int:
        """No more looks; the most that was seen, in bytes."""
        self._ended.set()
        self.join()
        return self._peak


def tree(pid: int) -> Iterator[int]:
    """A process and all that it started (Linux)."""
    yield pid
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = file.read_text(encoding="ascii").split()
        except OSError:  # it ended in the meantime
            continue
        for child in children:
            yield from tree(int(child))


def resident(pid: int) -> int:
    """The resident memory of a tree of processes in bytes; what they share counts once (Pss)."""
    return sum(_proportional(one) for one in tree(pid))


def _proportional(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:  # it ended in the meantime
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def busy(pid: int) -> int:
    """The time that a tree of processes has computed, in ticks of the kernel's clock."""
    return sum(sum(_numbers(one, "stat")[11:13]) for one in tree(pid))


def _numbers(pid: int, name: str) -> list[int]:
    """The fields of a file in /proc, without the command's name and state."""
    try:
        text = Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return [0] * 20
    return [int(word) for word in text.rpartition(")")[2].split() if word.lstrip("-").isdigit()]
