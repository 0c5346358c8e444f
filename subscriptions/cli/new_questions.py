"""The questions that ``new`` asks at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import click
from slugify import slugify

from subscriptions.cli.session import Session
from subscriptions.core.characters import visible
from subscriptions.core.drafts import Draft
from subscriptions.core.field_words import FIELD_LABELS
from subscriptions.core.follow_ups import FollowUp
from subscriptions.core.messages import Message, message

Value = TypeVar("Value")

# What is suggested, and whoever writes should look at.
_SUGGESTED = ("severity", "expires", "state")


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """One line of a list. ``names``: what may be typed for it besides its number."""

    label: str
    value: Value
    names: tuple[str, ...] = ()


def choose(session: Session, what: Message, choices: Sequence[Choice[Value]]) -> Value:
    """One of a numbered list, by its number or by a name that only it has."""

    def chosen(answer: str) -> Value:
        if answer.isdecimal() and 1 <= int(answer) <= len(choices):
            return choices[int(answer) - 1].value
        wanted = slugify(answer)
        found = [one for one in choices if wanted in map(slugify, (one.label, *one.names))]
        if wanted and len(found) == 1:
            return found[0].value
        why = message(
            "“{text}” is not in this list; type a number from 1 to {count}, or a name or id"
            " from it",
            text=visible(answer),
            count=len(choices),
        )
        raise click.BadParameter(why.format(session.gettext))

    for number, one in enumerate(choices, 1):
        click.echo(f"{number:3}  {one.label}")
    asked = message("{what} (number or name)", what=what)
    answered: Value = click.prompt(asked.format(session.gettext), value_proc=chosen)
    return answered


def choose_follow_up(session: Session, known: Sequence[FollowUp]) -> FollowUp:
    """One of what is open."""
    choices = [
        Choice(f"{one.label.format(session.gettext)} ({one.item.id})", one, (one.item.id,))
        for one in known
    ]
    return choose(session, message("Follow-up"), choices)


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
