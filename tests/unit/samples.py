"""Small things that many unit tests begin with, and how they read what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from plugins.engine.markdown import render_in_steps
from plugins.engine.rendered import Rendered
from plugins.engine.steps import at_once
from subscriptions.core.dates import parse_moment
from subscriptions.core.feed import Entry, Extension
from subscriptions.core.front_matter import split_front_matter
from subscriptions.core.item import Item, read_item
from subscriptions.core.problems import InvalidContentError
from subscriptions.core.topics import Topics, read_topics
from subscriptions.core.town import Town, read_town
from subscriptions.core.yaml_text import parse_yaml

SOURCE = "content/aktuelles/probe.md"

TOPICS = """
defaults:
  since: 2022-07-14 00:00
topics:
  gefahren: {name: Gefahrenhinweise, kind: warning}
  vereine: {name: Vereine}
  freibaeder: {name: Freibäder, kind: pool}
  vergabe: {name: Öffentliche Vergabe, kind: tender, max_age: 72h, max_mails: 3}
"""

TOWN = """
site: musterstadt
name: Stadt Musterstadt
title: Stadtbote
url: https://info.example.org/
ids: {domain: info.example.org, year: 2022}
from: stadtbote@example.org
reply_to: rathaus@example.org
"""


def topics(text: str = TOPICS) -> Topics:
    return read_topics(parse_yaml(text), "subscriptions/topics.yml")


def town(text: str = TOWN) -> Town:
    return read_town(parse_yaml(text), "town.yml")


def item(source: str = SOURCE, body: str = "Text", **fields: str) -> Item:
    """An item about a club, or whatever ``fields`` say; a field that is empty is left out."""
    written = {
        "title": "Sommerfest",
        "date": "2022-07-14 20:35",
        "topics": "vereine",
        **fields,
    }
    front = "\n".join(f"{name}: {value}" for name, value in written.items() if value)
    return read_item(split_front_matter(f"---\n{front}\n---\n{body}", source), source)


def warning(name: str, date: str, msgtype: str = "alert", **fields: str) -> Item:
    """A message of an incident, in force until further notice."""
    return item(
        f"content/aktuelles/{name}.md",
        title=f"Brand ({name})",
        date=date,
        topics="gefahren",
        msgtype=msgtype,
        **{"until_further_notice": "true", **fields},
    )


def entry(identity: str = "brand", **info: Any) -> Entry:
    """A feed entry without revision."""
    return Entry(
        id=f"tag:info.example.org,2022:item/{identity}",
        url=f"https://info.example.org/aktuelles/{identity}/",
        title="Brand am Bahndamm",
        content_html="<p>Es brennt.</p>",
        date_published=datetime(2022, 7, 14, 18, 35, tzinfo=UTC),
        tags=("gefahren",),
        info=Extension(id=identity, **info),
    )


def at(text: str) -> datetime:
    return parse_moment(text).at


def problems_of(call: Callable[[], object]) -> list[str]:
    """The problems that a call ends with, as ``path:line: sentence``."""
    with pytest.raises(InvalidContentError) as caught:
        call()
    return [problem.format() for problem in caught.value.problems]


def render(text: str, base_path: str = "") -> Rendered:
    """A text as HTML."""
    return at_once(render_in_steps(text, base_path))
