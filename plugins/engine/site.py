"""The site of one moment: everything that its pages and feeds show, decided once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from mimetypes import guess_type
from urllib.parse import quote, urlsplit

from plugins.engine.content import Content, Folder
from plugins.engine.markdown import Rendered
from subscriptions.core.candidates import WARNING_AHEAD
from subscriptions.core.dates import Moment
from subscriptions.core.feed import (
    Entry,
    Extension,
    FeedAttachment,
    FeedCorrection,
    FeedWithdrawal,
)
from subscriptions.core.item import Item
from subscriptions.core.pages import Page, Service
from subscriptions.core.states import Incidents, needs_attention
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

# The seam (alle.json) reaches back so far from the newest item, and holds at least so many.
SEAM_DAYS = timedelta(days=90)
SEAM_LEAST = 50


@dataclass(frozen=True, slots=True)
class Site:
    """``items`` are published at ``now``, newest first; withdrawn ones are among them.

    ``entries`` are the feed entries by identity; ``held`` names items shown in their last good
    version. ``listed`` is what lists and feeds show: all but the withdrawn; ``alerts`` are the
    warnings of the banner. All are newest first.
    """

    town: Town
    topics: Topics
    now: datetime
    folder: Folder
    items: tuple[Item, ...]
    texts: Mapping[str, Rendered]
    entries: Mapping[str, Entry]
    incidents: Incidents
    pages: tuple[Page, ...]
    services: tuple[Service, ...]
    held: frozenset[str]
    listed: tuple[Item, ...]
    by_topic: Mapping[str, tuple[Item, ...]]
    alerts: tuple[Item, ...]

    def of_topic(self, topic_id: str) -> tuple[Item, ...]:
        """The listed items of one topic, newest first."""
        return self.by_topic.get(topic_id, ())

    def years(self, topic_id: str) -> Mapping[int, tuple[Item, ...]]:
        """The listed items of one topic by year, newest first."""
        grouped = groupby(self.of_topic(topic_id), key=lambda item: item.date.at.year)
        return {year: tuple(items) for year, items in grouped}


def is_published(item: Item, now: datetime) -> bool:
    """No draft, and not dated in the future (a warning may be by thirty minutes)."""
    ahead = WARNING_AHEAD if item.is_warning else timedelta()
    return not item.draft and item.date.at <= now + ahead


def site_of(
    content: Content,
    *,
    town: Town,
    topics: Topics,
    folder: Folder,
    now: datetime,
    held: frozenset[str] = frozenset(),
) -> Site:
    """Decide what the site shows at ``now``."""
    items = tuple(item for item in reversed(content.items) if is_published(item, now))
    incidents = Incidents(items)
    context = _Context(town, folder, incidents, held)
    listed = tuple(item for item in items if not item.withdrawn)
    return Site(
        town=town,
        topics=topics,
        now=now,
        folder=folder,
        items=items,
        texts=content.texts,
        entries={item.id: context.entry(item, content.texts[item.source]) for item in items},
        incidents=incidents,
        pages=content.pages,
        services=content.services,
        held=held,
        listed=listed,
        by_topic={
            topic.id: tuple(item for item in listed if topic.id in item.topics) for topic in topics
        },
        alerts=tuple(item for item in items if needs_attention(item, incidents, now)),
    )


@dataclass(frozen=True, slots=True)
class _Context:
    town: Town
    folder: Folder
    incidents: Incidents
    held: frozenset[str]

    def entry(self, item: Item, text: Rendered) -> Entry:
        """The item as the feeds tell it; of a withdrawn one only title and note are left."""
        gone = item.withdrawn is not None
        parts = urlsplit(self.town.url)
        return Entry(
            id=self.town.tag("item", item.id),
            url=self.town.absolute(item.path),
            title=item.title,
            summary="" if gone else item.summary,
            content_html="" if gone else text.absolute(f"{parts.scheme}://{parts.netloc}"),
            date_published=item.date.at,
            date_modified=item.updated,
            tags=item.topics,
            attachments=() if gone else self.attachments(item),
            image=None if gone or not item.image else self._file_url(item.image.file),
            language=self.town.language,
            info=self._extension(item),
        ).with_revision()

    def attachments(self, item: Item) -> tuple[FeedAttachment, ...]:
        return tuple(
            FeedAttachment(
                url=self._file_url(attachment.file),
                mime_type=guess_type(attachment.file)[0] or "application/octet-stream",
                title=attachment.title,
                size_in_bytes=size,
            )
            for attachment in item.attachments
            if (size := self.folder.size_of(attachment.file)) is not None
        )

    def _file_url(self, name: str) -> str:
        return self.town.absolute(quote(name))

    def _extension(self, item: Item) -> Extension:
        common = Extension(
            id=item.id,
            date_only=not item.date.has_time,
            mail=item.mail,
            held=item.id in self.held,
            exercise=item.exercise,
            msgtype=item.msgtype,
            incident=self.incidents.root(item),
            references=item.references,
            withdrawn=FeedWithdrawal(date=item.withdrawn.date.at, note=item.withdrawn.note)
            if item.withdrawn
            else None,
        )
        if item.withdrawn:
            return common
        return common.model_copy(
            update={
                "severity": item.severity,
                "area": item.area,
                "instruction": item.instruction,
                "expires": _at(item.expires),
                "until_further_notice": item.until_further_notice,
                "pool": item.pool or "",
                "state": item.state,
                "reason": item.reason,
                "until": item.until.latest if item.until else _end_of_day(item),
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
        )


def _at(moment: Moment | None) -> datetime | None:
    return moment.at if moment else None


def _end_of_day(item: Item) -> datetime | None:
    """A pool's state without ``until`` holds to the end of its day."""
    return Moment(item.date.at, has_time=False).latest if item.state else None


def seam_items(items: Iterable[Item], incidents: Incidents, now: datetime) -> tuple[Item, ...]:
    """What the publisher may need, newest first (design of alle.json in docs/architecture.md)."""
    listed = tuple(items)
    if not listed:
        return ()
    begin = max(item.updated for item in listed) - SEAM_DAYS
    return tuple(
        item
        for number, item in enumerate(listed)
        if number < SEAM_LEAST or _reaches(item, begin) or _is_open(item, incidents, now)
    )


def _reaches(item: Item, begin: datetime) -> bool:
    moments = [item.updated]
    moments += [m.at for m in (item.deadline, item.end, item.start, item.expires) if m]
    return max(moments) >= begin


def _is_open(item: Item, incidents: Incidents, now: datetime) -> bool:
    return any(needs_attention(other, incidents, now) for other in incidents.members(item))
