"""An item as the feeds tell it: from Markdown's side to the seam."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote, urlsplit

from plugins.engine.output import key_of
from plugins.engine.rendered import Rendered
from subscriptions.core.attachments import FileSize
from subscriptions.core.dates import Moment
from subscriptions.core.events import events_of
from subscriptions.core.feed import (
    Entry,
    Extension,
    FeedAttachment,
    FeedCorrection,
    FeedStanding,
    FeedWithdrawal,
    revision,
)
from subscriptions.core.item import Item
from subscriptions.core.item_fields import Withdrawal
from subscriptions.core.messages import Gettext
from subscriptions.core.pool_states import holds_until
from subscriptions.core.relations import Relations
from subscriptions.core.town import Town

# So many are held: more than the feeds show together, and less than ten years of pages.
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Entries:
    """Makes the entries of one site."""

    town: Town
    size_of: FileSize
    relations: Relations
    held: frozenset[str]
    gettext: Gettext

    def entry(self, item: Item, text: Rendered) -> Entry:
        """The item as the feeds tell it; of a withdrawn one only title and note are left."""
        values, more = self._values(item, text), self._extension(item)
        info = Extension(revision=revision(values, more), **more)
        return Entry(info=info, **values)

    def revision(self, item: Item, text: Rendered) -> str:
        """That of the entry, which need not be made for it."""
        return revision(self._values(item, text), self._extension(item))

    def _values(self, item: Item, text: Rendered) -> dict[str, Any]:
        gone = item.withdrawn is not None
        parts = urlsplit(self.town.url)
        return {
            "id": self.town.tag("item", item.id),
            "url": self.town.absolute(item.path),
            "title": headline(item, self.gettext),
            "summary": "" if gone else item.summary,
            "content_html": "" if gone else text.absolute(f"{parts.scheme}://{parts.netloc}"),
            "date_published": item.date.at,
            "date_modified": item.updated,
            "tags": item.topics,
            "attachments": () if gone else self.attachments(item),
            "image": None if gone or not item.image else self._file_url(item.image.file),
            "language": self.town.language,
        }

    def attachments(self, item: Item) -> tuple[FeedAttachment, ...]:
        """The item's files that are there, with their sizes."""
        return tuple(
            FeedAttachment(
                url=self._file_url(attachment.file),
                mime_type=guess_type(attachment.file)[0] or "application/octet-stream",
                title=attachment.title,
                size_in_bytes=size,
            )
            for attachment in item.attachments
            if (size := self.size_of(attachment.file)) is not None
        )

    def _file_url(self, name: str) -> str:
        return self.town.absolute(quote(name))

    def _extension(self, item: Item) -> dict[str, Any]:
        closure = self.relations.reports.closure(item)
        details = {} if item.withdrawn else _details(item)
        return {
            "id": item.id,
            "title": item.title if item.exercise else "",
            "date_only": not item.date.has_time,
            "mail": item.mail,
            "held": item.id in self.held,
            "exercise": item.exercise,
            "msgtype": item.msgtype,
            "incident": self.relations.incidents.root(item),
            "follows": closure.id if closure else "",
            "references": item.references,
            "withdrawn": self._withdrawal(item, item.withdrawn) if item.withdrawn else None,
            "calendar": self._calendar(item),
            **details,
        }

    def _calendar(self, item: Item) -> str:
        dated = not item.withdrawn and events_of(item, self.relations.tenders)
        return self.town.absolute(item.calendar) if dated else ""

    def _withdrawal(self, item: Item, withdrawn: Withdrawal) -> FeedWithdrawal:
        """To take back an update is no all-clear: the warning before it holds again."""
        found = self.relations.incidents.standing(item)
        standing = found and FeedStanding(
            title=headline(found, self.gettext),
            url=self.town.absolute(found.path),
            instruction=found.instruction,
            expires=_at(found.expires),
        )
        return FeedWithdrawal(date=withdrawn.date.at, note=withdrawn.note, standing=standing)


def headline(item: Item, gettext: Gettext) -> str:
    """The title, marked when it is only an exercise."""
    return ": ".join((gettext("EXERCISE"), item.title)) if item.exercise else item.title


# An entry as JSON, with the hash of what it shows.
Kept = tuple[bytes, bytes]


class LazyEntries(Mapping[str, Entry]):
    """The entries by identity. Each is made when it is first asked for.

    ``shows``: what decides an entry, ``kept``: what an earlier build wrote; ``written``: the same
    of this one, as far as it has asked for the JSON.
    """

    def __init__(
        self,
        entries: Entries,
        items: Mapping[str, Item],
        texts: Mapping[str, Rendered],
        shows: Callable[[Item], tuple[object, ...]],
        kept: Callable[[], Mapping[str, Kept]],
    ) -> None:
        self._entries = entries
        self._items = items
        self._texts = texts
        self._shows = shows
        self._kept = kept
        self._made: dict[str, Entry] = {}
        self.written: dict[str, Kept] = {}

    def __getitem__(self, identity: str) -> Entry:
        if identity not in self._made:
            if len(self._made) >= _MOST:
                self._made.clear()
            item = self._items[identity]
            self._made[identity] = self._entries.entry(item, self._texts[item.source])
        return self._made[identity]

    def revision(self, identity: str) -> str:
        """That of an entry, which is not made for it."""
        if identity in self._made:
            return self._made[identity].info.revision
        item = self._items[identity]
        return self._entries.revision(item, self._texts[item.source])

    def json(self, identities: Iterable[str]) -> Iterator[bytes]:
        """Entries as JSON (``Entry.to_json``); those that show what they showed are not made."""
        kept = self._kept()
        for identity in identities:
            if identity not in self.written:
                key = key_of(self._shows(self._items[identity]))
                one = kept.get(identity)
                if one is None or one[0] != key:
                    one = (key, self[identity].to_json().encode())
                self.written[identity] = one
            yield self.written[identity][1]

    def forget(self, identity: str) -> None:
        """The item's text has changed."""
        self._made.pop(identity, None)
        self.written.pop(identity, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def _details(item: Item) -> dict[str, Any]:
    """What only some kinds of items have."""
    return {
        "severity": item.severity,
        "area": item.area,
        "instruction": item.instruction,
        "expires": _at(item.expires),
        "until_further_notice": item.until_further_notice,
        "pool": item.pool or "",
        "state": item.state,
        "reason": item.reason,
        "until": holds_until(item) if item.state or item.until else None,
        "tender_number": item.tender_number,
        "deadline": _at(item.deadline),
        "tender_state": item.tender_state,
        "start": _at(item.start),
        "start_date_only": item.start is not None and not item.start.has_time,
        "end": _at(item.end),
        "location": item.location,
        "contact": item.contact,
        "corrections": tuple(
            FeedCorrection(date=note.date.at, note=note.note, mail=note.mail)
            for note in item.corrections
        ),
    }


def _at(moment: Moment | None) -> datetime | None:
    return moment.at if moment else None
