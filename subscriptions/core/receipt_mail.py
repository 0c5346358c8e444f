"""The mail that tells the staff: one for all that a run has to tell, in plain text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from subscriptions.core.characters import visible
from subscriptions.core.messages import Gettext, message
from subscriptions.core.plain_text import PLAIN_WIDTH
from subscriptions.core.receipts import Event
from subscriptions.core.subjects import clean
from subscriptions.core.town import Town

# More of them would be no reading matter; the rest is counted.
MOST_TOLD = 20
_MAX_TITLE = 60

# What a mail server says of itself may hold an address of somebody who subscribed.
_ADDRESS = re.compile(r"[^\s<>(),;:@\"]+@[^\s<>(),;:@\"]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and plain text."""

    subject: str
    text: str


def letter(events: Sequence[Event], town: Town, gettext: Gettext) -> Letter:
    """One mail about these events; there is at least one."""
    first = _headline(events[0], gettext)
    title = textwrap.shorten(_safe(events[0].title, town), _MAX_TITLE, placeholder="…")
    subject = f"{first}: {title}" if title else first
    if len(events) > 1:
        more = message("{subject} (and {count} more)", subject=subject, count=len(events) - 1)
        subject = more.format(gettext)
    parts = [_paragraph(event, town, gettext) for event in events[:MOST_TOLD]]
    if len(events) > MOST_TOLD:
        left = message(
            "And {count} more; publish.py status shows all.", count=len(events) - MOST_TOLD
        )
        parts.append(left.format(gettext))
    parts.append("-- \n" + _foot(town, gettext))
    return Letter(clean(subject), "\n\n".join(parts) + "\n")


def trial_letter(town: Town, gettext: Gettext) -> Letter:
    """What ``doctor`` sends to see whether receipts arrive."""
    subject = message("Test: receipts of {title} arrive", title=town.title)
    text = message(
        "This is a test. From now on you read here what was sent, what was not, and why."
    )
    body = "\n".join(_wrapped(text.format(gettext)))
    return Letter(clean(subject.format(gettext)), f"{body}\n\n-- \n{_foot(town, gettext)}\n")


def _headline(event: Event, gettext: Gettext) -> str:
    text = event.headline.format(gettext)
    return text[:1].upper() + text[1:]


def _paragraph(event: Event, town: Town, gettext: Gettext) -> str:
    lines = [_headline(event, gettext), event.title]
    lines += [line.format(gettext) for line in event.lines]
    lines.append(event.url)
    return "\n".join(row for line in lines if line for row in _wrapped(_safe(line, town)))


def _foot(town: Town, gettext: Gettext) -> str:
    text = message(
        "{title} writes this to its staff (staff: in town.yml). Nobody else gets it.",
        title=town.title,
    )
    return "\n".join(_wrapped(text.format(gettext)))


def _safe(text: str, town: Town) -> str:
    """One visible line without anybody's address but the town's own."""
    own = {town.sender, town.reply_to, town.staff}
    hidden = _ADDRESS.sub(lambda found: found[0] if found[0] in own else "…@…", visible(text))
    return clean(hidden)


def _wrapped(line: str) -> Iterator[str]:
    yield from textwrap.wrap(line, PLAIN_WIDTH, break_long_words=False, break_on_hyphens=False)
