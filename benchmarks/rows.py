"""What is measured: edits of a site and runs of its generator, one after another."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

from benchmarks import watching
from benchmarks.archive import NOW, TOPICS, WARNINGS, Item, fresh
from benchmarks.generators import ROOT, TUNED, Generator
from benchmarks.layouts import PUBLISH
from benchmarks.measuring import Cost, RunError, run
from benchmarks.watching import Watcher

OURS = PUBLISH.name
WORK = Path(__file__).parent / ".work"
_BIN = WORK / "thrown-away"
HUGO_SERVER = "hugo server"
# Who is compared at every size; the charts show these.
ALL = (OURS, "hugo", "eleventy", "pelican")


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


def _clean(site: Bench, number: int) -> Cost:  # noqa: ARG001 – all rows are called alike
    site.clean()
    return site.build()


def _warm(site: Bench, number: int) -> Cost:  # noqa: ARG001
    throw_away(site.output)
    return site.build()


def _nothing(site: Bench, number: int) -> Cost:  # noqa: ARG001
    return site.build()


def _text(site: Bench, number: int) -> Cost:
    item = site.recent(number)
    site.write(replace(item, body=f"{item.body}\nStand: Lauf {number}.\n"))
    return site.build()


def _title(site: Bench, number: int) -> Cost:
    item = site.recent(number)
    site.write(replace(item, title=f"{item.title} ({number})"))
    return site.build()


def _topic(site: Bench, number: int) -> Cost:
    item = site.recent(number)
    plain = [name for name in TOPICS if name not in {WARNINGS, item.topic}]
    site.write(replace(item, topic=plain[number % len(plain)]))
    return site.build()


def _new(site: Bench, number: int) -> Cost:
    site.write(fresh(number))
    return site.build()


def _deleted(site: Bench, number: int) -> Cost:
    path = site.generator.layout.path(site.folder, fresh(number))
    path.unlink()
    return site.build()


# By the name in the results: what is done, and whether peers whose every run is a full build take
# part. The tuned Pelican shows what two of its settings are worth. A new item is deleted by the row
# after it.
RUNS: dict[str, tuple[Callable[[Bench, int], Cost], tuple[str, ...]]] = {
    "clean": (_clean, (*ALL, TUNED)),
    "nothing": (_nothing, (OURS, "hugo")),
    "text": (_text, (*ALL, TUNED)),
    "title": (_title, (OURS, "hugo")),
    "topic": (_topic, (OURS, "hugo")),
    "new": (_new, (OURS, "hugo")),
    "deleted": (_deleted, (OURS, "hugo")),
    "warm": (_warm, (OURS,)),
}


def memory(site: Bench) -> Cost:
    """What a clean build holds; to look at it slows a build with many processes down by a fifth."""
    site.clean()
    return site.build(memory=True)


def plan(site: Bench) -> Cost:
    """What ``publish.py plan`` costs; there is nothing to be sent."""
    at = f"{NOW:%Y-%m-%d %H:%M}"
    program = (sys.executable, str(ROOT / "publish.py"), "--site", ".")
    return run((*program, "plan", "--to", "outbox", "--as-of", at), site.folder, site.environment)


def watch(
    sites: list[Bench],
    rounds: int,
    record: Callable[[str, Cost], None],
    fail: Callable[[str, RunError], None],
) -> None:
    """All watchers side by side, each at rest but the one whose turn it is."""
    with ExitStack() as stack:
        started: dict[str, tuple[Bench, Watcher]] = {}
        for site in sites:
            _as_at_first(site, rounds)
            command, name = site.generator.watch, site.generator.name
            # The whole site is made at the start, the list of its pages last of all.
            begun = watching.watching(
                command, site.folder, site.environment, site.output / "sitemap.xml"
            )
            started[name] = (site, stack.enter_context(begun))
        for number in range(rounds):
            for name, (site, watcher) in list(started.items()):
                try:
                    seconds = _seen(site, number)
                    watcher.rest()
                except RunError as error:  # the others' figures are none the worse
                    fail(name, error)
                    del started[name]
                else:
                    record(name, Cost(seconds, watcher.megabytes))


def _as_at_first(site: Bench, rounds: int) -> None:
    """Undo what other rows did to the items that will be changed, and all that was built."""
    site.clean()
    for number in range(rounds):
        site.write(site.recent(number))


def _seen(site: Bench, number: int) -> float:
    """Seconds from the rename of an item's file until its new text stands everywhere on disk."""
    item, marker, text = _marked(site, number)
    files = site.generator.files_of(site.folder, item)
    since = watching.replace(site.generator.layout.path(site.folder, item), text)
    return watching.shown(files, marker, since)


def _marked(site: Bench, number: int) -> tuple[Item, bytes, str]:
    """A recent item, a sentence that it did not have, and its source with that."""
    item = site.recent(number)
    marker = f"Beobachtung {number} von {item.id}"
    text = site.generator.layout.text(replace(item, body=f"{item.body}\n{marker}\n"))
    return item, marker.encode(), text


def serve(site: Bench, rounds: int, record: Callable[[str, Cost], None]) -> None:
    """``hugo server``, which renders in memory only what was looked at last ("fast render")."""
    _as_at_first(site, rounds)
    port = watching.free_port()
    program = site.generator.build[0]
    more = ("--renderToMemory", "--disableLiveReload", "--appendPort=false", "--baseURL", "/")
    command = (program, "server", "--quiet", "--port", str(port), *more)
    with watching.watching(command, site.folder, site.environment) as watcher:
        for number in range(rounds):
            item, marker, text = _marked(site, number)
            page = f"/aktuelles/{item.id}/"
            watching.fetched(port, page)
            since = watching.replace(site.generator.layout.path(site.folder, item), text)
            seconds = watching.answered(port, page, marker, since)
            watcher.rest()
            record(HUGO_SERVER, Cost(seconds, watcher.megabytes))
