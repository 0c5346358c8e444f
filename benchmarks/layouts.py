"""The same archive as each generator wants its sources: files, front matter, places.

What is copied beside the items (templates, settings) stands in benchmarks/peers/<tool>/.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.archive import FILES, NOW, POOLS, TENDERS, TOPICS, WARNINGS, Item

PEERS = Path(__file__).parent / "peers"
URL = "https://info.musterfelde.example"
FILE_SIZE = 24_000  # bytes
SITE = "musterfelde"
TITLE = "Info-Kanal Musterfelde"
SENDER = "rathaus@musterfelde.example"
_KINDS = {WARNINGS: "warning", TENDERS: "tender", POOLS: "pool"}

_TOWN = f"""\
site: {SITE}
name: Stadt Musterfelde
title: {TITLE}
description: Neues aus dem Rathaus, nach Themen
url: {URL}
ids:
  domain: info.musterfelde.example
  year: 2020
from: info@musterfelde.example
reply_to: {SENDER}
cap: {{sender: {SENDER}}}
"""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where one generator's sources lie.

    ``items``, ``files``: folders below the site for the items and for what is attached. ``text``:
    an item as a source file.
    """

    name: str
    items: str
    files: str
    text: Callable[[Item], str]

    def path(self, folder: Path, item: Item) -> Path:
        """The source file of an item in the site at ``folder``."""
        return folder / self.items / f"{item.id}.md"

    def write(self, folder: Path, items: Iterable[Item]) -> None:
        """Lay out a whole site; ``folder`` must not exist."""
        peer = PEERS / self.name
        if peer.is_dir():
            shutil.copytree(peer, folder)
        (folder / self.items).mkdir(parents=True, exist_ok=True)
        for item in items:
            self.path(folder, item).write_text(self.text(item), encoding="utf-8")
        for name in FILES:
            file = folder / self.files / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"-" * FILE_SIZE)
        for name, text in _SETTINGS[self.name]().items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")


def years(items: Iterable[Item]) -> list[tuple[str, int]]:
    """Each topic with each year in which it has items."""
    return sorted({(item.topic, item.date.year) for item in items})


def _fields(item: Item) -> dict[str, object]:
    """What an item's front matter says, as publish.py reads it; JSON is YAML too."""
    found: dict[str, object] = {
        "title": item.title,
        "date": f"{item.date:%Y-%m-%d %H:%M}",
        "topics": [item.topic],
        "summary": item.summary,
        "attachments": [{"file": a.file, "title": a.title} for a in item.attachments],
        "corrections": [
            {"date": f"{c.date:%Y-%m-%d %H:%M}", "note": c.note} for c in item.corrections
        ],
        "tender_number": item.number,
        "procedure": "Öffentliche Ausschreibung" if item.number else "",
        "deadline": f"{item.deadline:%Y-%m-%d %H:%M}" if item.deadline else "",
        "msgtype": item.msgtype if item.incident else "",
        "references": list(item.references),
        "expires": f"{item.expires:%Y-%m-%d %H:%M}" if item.expires else "",
    }
    if item.expires:
        found |= {"severity": "Moderate", "area": "Stadtgebiet", "instruction": "Bitte Abstand."}
    return {name: value for name, value in found.items() if value}


def _peer_fields(item: Item) -> dict[str, object]:
    """The same with complete times, the incident's name, and the time of the last change."""
    fields = _fields(item)
    fields |= {"date": item.date.isoformat(), "updated": item.updated.isoformat()}
    fields["attachments"] = [
        {"file": a.file, "title": a.title, "size": FILE_SIZE} for a in item.attachments
    ]
    fields["corrections"] = [{"date": c.date.isoformat(), "note": c.note} for c in item.corrections]
    for name, moment in (("deadline", item.deadline), ("expires", item.expires)):
        if moment:
            fields[name] = moment.isoformat()
    if item.incident:
        fields["incident"] = item.incident
    return fields


def _front_matter(fields: Mapping[str, object], text: str) -> str:
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
    return "\n".join(("---", *lines, "---", text))


def _publish(item: Item) -> str:
    return _front_matter(_fields(item), item.body)


def _hugo(item: Item) -> str:
    # A taxonomy of its own makes the pages of each topic's years.
    archives = [f"{item.topic}-{item.date.year}"]
    more: dict[str, object] = {"lastmod": item.updated.isoformat(), "archives": archives}
    # Only what has a date or warns is rendered once more, as a calendar or as a CAP message.
    formats = (("calendar", item.deadline), ("cap", item.incident))
    if outputs := [name for name, is_wanted in formats if is_wanted]:
        more["outputs"] = ["html", *outputs]
    return _front_matter({**_peer_fields(item), **more}, item.body)


def _eleventy(item: Item) -> str:
    fields = {**_peer_fields(item), "id": item.id}
    fields |= {"topic": item.topic, "year": item.date.year}
    # Tags are all that a run with --incremental knows of what depends on what: without them each
    # change would write every calendar and every CAP message anew.
    tags = (("tender", item.deadline), ("warning", item.incident))
    fields["tags"] = [name for name, is_wanted in tags if is_wanted]
    del fields["topics"]
    return _front_matter(fields, item.body)


def _pelican(item: Item) -> str:
    """Metadata as lines of ``Name: value``; lists as JSON, which the theme reads."""
    fields = _peer_fields(item)
    del fields["topics"], fields["updated"]
    fields |= {"category": item.topic, "slug": item.id, "modified": item.updated.isoformat()}
    lines = (
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in fields.items()
    )
    return "\n".join((*lines, "", item.body))


def _town() -> dict[str, str]:
    topics = {
        name: {"name": title, "kind": _KINDS.get(name, "news"), "description": title}
        for name, title in TOPICS.items()
    }
    policy = {"defaults": {"since": "2026-10-01 00:00"}, "topics": topics}
    return {
        "town.yml": _TOWN,
        "subscriptions/topics.yml": json.dumps(policy, ensure_ascii=False, indent=1) + "\n",
    }


def _site_data() -> str:
    about = {"site": SITE, "title": TITLE, "url": URL, "sender": SENDER}
    data = {**about, "now": NOW.isoformat(), "topics": TOPICS}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _hugo_settings() -> dict[str, str]:
    """Each topic names its feeds; only that of warnings has an index of CAP messages."""
    outputs = ["html", "rss", "atom", "jsonfeed", "calendar"]
    topics = {
        f"content/topics/{name}/_index.md": _front_matter(
            {
                "title": title,
                "slug": name,
                "outputs": [*outputs, "capindex"] if name == WARNINGS else outputs,
            },
            "",
        )
        for name, title in TOPICS.items()
    }
    return {"data/town.json": _site_data(), **topics}


_SETTINGS: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "publish.py": _town,
    "hugo": _hugo_settings,
    "eleventy": lambda: {"src/_data/town.json": _site_data()},
    "pelican": lambda: {"town.json": _site_data()},
}

PUBLISH = Layout("publish.py", "content/aktuelles", "content", _publish)
HUGO = Layout("hugo", "content/aktuelles", "static", _hugo)
ELEVENTY = Layout("eleventy", "src/aktuelles", "files", _eleventy)
PELICAN = Layout("pelican", "content/aktuelles", "content", _pelican)
LAYOUTS = (PUBLISH, HUGO, ELEVENTY, PELICAN)
