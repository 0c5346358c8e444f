"""What is measured: edits of a site and runs of its generator, one after another."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from itertools import compress

from benchmarks import watching
from benchmarks.archive import NOW, TOPICS, WARNINGS, Item, fresh
from benchmarks.generators import ALL, OURS, ROOT, TUNED
from benchmarks.layouts import PUBLISH
from benchmarks.measuring import Cost, RunError, run
from benchmarks.sites import Bench, throw_away
from benchmarks.watching import Watcher

HUGO_SERVER = "hugo server"


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


def turns(sites: list[Bench], number: int) -> list[Bench]:
    """In which order a round runs them: in every other one our two sites change places.

    So neither always comes first, or after the same peer, whose files the disk is still writing.
    """
    is_ours = [site.generator.layout is PUBLISH for site in sites]
    ours = list(compress(sites, is_ours))
    placed = iter(ours[::-1] if number % 2 else ours)
    return [next(placed) if own else site for site, own in zip(sites, is_ours, strict=True)]


def watch(
    sites: list[Bench],
    rounds: int,
    record: Callable[[Bench, Cost], None],
    fail: Callable[[Bench, RunError], None],
) -> None:
    """All watchers side by side, each at rest but the one whose turn it is."""
    with ExitStack() as stack:
        started: dict[str, Watcher] = {}
        for site in sites:
            _as_at_first(site, rounds)
            # The whole site is made at the start, the list of its pages last of all.
            begun = watching.watching(
                site.generator.watch, site.folder, site.environment, site.output / "sitemap.xml"
            )
            started[site.generator.name] = stack.enter_context(begun)
        for number in range(rounds):
            for site in turns(sites, number):
                watcher = started.get(site.generator.name)
                if watcher is None:
                    continue
                try:
                    seconds = _seen(site, number)
                    watcher.rest()
                except RunError as error:  # the others' figures are none the worse
                    fail(site, error)
                    del started[site.generator.name]
                else:
                    record(site, Cost(seconds, watcher.megabytes))


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


def serve(site: Bench, rounds: int, record: Callable[[Cost], None]) -> None:
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
            record(Cost(seconds, watcher.megabytes))
