"""One generator's site of one size: laid out, changed, built, thrown away."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from benchmarks import watching
from benchmarks.archive import WARNINGS, Item
from benchmarks.generators import Generator
from benchmarks.measuring import Cost, run

WORK = Path(__file__).parent / ".work"
_BIN = WORK / "thrown-away"


@dataclass(frozen=True, slots=True)
class Bench:
    """One generator's site of one size. ``made``: what lies in the folder before any build."""

    generator: Generator
    folder: Path
    items: tuple[Item, ...]
    made: frozenset[str]

    @property
    def output(self) -> Path:
        """The folder that the generator writes."""
        return self.folder / self.generator.output

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every run; caches stay in the site's folder, to be thrown away.

        Python keeps its compiled modules, as it does wherever nobody forbids it.
        """
        kept = {name: one for name, one in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**kept, "XDG_CACHE_HOME": str(self.folder / ".cache")}

    def build(self, *, memory: bool = False) -> Cost:
        """Run the generator once."""
        return run(self.generator.build, self.folder, self.environment, memory=memory)

    def clean(self) -> None:
        """Throw away all that builds have left."""
        for path in self.folder.iterdir():
            if path.name not in self.made:
                throw_away(path)

    def write(self, item: Item) -> None:
        """Put an item's source there."""
        path = self.generator.layout.path(self.folder, item)
        watching.replace(path, self.generator.layout.text(item))

    def recent(self, number: int) -> Item:
        """One of the newest items that are no warnings, so that lists and feeds show it."""
        calm = [item for item in self.items[-200:] if item.topic != WARNINGS]
        return calm[-1 - number]


def throw_away(path: Path) -> None:
    """Move a file or folder out of the way; ``empty_bin`` deletes it.

    For minutes ext4 gives no inode away again that was freed, and looks for others one by one:
    after a deletion ten thousand new files cost seconds more, whoever makes them.
    """
    if path.exists():
        _BIN.mkdir(parents=True, exist_ok=True)
        path.rename(Path(mkdtemp(dir=_BIN)) / path.name)


def empty_bin() -> None:
    """Delete what was thrown away, when nothing is measured any more."""
    shutil.rmtree(_BIN, ignore_errors=True)


def bench(generator: Generator, folder: Path, items: tuple[Item, ...]) -> Bench:
    """Lay out a site anew."""
    throw_away(folder)
    generator.layout.write(folder, items)
    for name, target in generator.links.items():
        (folder / name).symlink_to(target)
    return Bench(generator, folder, items, frozenset(path.name for path in folder.iterdir()))
