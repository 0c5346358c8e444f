"""Sentences for people, kept apart from their language.

The core says *what* is to be said as a :class:`Message`; the edges (command line, pages, mails)
turn it into German or English with a gettext catalogue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

Gettext = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence: the English text with ``{name}`` places, and what fills them."""

    text: str
    values: tuple[tuple[str, object], ...] = ()

    def format(self, gettext: Gettext = str) -> str:
        """The sentence in the language of ``gettext``; without one, in English."""
        filled = {
            name: value.format(gettext) if isinstance(value, Message) else str(value)
            for name, value in self.values
        }
        return gettext(self.text).format_map(filled)

    def __str__(self) -> str:
        return self.format()


def message(text: str, /, **values: object) -> Message:
    """Make a :class:`Message`. The name of this function marks ``text`` for the catalogues."""
    return Message(text, tuple(values.items())) if values else _plain(text)


@cache
def _plain(text: str) -> Message:
    return Message(text)


def mark(text: str) -> str:
    """The text as it is; the name of this function marks it for the catalogues."""
    return text
