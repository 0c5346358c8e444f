"""What a call says about a draft: ``NAME=VALUE``, where a name is a field or a placeholder."""

from __future__ import annotations

from collections.abc import Iterable

from subscriptions.core.drafts import Draft
from subscriptions.core.item_fields import ItemFields
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import did_you_mean

_LISTS = frozenset({"topics", "references"})
# Fields within fields cannot be said in one word.
_NOT_HERE = frozenset({"image", "attachments", "corrections", "withdrawn"})


class UnknownAnswerError(Exception):
    """An answer to nothing, or not of the form ``NAME=VALUE``."""

    def __init__(self, message_: Message) -> None:
        super().__init__(str(message_))
        self.message = message_


def answered(draft: Draft, answers: Iterable[str]) -> Draft:
    """The draft with these answers.

    Raises:
        UnknownAnswerError: for the first that cannot be used.
    """
    for answer in answers:
        name, sign, value = (part.strip() for part in answer.partition("="))
        known = [*draft.unfilled(), *ItemFields.model_fields]
        if not sign:
            raise UnknownAnswerError(message("“{text}” is no NAME=VALUE", text=answer))
        place = "_".join(name.split())
        if place in draft.unfilled():
            draft = draft.filled({place: value})
        elif name in ItemFields.model_fields and name not in _NOT_HERE:
            words = tuple(word.strip() for word in value.split(",") if word.strip())
            draft = draft.having(**{name: words if name in _LISTS else value})
        else:
            hint = did_you_mean(name, known, draft.unfilled())
            what = message("{field}: no such field; {hint}", field=name, hint=hint)
            raise UnknownAnswerError(what)
    return draft
