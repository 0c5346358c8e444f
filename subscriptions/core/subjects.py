"""What a mail is about: the occasion, its kind in a word, and the subject line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from subscriptions.core.feed import Entry
from subscriptions.core.keys import Key
from subscriptions.core.messages import Gettext, Message, message

MAX_SUBJECT = 70

_MSGTYPES = {
    "info": message("Information"),
    "alert": message("Warning"),
    "update": message("Update"),
    "cancel": message("All-clear"),
}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a mail goes out about an entry: the item itself, a correction of it, its withdrawal.

    ``note`` is the correction's or withdrawal's text; ``about`` what a resend repeats.
    """

    key: Key
    note: str = ""
    about: str = ""

    @property
    def kind(self) -> str:
        """``item``, ``correction`` or ``withdrawal``, also when it is sent again."""
        return self.about or self.key.kind


def kind_label(entry: Entry, occasion: Occasion, gettext: Gettext, *, of_hazards: bool) -> str:
    """What kind of message this is, in a word; empty for ordinary news.

    ``of_hazards``: its topic is one of warnings, where a calm note says that it is no warning.
    """
    label: Message | None = None
    if occasion.kind == "correction":
        label = message("Correction")
    elif occasion.kind == "withdrawal":
        label = message("Withdrawal")
    elif entry.is_warning or of_hazards:
        return label_of_msgtype(entry.info.msgtype, gettext)
    return label.format(gettext) if label else ""


def label_of_msgtype(msgtype: str, gettext: Gettext) -> str:
    """``Warnung`` for ``alert``."""
    return _MSGTYPES[msgtype].format(gettext)


def subject(entry: Entry, label: str, gettext: Gettext) -> str:
    """``Warnung: Brand am Bahndamm``: the kind first, at most 70 characters, cut at a word."""
    text = whole_subject(entry.bare_title, label, gettext, exercise=entry.info.exercise)
    if len(text) <= MAX_SUBJECT:
        return text
    return text[: MAX_SUBJECT - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def whole_subject(title: str, label: str, gettext: Gettext, *, exercise: bool) -> str:
    """The subject before it is cut."""
    text = ": ".join(part for part in (label, clean(title)) if part)
    return " – ".join((gettext("EXERCISE"), text)) if exercise else text


def clean(text: str) -> str:
    """One line without control characters, so that no header can be broken out of."""
    return " ".join(_CONTROL.sub(" ", text).split())
