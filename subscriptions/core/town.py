"""What one town is (town.yml)."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from subscriptions.core.fields import (
    Bare,
    BareWord,
    FieldError,
    Fields,
    Flag,
    Identity,
    MailAddress,
    Number,
    Text,
    WebAddress,
    When,
)
from subscriptions.core.messages import message
from subscriptions.core.models import read_model
from subscriptions.core.yaml_text import Document

ServerName = Literal["outbox", "listmonk"]
Language = Literal["de", "en"]


def _colour(value: str) -> str:
    digits = value.removeprefix("#")
    if len(digits) != 6 or any(c not in "0123456789abcdefABCDEF" for c in digits):  # noqa: PLR2004
        raise FieldError(message("“{text}” is no colour; write for example '#0b5c8a'", text=value))
    return value.lower()


def _selector(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?", value):
        raise FieldError(message("“{text}” is no DKIM selector", text=value))
    return value


def _cap_sender(value: str) -> str:
    # OASIS CAP 1.2, 3.2.1: a reference parts its names by commas, and references by spaces.
    if any(c.isspace() or c in ",<&" for c in value):
        what = message("“{text}” must be one word without comma, < and &", text=value)
        raise FieldError(what)
    return value


def _positive(value: int) -> int:
    if value < 1:
        raise FieldError(message("must be 1 or more"))
    return value


CapSender = Annotated[Bare, AfterValidator(_cap_sender)]
Selector = Annotated[Bare, AfterValidator(_selector)]
Rate = Annotated[Number, AfterValidator(_positive)]
Colour = Annotated[Bare, AfterValidator(_colour)]


class Colours(Fields):
    """The town's own colour, for light and for dark pages."""

    accent: Colour = "#0b5c8a"
    accent_dark: Colour = "#8cc8ec"


class CommonAlerting(Fields):
    """Warnings go out as CAP 1.2 too; ``sender`` names the town in every message, for good."""

    sender: CapSender


class ConsentWords(Fields):
    """What people agree to when they subscribe, and the version of this wording."""

    version: Bare
    text: Text


class Security(Fields):
    """Whom to tell about a hole in the website, until when that holds, and the rules for it."""

    contact: MailAddress
    expires: When
    policy: WebAddress | None = None


class Identifiers(Fields):
    """What the ids in feeds are made of (RFC 4151 tag URIs); never to change."""

    domain: Bare
    year: Number


class Town(Fields):
    """One town: everything that is its own and no item.

    ``site`` is the short name in every key; ``url`` the site's address without a closing slash.
    ``relay_per_minute``: mails that the relay takes; ``dkim_selector``: what it signs with.
    ``search``: the site has a search, whose index ``publish.py search`` makes.
    """

    site: Identity
    name: Text
    title: Text
    description: Text = ""
    url: WebAddress
    language: Annotated[Language, BareWord] = "de"
    ids: Identifiers
    sender: MailAddress = Field(alias="from")
    reply_to: MailAddress
    mail_server: Annotated[ServerName | None, BareWord] = None
    listmonk_url: WebAddress | None = None
    staff: MailAddress | None = None
    relay_per_minute: Rate | None = None
    dkim_selector: Selector | None = None
    colours: Colours = Colours()
    cap: CommonAlerting | None = None
    consent: ConsentWords | None = None
    security: Security | None = None
    search: Flag = True
    demo: Flag = False

    @property
    def base_path(self) -> str:
        """The path of ``url``: empty, or ``/sub``, without a closing slash."""
        return urlsplit(self.url).path.rstrip("/")

    def tag(self, kind: str, identity: str) -> str:
        """A tag URI that never moves: ``tag:info.example.org,2022:item/brand``."""
        return f"tag:{self.ids.domain},{self.ids.year}:{kind}/{identity}"

    def absolute(self, path: str) -> str:
        """The address of a path below the site."""
        return f"{self.url}/{path}"


def read_town(document: Document, path: str, *, url: str | None = None) -> Town:
    """Read town.yml; ``url`` overrides its address.

    Raises:
        InvalidContentError: everything that is wrong with it.
    """
    town = read_model(Town, document, path)
    return town.model_copy(update={"url": (url or town.url).rstrip("/")})
