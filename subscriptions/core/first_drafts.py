"""A new item without a prepared text: what its topic's kind needs, the rest left out."""

from __future__ import annotations

from subscriptions.core.drafts import Draft, Value
from subscriptions.core.field_words import FIELD_LABELS
from subscriptions.core.messages import Gettext, message
from subscriptions.core.placeholders import placeholder
from subscriptions.core.prepared_texts import NOW
from subscriptions.core.topics import Topic

# Fields by kind with what they begin as; None: whoever writes it must say.
_FIELDS: dict[str, tuple[tuple[str, str | None], ...]] = {
    "news": (("summary", None),),
    "warning": (
        ("msgtype", "alert"),
        ("severity", "Moderate"),
        ("urgency", "Immediate"),
        ("certainty", "Observed"),
        ("area", None),
        ("instruction", None),
        ("expires", placeholder("in 12 Stunden")),
    ),
    "pool": (("pool", None), ("state", "closed"), ("reason", None)),
    "tender": (
        ("summary", None),
        ("tender_number", None),
        ("procedure", "Öffentliche Ausschreibung"),
        ("deadline", None),
        ("tender_state", "open"),
    ),
}

TEXT = message("Text")


def first_draft(topic: Topic, title: str, gettext: Gettext) -> Draft:
    """The fields that an item of this topic needs. ``gettext``: into the town's language."""
    fields: list[tuple[str, Value]] = [
        ("title", title or open_field("title", gettext)),
        ("date", placeholder(NOW)),
        ("topics", (topic.id,)),
    ]
    for name, value in _FIELDS[topic.kind]:
        fields.append((name, value or open_field(name, gettext)))
    return Draft(tuple(fields), placeholder(TEXT.format(gettext)))


def open_field(name: str, gettext: Gettext) -> str:
    """A placeholder with the field's label."""
    return placeholder(FIELD_LABELS[name].format(gettext))
