"""The generators that are compared: what starts them, and where their files lie."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.archive import NOW, Item
from benchmarks.layouts import ELEVENTY, HUGO, PELICAN, PUBLISH, Layout
from benchmarks.programs import Programs

ROOT = Path(__file__).parents[1]
OURS = PUBLISH.name
# Who is compared at every size; the charts show these.
ALL = (OURS, HUGO.name, ELEVENTY.name, PELICAN.name)
# Pelican with Markdown cut down to what the texts need; the other one is as it comes.
TUNED = f"{PELICAN.name}, tuned"
# Our own site of so few items, run in turn with the large one, from which it must not differ much.
SMALL = f"{OURS}, small"
SMALL_ITEMS = 100


@dataclass(frozen=True, slots=True)
class Generator:
    """One generator.

    ``output``: its folder below the site. ``page``, ``feeds``: patterns of the paths below
    ``output`` of an item's page (``{id}``) and of the feeds of a topic (``{topic}``); ``all_feeds``
    those of everything. ``build``, ``watch``: commands, run in the site's folder; an empty one is
    not there. ``label`` tells apart two that have the same layout.
    """

    layout: Layout
    version: str
    output: str
    build: tuple[str, ...]
    watch: tuple[str, ...] = ()
    page: str = "aktuelles/{id}/index.html"
    feeds: tuple[str, ...] = ("feeds/{topic}.rss.xml", "feeds/{topic}.atom.xml")
    json: str = "feeds/{topic}.json"
    all_feeds: tuple[str, ...] = ("feeds/alle.rss.xml", "feeds/alle.atom.xml", "feeds/alle.json")
    links: Mapping[str, Path] = field(default_factory=dict)
    label: str = ""

    @property
    def name(self) -> str:
        """How the tables call it."""
        return self.label or self.layout.name

    def files_of(self, folder: Path, item: Item) -> tuple[Path, ...]:
        """The files in which a new text of the item shows: its page and the feeds that carry it."""
        output = folder / self.output
        patterns = (self.page, *self.feeds, self.json)
        own = (pattern.format(id=item.id, topic=item.topic) for pattern in patterns)
        return tuple(output / name for name in (*own, *self.all_feeds))


def generators(programs: Programs) -> dict[str, Generator]:
    """All of them by name, ours first."""
    ours = (sys.executable, str(ROOT / "publish.py"), "--site", ".", "build")
    at = ("--as-of", f"{NOW:%Y-%m-%d %H:%M}")
    hugo, eleventy = str(programs.hugo), str(programs.eleventy)
    found = (
        Generator(
            layout=PUBLISH,
            version=programs.versions["publish.py"],
            output="output",
            build=(*ours, *at),
            watch=(*ours, *at, "--watch") if programs.can_watch else (),
        ),
        Generator(
            layout=HUGO,
            version=programs.versions["hugo"],
            output="public",
            build=(hugo, "--quiet"),
            watch=(hugo, "--quiet", "--watch"),
            feeds=("themen/{topic}/rss.xml", "themen/{topic}/atom.xml"),
            json="themen/{topic}/feed.json",
            all_feeds=("rss.xml", "atom.xml", "feed.json"),
        ),
        Generator(
            layout=ELEVENTY,
            version=programs.versions["eleventy"],
            output="_site",
            build=(eleventy, "--quiet"),
            watch=(eleventy, "--quiet", "--watch", "--incremental"),
            links={"node_modules": programs.node_modules},
        ),
        _pelican(programs, "pelicanconf.py"),
        _pelican(programs, "pelicanconf_tuned.py", TUNED),
    )
    return {generator.name: generator for generator in found}


def _pelican(programs: Programs, settings: str, label: str = "") -> Generator:
    return Generator(
        layout=PELICAN,
        version=programs.versions["pelican"],
        output="output",
        build=(str(programs.pelican), "--settings", settings, "--quiet"),
        label=label,
    )
