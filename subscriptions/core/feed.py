"""The seam: what the site tells the publisher, as a JSON Feed 1.1 with an ``_infokanal`` object.

``plan`` and ``send`` read this and never Markdown, so a mail can only announce what was built, and
any site that emits such a feed can be published. See docs/architecture.md for the fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import to_json

from subscriptions.core.dates import Moment
from subscriptions.core.item_fields import MsgType, PoolState, Severity, TenderState
from subscriptions.core.keys import fingerprint

JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"
SCHEMA = 1


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True, extra="ignore")


class FeedAttachment(_Wire):
    """JSON Feed 1.1 ``attachments``; the size in bytes."""

    url: str
    mime_type: str
    title: str = ""
    size_in_bytes: int | None = None


class FeedCorrection(_Wire):
    """A correction; ``mail`` asks for one to all who got the item."""

    date: AwareDatetime
    note: str
    mail: bool = False


class FeedStanding(_Wire):
    """The warning that holds of an incident; ``expires`` None: until further notice."""

    title: str
    url: str
    instruction: str = ""
    expires: AwareDatetime | None = None


class FeedWithdrawal(_Wire):
    """The item was taken back; title and note are all that is left of it.

    ``standing``: what holds of its incident all the same, or again.
    """

    date: AwareDatetime
    note: str
    standing: FeedStanding | None = None


class Extension(_Wire):
    """What JSON Feed has no name for. ``held``: the file is broken now, this is its last good text.

    ``title`` is the bare title, where the entry's own says that it is an exercise. ``revision`` is
    a hash of all the rest of the entry; the item's page shows it too.
    """

    id: str
    title: str = ""
    revision: str = ""
    date_only: bool = False
    mail: bool = True
    held: bool = False
    exercise: bool = False
    msgtype: MsgType = "info"
    references: tuple[str, ...] = ()
    incident: str = ""
    follows: str = ""
    severity: Severity | None = None
    area: str = ""
    instruction: str = ""
    expires: AwareDatetime | None = None
    until_further_notice: bool = False
    pool: str = ""
    state: PoolState | None = None
    reason: str = ""
    until: AwareDatetime | None = None
    tender_number: str = ""
    deadline: AwareDatetime | None = None
    tender_state: TenderState | None = None
    start: AwareDatetime | None = None
    start_date_only: bool = False
    end: AwareDatetime | None = None
    location: str = ""
    calendar: str = ""
    contact: str = ""
    corrections: tuple[FeedCorrection, ...] = ()
    withdrawn: FeedWithdrawal | None = None


class Entry(_Wire):
    """One item as the feed tells it. ``tags`` are topic ids, the first one the item's own."""

    id: str
    url: str
    title: str = Field(min_length=1)
    summary: str = ""
    content_html: str = ""
    date_published: AwareDatetime
    date_modified: AwareDatetime | None = None
    tags: tuple[str, ...] = ()
    attachments: tuple[FeedAttachment, ...] = ()
    image: str | None = None
    language: str | None = None
    info: Extension = Field(alias="_infokanal")

    @property
    def bare_title(self) -> str:
        """The title as its writer wrote it."""
        return self.info.title or self.title

    @property
    def is_warning(self) -> bool:
        """An alert, update or cancel."""
        return self.info.msgtype != "info"

    @property
    def latest(self) -> datetime:
        """The last moment that the item's date can mean (a date alone: the end of its day)."""
        return Moment(self.date_published, has_time=not self.info.date_only).latest

    @property
    def sort_key(self) -> tuple[float, str]:
        """A total order: by date, then by id."""
        return (self.date_published.timestamp(), self.info.id)

    @property
    def likeness(self) -> str:
        """Equal for two entries with the same title, topics and text: likely a renamed file."""
        info = self.info
        return fingerprint(
            self.title, *sorted(self.tags), self.content_html, info.area, info.instruction
        )

    def to_json(self) -> str:
        """The entry as it stands in the document (``feed_document``)."""
        text = self.model_dump_json(by_alias=True, exclude_none=True, indent=1)
        return text.replace("\n", "\n  ")

    def with_revision(self) -> Entry:
        """The same entry with the revision that its content has."""
        values = {name: getattr(self, name) for name in Entry.model_fields if name != "info"}
        more = {name: getattr(self.info, name) for name in Extension.model_fields}
        changes = {"revision": revision(values, more)}
        return self.model_copy(update={"info": self.info.model_copy(update=changes)})


def revision(values: Mapping[str, Any], more: Mapping[str, Any]) -> str:
    """The revision of an entry with these values, and these in its extension; 16 hex digits.

    What is empty counts as not there.
    """
    told = [
        {name: some[name] for name in sorted(some) if some[name] and name != "revision"}
        for some in (values, more)
    ]
    return fingerprint(to_json(told).decode())[:16]


class FeedInfo(_Wire):
    """What the feed as a whole says of itself."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    site: str


class Feed(_Wire):
    """A JSON Feed 1.1 document with every entry that the publisher may need."""

    version: str = JSON_FEED_VERSION
    title: str
    home_page_url: str = ""
    feed_url: str = ""
    description: str = ""
    language: str = "de"
    info: FeedInfo = Field(alias="_infokanal")
    items: tuple[Entry, ...]

    def to_json(self) -> str:
        """The document as text: stable order, one closing line feed."""
        entries = [entry.to_json().encode() for entry in self.items]
        return feed_document(self, entries).decode()


def feed_document(feed: Feed, entries: Sequence[bytes]) -> bytes:
    """The document with these entries, each as ``Entry.to_json`` gives it, in place of its own."""
    bare = feed.model_copy(update={"items": ()})
    frame = bare.model_dump_json(by_alias=True, exclude_none=True, indent=1).encode()
    if not entries:
        return frame + b"\n"
    parts = [*entries]
    parts[0] = frame.removesuffix(b"]\n}") + b"\n  " + parts[0]
    parts[-1] += b"\n ]\n}\n"
    return b",\n  ".join(parts)  # once, as it is long
