"""Pages that are no news: the town's static pages and its services."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Literal

from subscriptions.core.fields import (
    BareWord,
    Fields,
    Lines,
    MailAddress,
    Number,
    OneOrMore,
    Phone,
    Text,
    WebAddress,
)
from subscriptions.core.front_matter import FrontMatter
from subscriptions.core.item_fields import Attachment
from subscriptions.core.keys import identity_of_stem
from subscriptions.core.messages import Message, message
from subscriptions.core.models import read_model
from subscriptions.core.problems import InvalidContentError, Problem

Menu = Literal["main", "footer", "none"]


class PageFields(Fields):
    """The front matter of a file in content/seiten/."""

    title: Text
    summary: Text = ""
    menu: Annotated[Menu, BareWord] = "none"
    order: Number = 50


class Page(PageFields):
    """A static page with its path and its text, which begins at ``body_line`` of its file."""

    id: str
    source: str
    body: str
    body_line: int

    @property
    def path(self) -> str:
        """The page, as a path below the site's address."""
        return f"{self.id}/"


class ServiceFields(Fields):
    """The front matter of a file in content/leistungen/.

    ``also``: other words that people look for; ``situations``: when in life it is needed.
    """

    title: Text
    summary: Text = ""
    also: Lines = ()
    situations: Lines = ()
    audience: Text = ""
    bring: Lines = ()
    fee: Text = ""
    duration: Text = ""
    form: Annotated[tuple[Attachment, ...], OneOrMore] = ()
    online_url: WebAddress | None = None
    booking_url: WebAddress | None = None
    office: Text = ""
    hours: Text = ""
    phone: Phone = ""
    email: MailAddress | None = None


class Service(ServiceFields):
    """A service of the town hall, as :class:`Page`; ``lines`` tells where each field stands."""

    id: str
    source: str
    body: str
    body_line: int
    lines: tuple[tuple[str, int], ...] = ()

    @property
    def path(self) -> str:
        """The service's page, as a path below the site's address."""
        return f"leistungen/{self.id}/"

    def problem(self, field: str, what: Message) -> Problem:
        """A problem with one field of this service."""
        return Problem(self.source, dict(self.lines).get(field, 1), what)


def read_page(front: FrontMatter, source: str) -> Page:
    """Raises: InvalidContentError: every field that is unknown, missing or wrong."""
    fields = read_model(PageFields, front.document, source)
    return Page.model_construct(**{**dict(fields), **_place(front, source)})


def read_service(front: FrontMatter, source: str) -> Service:
    """Raises: InvalidContentError: every field that is unknown, missing or wrong."""
    fields = read_model(ServiceFields, front.document, source)
    lines = front.document.top_lines
    return Service.model_construct(**{**dict(fields), **_place(front, source), "lines": lines})


def _place(front: FrontMatter, source: str) -> dict[str, str | int]:
    identity = identity_of_stem(PurePosixPath(source).stem)
    if not identity:
        what = message("the file's name gives no identity; use letters and digits in it")
        raise InvalidContentError([Problem(source, 1, what)])
    return {"id": identity, "source": source, "body": front.body, "body_line": front.body_line}
