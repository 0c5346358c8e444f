"""What a feed says, made safe and put into the town's own terms before any of it is mailed.

The feed of the last build passes through unchanged; that of another site may hold anything. Whoever
made it, HTML is sanitised before a mail template gets it (``with_safe_html``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic_core import PydanticSerializationError

from subscriptions.core.characters import legal
from subscriptions.core.feed import Entry
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import Problem
from subscriptions.core.sanitize import clean
from subscriptions.core.topics import Topics

_WEB = ("https://", "http://")
# In JSON, what ``characters.legal`` takes away, and a few things more (a backslash before a "b").
_SUSPECT = ("\\u00", "\\b", "\\f", "\x7f", "\ufffe", "\uffff")


@dataclass(frozen=True, slots=True)
class Intake:
    """Entries whose tags are ids of topics, and what could not be taken over."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def take_in(entries: Iterable[Entry], topics: Topics, source: str, url: str = "") -> Intake:
    """Take over a feed's entries. ``source``: the feed's address.

    ``url``: the town's own address if the feed is that of another site. Then its HTML is sanitised
    now, for all that is remembered of it, too.
    A tag is the id or the name of a topic, whatever its case; one that is neither is told, and the
    item goes to its other topics.
    """
    names = _names(topics)
    safe = [_without_controls(entry) for entry in entries]
    if url:
        safe = [with_safe_html(entry, url) for entry in safe]
    known = []
    problems = [Problem(source, 1, what) for what in _unknown(safe, names)]
    for entry in safe:
        found = dict.fromkeys(names[tag] for tag in map(_folded, entry.tags) if tag in names)
        if what := _why_not(entry, found):
            problems.append(Problem(source, 1, what))
        else:
            tags = tuple(found)
            known.append(entry if tags == entry.tags else entry.model_copy(update={"tags": tags}))
    return Intake(tuple(known), tuple(problems))


def _names(topics: Topics) -> dict[str, str]:
    """The ids of topics by what a tag may say; of two that are equal the id counts."""
    by_name = {_folded(topic.name): topic.id for topic in reversed(topics.all)}
    return by_name | {topic.id: topic.id for topic in topics}


def _folded(tag: str) -> str:
    return unicodedata.normalize("NFC", tag).casefold()


def with_safe_html(entry: Entry, url: str) -> Entry:
    """The entry with no HTML that our own pages could not hold; ``url``: the town's address."""
    parts = urlsplit(url)
    html = clean(entry.content_html, f"{parts.scheme}://{parts.netloc}")
    same = html == entry.content_html
    return entry if same else entry.model_copy(update={"content_html": html})


def _without_controls(entry: Entry) -> Entry:
    """The entry without control characters."""
    try:
        told = entry.model_dump_json()
        # To look at each text by itself takes four times as long, of hundreds of entries.
        if not any(one in told for one in _SUSPECT):
            return entry
    except PydanticSerializationError:  # half of a surrogate pair
        pass
    return Entry.model_validate(_legal(entry.model_dump(by_alias=True)))


def _legal(node: Any) -> Any:
    if isinstance(node, str):
        return legal(node)
    if isinstance(node, dict):
        return {name: _legal(value) for name, value in node.items()}
    return tuple(_legal(value) for value in node) if isinstance(node, tuple) else node


def _unknown(entries: Iterable[Entry], names: Mapping[str, str]) -> Iterator[Message]:
    """Each tag that nobody knows, once."""
    bearers: dict[str, list[str]] = {}
    for entry in entries:
        for tag in dict.fromkeys(entry.tags):
            if _folded(tag) not in names:
                bearers.setdefault(tag, []).append(entry.info.id)
    for tag, ids in sorted(bearers.items()):
        yield message(
            "the tag “{tag}” is neither id nor name of a topic in topics.yml ({count} items, the"
            " first is {id}); add the topic or take the tag out, then build the site again",
            tag=tag,
            count=len(ids),
            id=ids[0],
        )


def _why_not(entry: Entry, topics: Mapping[str, str | None]) -> Message | None:
    """Why nothing of an entry can be mailed."""
    if not topics:
        return message(
            "item {id} has no topic that topics.yml knows ({topics}); build the site again",
            id=entry.info.id,
            topics=", ".join(entry.tags) or "–",
        )
    addresses = [entry.url, *(attachment.url for attachment in entry.attachments)]
    if entry.info.withdrawn and entry.info.withdrawn.standing:
        addresses.append(entry.info.withdrawn.standing.url)
    wrong = [address for address in addresses if not address.lower().startswith(_WEB)]
    if wrong:
        return message(
            "item {id} links to “{url}”, which is no address of the web (https://…)",
            id=entry.info.id,
            url=wrong[0],
        )
    return None
