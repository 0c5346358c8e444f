"""What may be meant so, but is often a slip: hints of ``check`` that hold nothing back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from subscriptions.core.dates import is_before
from subscriptions.core.item import Item
from subscriptions.core.messages import Gettext, Message, message
from subscriptions.core.pages import Service
from subscriptions.core.problems import Problem
from subscriptions.core.subjects import MAX_SUBJECT, label_of_msgtype, whole_subject

# What mail programs show beside the subject.
MAX_PREHEADER = 110

_LOUD_MARKS = re.compile(r"[!?]*!!|!\?!")
_LOUD_WORDS = re.compile(r"\b[A-ZÄÖÜ]{4,}\b[^\w]+\b[A-ZÄÖÜ]{4,}\b")
_CAPITALS = 0.7
_LEAST_LETTERS = 8


def item_hints(item: Item, gettext: Gettext, *, of_hazards: bool) -> Iterator[Problem]:
    """The hints about one sound item by itself.

    ``gettext``: into the town's language; ``of_hazards``: its topic is one of warnings.
    """
    for field, what in _hints(item, gettext, of_hazards=of_hazards):
        yield Problem(item.source, item.line(field), what, "warning")


def service_hints(service: Service) -> Iterator[Problem]:
    """The hints about one service: somebody has to answer for it."""
    if not service.office:
        what = message("office: is missing; say who answers for this service")
        yield replace(service.problem("title", what), level="warning")


def _hints(item: Item, gettext: Gettext, *, of_hazards: bool) -> Iterator[tuple[str, Message]]:
    if len(item.summary) > MAX_PREHEADER:
        what = message(
            "summary: has {count} characters; mail programs show the first {most}, so say the main"
            " thing in them",
            count=len(item.summary),
            most=MAX_PREHEADER,
        )
        yield "summary", what
    label = label_of_msgtype(item.msgtype, gettext) if item.is_warning or of_hazards else ""
    subject = whole_subject(item.title, label, gettext, exercise=item.exercise)
    if item.mail and len(subject) > MAX_SUBJECT:
        what = message(
            "title: the mail's subject would have {count} characters and is cut at {most}; make it"
            " shorter",
            count=len(subject),
            most=MAX_SUBJECT,
        )
        yield "title", what
    if item.msgtype in ("alert", "update") and not item.area:
        what = message("area: is missing; say where this holds: villages, streets, the whole town")
        yield "msgtype", what
    if item.start and is_before(item.start.latest, item.date.at):
        what = message("start: lies before date; is day, month and year right?")
        yield "start", what
    yield from _shouting(item)


def _shouting(item: Item) -> Iterator[tuple[str, Message]]:
    for field in ("title", "summary", "instruction"):
        text = getattr(item, field)
        if is_loud(text):
            what = message(
                "{field}: capitals and exclamation marks read like shouting, and mail filters take"
                " them for spam; write it calmly",
                field=field,
            )
            yield field, what


def is_loud(text: str) -> bool:
    """Several exclamation marks, words in capitals side by side, or mostly capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    is_capital = len(letters) >= _LEAST_LETTERS and capitals > _CAPITALS * len(letters)
    return bool(is_capital or _LOUD_MARKS.search(text) or _LOUD_WORDS.search(text))
