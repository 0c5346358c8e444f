"""An item: one piece of news or service information, as an editor writes it."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath

from subscriptions.core.front_matter import FrontMatter
from subscriptions.core.item_fields import ItemFields
from subscriptions.core.keys import identity_of_stem
from subscriptions.core.messages import Message, message
from subscriptions.core.models import read_model
from subscriptions.core.problems import InvalidContentError, Problem


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

    @cached_property
    def updated_at(self) -> float:
        """The same in seconds since 1970."""
        return self.updated.timestamp()

    @cached_property
    def reach(self) -> float:
        """The last moment that it speaks of: a change, deadline, begin, end, expiry; as seconds."""
        named = (self.deadline, self.end, self.start, self.expires)
        return max((self.updated_at, *(one.at.timestamp() for one in named if one)))

    @cached_property
    def month(self) -> str:
        """The month of its date, as ``2022-07``."""
        return f"{self.date.at:%Y-%m}"

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Its picture and attachments, below content/."""
        pictures = (self.image.file,) if self.image else ()
        return (*pictures, *(attachment.file for attachment in self.attachments))

    @cached_property
    def is_alone(self) -> bool:
        """No moment and no other item has a part in what lists show of it."""
        return not self.is_warning and all(
            getattr(self, name) == DEFAULTS[name] for name in _NOT_ALONE
        )

    def line(self, field: str) -> int:
        """The line of the file at which a field stands; 1 if it is not there."""
        return dict(self.lines).get(field, 1)

    def problem(self, field: str, what: Message) -> Problem:
        """A problem with one field of this item."""
        return Problem(self.source, self.line(field), what)


_NOT_ALONE = (
    "withdrawn",
    "expires",
    "pool",
    "state",
    "tender_number",
    "deadline",
    "tender_state",
    "start",
    "end",
    "gone",
)

# What a field is that nobody wrote.
DEFAULTS = {
    name: field.default for name, field in Item.model_fields.items() if not field.is_required()
}


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
    values = {
        **vars(fields),
        "id": identity,
        "source": source,
        "body": front.body,
        "body_line": front.body_line,
        "lines": front.document.top_lines,
        "gone": False,
    }
    # As it would be unpickled: to construct a model takes longer than to read its YAML.
    item = Item.__new__(Item)
    item.__setstate__(
        {
            "__dict__": values,
            "__pydantic_extra__": None,
            "__pydantic_fields_set__": set(values),
            "__pydantic_private__": None,
        }
    )
    return item
