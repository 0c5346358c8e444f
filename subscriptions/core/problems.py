"""What is wrong with what somebody wrote: where it stands, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from subscriptions.core.characters import visible
from subscriptions.core.field_words import labelled
from subscriptions.core.messages import Gettext, Message, message

# A warning is a hint: the item is published as it is.
Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one file. ``line`` counts from 1; ``path`` is as the editor knows it."""

    path: str
    line: int
    message: Message
    level: Level = "error"

    def format(self, gettext: Gettext = str) -> str:
        """``path:line: sentence``, the form that editors and CI systems link to.

        Always one line, which moves no cursor and colours nothing, whatever a file holds.
        """
        return visible(f"{self.path}:{self.line}: {self.message.format(gettext)}")

    def told(self, gettext: Gettext) -> str:
        """The same in an editor's words: with the field's label, and “hint” before a hint."""
        text = self.sentence(gettext)
        if self.level == "warning":
            text = message("Hint: {text}", text=text).format(gettext)
        return visible(f"{self.path}:{self.line}: {text}")

    def sentence(self, gettext: Gettext) -> str:
        """What is wrong, with the label of the field in the fields of a Markdown file."""
        text = visible(self.message.format(gettext))
        return labelled(text, gettext) if self.path.endswith(".md") else text

    @property
    def sort_key(self) -> tuple[str, int, str]:
        """Problems are told in the order of files and lines."""
        return (self.path, self.line, self.message.text)


class InvalidContentError(Exception):
    """Content, topics, town.yml or a feed cannot be used as they are.

    ``problems`` holds every one that was found in the run, never only the first.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.sort_key))
        super().__init__("\n".join(problem.format() for problem in self.problems))

    def __reduce__(self) -> tuple[type[InvalidContentError], tuple[tuple[Problem, ...]]]:
        """It may be raised in another process."""
        return type(self), (self.problems,)


def did_you_mean(word: str, known: Iterable[str], listed: Iterable[str] | None = None) -> Message:
    """A closing half sentence: the closest known word, else all of them.

    ``listed`` are told instead of all, when a thing has two names or there are too many.
    """
    choices = tuple(known)
    told = choices if listed is None else tuple(listed)
    folded = {choice.casefold(): choice for choice in choices}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return message("did you mean “{guess}”?", guess=folded[close[0]])
    if not told:
        return message("check how it is written")
    return message("known are: {known}", known=", ".join(told))
