"""The questions that ``new`` asks at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import click

from subscriptions.cli.session import Session
from subscriptions.core.drafts import Draft
from subscriptions.core.field_words import FIELD_LABELS
from subscriptions.core.follow_ups import FollowUp
from subscriptions.core.messages import Message, message

Choice = TypeVar("Choice")

# What is suggested, and whoever writes should look at.
_SUGGESTED = ("severity", "expires", "state")


def choose(session: Session, what: Message, choices: Sequence[tuple[str, Choice]]) -> Choice:
    """One of a numbered list."""
    for number, (name, _) in enumerate(choices, 1):
        click.echo(f"{number:3}  {name}")
    number = click.prompt(what.format(session.gettext), type=click.IntRange(1, len(choices)))
    return choices[int(number) - 1][1]


def choose_follow_up(session: Session, known: Sequence[FollowUp]) -> FollowUp:
    """One of what is open."""
    named = [(f"{one.label.format(session.gettext)} ({one.item.id})", one) for one in known]
    return choose(session, message("Follow-up"), named)


def ask_fields(session: Session, draft: Draft) -> Draft:
    """Ask for each placeholder of the fields; Enter leaves it for the editor."""
    for name, field in draft.unfilled_fields().items():
        label = FIELD_LABELS[field].format(session.gettext)
        words = name.replace("_", " ")
        asked = f"{field} ({label})" if words == label else f"{field} ({label}) – {words}"
        if answer := click.prompt(asked, default="", show_default=False).strip():
            draft = draft.filled({name: answer})
    for field in _SUGGESTED:
        if (value := draft[field]) and isinstance(value, str):
            label = FIELD_LABELS[field].format(session.gettext)
            draft = draft.having(**{field: click.prompt(f"{field} ({label})", default=value)})
    return draft
