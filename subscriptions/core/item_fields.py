"""The front matter of an item, as an editor writes it (docs/redaktion.md)."""

from __future__ import annotations

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
