"""Texts that a town has prepared for emergencies (content/vorlagen/).

A family is a warning with its update and its all-clear: ``brand``, ``brand-aktualisierung``,
``brand-entwarnung``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from subscriptions.core.drafts import Draft, in_full_hours, moment_text
from subscriptions.core.item import Item
from subscriptions.core.placeholders import PLACEHOLDER

FOLDER = "vorlagen"

# What is filled in without asking: the time, and an end so much later.
NOW = "jetzt"
AHEAD = re.compile(r"(?:in|In)_(?P<number>\d{1,3})_(?P<unit>Stunde|Tag)(?:e?n)?")
_UNITS = {"Stunde": timedelta(hours=1), "Tag": timedelta(days=1)}

_SUFFIXES = ("-aktualisierung", "-entwarnung")


@dataclass(frozen=True, slots=True)
class PreparedText:
    """One file of the folder; ``name`` is its stem."""

    name: str
    draft: Draft

    @property
    def family(self) -> str:
        """What it is about: the stem of the family's warning."""
        for suffix in _SUFFIXES:
            if self.name.endswith(suffix):
                return self.name.removesuffix(suffix)
        return self.name

    @property
    def msgtype(self) -> str:
        """``alert``, ``update``, ``cancel``, or ``info``."""
        return str(self.draft["msgtype"] or "info")

    @property
    def heading(self) -> str:
        """The title as a person reads it in a list: ``Brand in …``."""
        return PLACEHOLDER.sub("…", str(self.draft["title"]))


def beginnings(texts: Iterable[PreparedText]) -> tuple[PreparedText, ...]:
    """The first messages of all families, by name."""
    return tuple(sorted((t for t in texts if t.name == t.family), key=lambda text: text.name))


def text_for(
    texts: Iterable[PreparedText], first: Item, msgtype: str, family: str = ""
) -> PreparedText | None:
    """What is prepared for the next message of an incident that began with ``first``.

    Without ``family`` the incident belongs to the one whose name is a word of its identity.
    """
    words = f"-{first.id}-"
    for text in sorted(texts, key=lambda one: (-len(one.family), one.name)):
        fits = text.family == family if family else f"-{text.family}-" in words
        if fits and text.msgtype == msgtype:
            return text
    return None


def timed(draft: Draft, now: datetime) -> Draft:
    """With the time in the place of ``___jetzt___`` and of ``___in_12_Stunden___``."""
    answers = {NOW: moment_text(now)}
    for name in draft.unfilled():
        if match := AHEAD.fullmatch(name):
            span = int(match["number"]) * _UNITS[match["unit"]]
            answers[name] = moment_text(in_full_hours(now, span))
    return draft.filled(answers)
