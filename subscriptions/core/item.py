"""An item: one piece of news or service information, as an editor writes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import Annotated, Literal

from subscriptions.core.fields import (
    Bare,
    BareWord,
    Block,
    ExactWhen,
    Fields,
    FileName,
    Flag,
    Identity,
    OneOrMore,
    Text,
    WebAddress,
    When,
    Words,
)
from subscriptions.core.front_matter import FrontMatter
from subscriptions.core.keys import identity_of_stem
from subscriptions.core.messages import Message, message
from subscriptions.core.models import read_model
from subscriptions.core.problems import InvalidContentError, Problem

MsgType = Literal["info", "alert", "update", "cancel"]
Severity = Literal["Minor", "Moderate", "Severe", "Extreme", "Unknown"]
Urgency = Literal["Immediate", "Expected", "Future", "Past", "Unknown"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely", "Unknown"]
Category = Literal[
    "Geo",
    "Met",
    "Safety",
    "Security",
    "Rescue",
    "Fire",
    "Health",
    "Env",
    "Transport",
    "Infra",
    "CBRNE",
    "Other",
]
PoolState = Literal["open", "limited", "closed"]
TenderState = Literal["open", "closed", "cancelled", "awarded"]


class Image(Fields):
    """A picture; ``file`` below content/. ``alt`` is required: it is the picture for the blind."""

    file: FileName
    alt: Text
    credit: Text = ""


class Attachment(Fields):
    """A file to take away; ``file`` below content/."""

    file: FileName
    title: Text


class Correction(Fields):
    """A note that something was wrong; with ``mail`` it goes to all who got the item."""

    date: ExactWhen
    note: Text
    mail: Flag = False


class Withdrawal(Fields):
    """The item is taken back; its page stays and says so."""

    date: ExactWhen
    note: Text


class ItemFields(Fields):
    """The front matter of a file in content/aktuelles/ (docs/redaktion.md)."""

    id: Identity | None = None
    title: Text
    date: When
    topics: Words
    summary: Text = ""
    image: Image | None = None
    attachments: Annotated[tuple[Attachment, ...], OneOrMore] = ()
    contact: Text = ""
    draft: Flag = False
    mail: Flag = True
    corrections: Annotated[tuple[Correction, ...], OneOrMore] = ()
    withdrawn: Withdrawal | None = None
    exercise: Flag = False

    msgtype: Annotated[MsgType, BareWord] = "info"
    references: Words = ()
    severity: Annotated[Severity | None, BareWord] = None
    urgency: Annotated[Urgency | None, BareWord] = None
    certainty: Annotated[Certainty | None, BareWord] = None
    category: Annotated[Category | None, BareWord] = None
    area: Text = ""
    instruction: Block = ""
    expires: ExactWhen | None = None
    until_further_notice: Flag = False

    pool: Identity | None = None
    state: Annotated[PoolState | None, BareWord] = None
    reason: Text = ""
    until: When | None = None

    tender_number: Text = ""
    procedure: Text = ""
    tender_rules: Text = ""
    place: Text = ""
    deadline: ExactWhen | None = None
    opening: When | None = None
    binding_until: When | None = None
    execution_period: Text = ""
    tender_state: Annotated[TenderState | None, BareWord] = None
    documents_url: WebAddress | None = None
    cpv: Bare = ""

    start: When | None = None
    end: When | None = None
    location: Text = ""


class Item(ItemFields):
    """An item with its identity, its file and its text.

    ``topics`` are ids here. ``lines`` tells where each field stands, for checks that come later.
    ``gone``: its file is no longer there (core/remains.py).
    """

    id: str
    source: str
    body: str
    body_line: int
    lines: tuple[tuple[str, int], ...] = ()
    gone: bool = False

    @property
    def path(self) -> str:
        """The item's page, as a path below the site's address."""
        return f"aktuelles/{self.id}/"

    @property
    def calendar(self) -> str:
        """The file with the item's dates, if it has any, as a path below the site's address."""
        return f"{self.path}termin.ics"

    @property
    def is_warning(self) -> bool:
        """An alert, update or cancel: what must never be held back by another's mistake."""
        return self.msgtype != "info"

    @cached_property
    def updated(self) -> datetime:
        """When it was last changed in a way that readers should notice."""
        moments = [self.date.at, *(correction.date.at for correction in self.corrections)]
        if self.withdrawn:
            moments.append(self.withdrawn.date.at)
        return max(moments, key=datetime.timestamp)

    @cached_property
    def sort_key(self) -> tuple[float, str]:
        """A total order: by date, then by id."""
        return (self.date.at.timestamp(), self.id)

    def __reduce__(self) -> tuple[Callable[[dict[str, object]], Item], tuple[dict[str, object]]]:
        """Only what was written, and what is asked of every item: thousands are read at a time."""
        written = {
            name: value
            for name, value in self.__dict__.items()
            if name not in _DEFAULTS or value != _DEFAULTS[name]
        }
        return _restored, ({**written, "sort_key": self.sort_key, "updated": self.updated},)

    def line(self, field: str) -> int:
        """The line of the file at which a field stands; 1 if it is not there."""
        return dict(self.lines).get(field, 1)

    def problem(self, field: str, what: Message) -> Problem:
        """A problem with one field of this item."""
        return Problem(self.source, self.line(field), what)


_DEFAULTS = {
    name: field.default for name, field in Item.model_fields.items() if not field.is_required()
}


def _restored(written: dict[str, object]) -> Item:
    """What ``model_construct`` does, in a tenth of its time."""
    item = Item.__new__(Item)
    object.__setattr__(item, "__dict__", {**_DEFAULTS, **written})
    object.__setattr__(item, "__pydantic_fields_set__", set(written))
    object.__setattr__(item, "__pydantic_extra__", None)
    object.__setattr__(item, "__pydantic_private__", None)
    return item


def read_item(front: FrontMatter, source: str) -> Item:
    """Give an item its types. Whether its topics and references exist is checked in ``checks``.

    ``source`` is the file as the editor knows it: ``content/aktuelles/2022-07-14-brand.md``.

    Raises:
        InvalidContentError: every field that is unknown, missing or wrong.
    """
    fields = read_model(ItemFields, front.document, source)
    identity = fields.id or identity_of_stem(PurePosixPath(source).stem)
    if not identity:
        what = message("the file's name gives no identity; use letters and digits in it")
        raise InvalidContentError([Problem(source, 1, what)])
    values = {name: getattr(fields, name) for name in ItemFields.model_fields}
    return Item.model_construct(
        **{
            **values,
            "id": identity,
            "source": source,
            "body": front.body,
            "body_line": front.body_line,
            "lines": front.document.top_lines,
        }
    )
