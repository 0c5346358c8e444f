"""The state of an item at a moment, in a word for machines and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from subscriptions.core.messages import Message

StateKind = Literal[
    "",
    "active",
    "expired",
    "updated",
    "lifted",
    "all-clear",
    "withdrawn",
    "open",
    "bidding",
    "limited",
    "closed",
    "scheduled",
    "unknown",
    "over",
]


@dataclass(frozen=True, slots=True)
class ItemState:
    """``label`` stays true when no build runs later (None: the item has no state).

    ``until``: when it ends by itself; ``then``: what holds from that moment on, unless something
    else is published before.
    """

    kind: StateKind = ""
    label: Message | None = None
    until: datetime | None = None
    then: ItemState | None = None
