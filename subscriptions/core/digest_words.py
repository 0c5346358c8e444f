"""What a digest says of itself and of each item that it lists."""

from __future__ import annotations

from dataclasses import dataclass

from subscriptions.core.digests import Digest
from subscriptions.core.feed import Entry
from subscriptions.core.formats import Formats
from subscriptions.core.messages import Message, message
from subscriptions.core.subjects import MAX_SUBJECT, clean
from subscriptions.core.topics import Topic


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a digest, with the state of its pool and until when that holds."""

    entry: Entry
    state_label: str
    state_until: str


def digest_heading(digest: Digest, formats: Formats) -> Message:
    """``Meldungen vom 14.07.2022``, of a week ``Meldungen vom 08.07.2022 bis 15.07.2022``."""
    period = digest.period
    day = formats.date_short(period.end)
    if period.delivery.weekday is None:
        return message("News of {day}", day=day)
    return message("News from {begin} to {end}", begin=formats.date_short(period.begin), end=day)


def digest_subject(topic: Topic, heading: str) -> str:
    """``[Vereine] Meldungen vom 14.07.2022``: at most 70 characters, the topic cut if need be."""
    name = clean(topic.name)
    room = MAX_SUBJECT - len(heading) - len("[] ")
    if len(name) > room:
        name = name[: room - 1].rstrip() + "…"
    return f"[{name}] {heading}"
