"""What a template sees of an item: words and links, nothing left to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import quote

import imagesize
from markupsafe import Markup

from plugins.engine.facts import facts
from plugins.engine.site import Site
from subscriptions.core.dates import Moment
from subscriptions.core.formats import Formats
from subscriptions.core.item import Correction, Item, Withdrawal
from subscriptions.core.messages import Gettext, Message, message
from subscriptions.core.states import state_of
from subscriptions.core.topics import Topic

_FORMATS = {
    ".jpeg": ("JPEG", "image"),
    ".jpg": ("JPEG", "image"),
    ".png": ("PNG", "image"),
    ".webp": ("WebP", "image"),
    ".pdf": ("PDF", "pdf"),
    ".ics": ("iCalendar", "calendar"),
    ".txt": ("Text", "text"),
    ".odt": ("ODT", "text"),
    ".docx": ("DOCX", "text"),
    ".csv": ("CSV", "table"),
    ".ods": ("ODS", "table"),
    ".xlsx": ("XLSX", "table"),
}
_KINDS = {
    "alert": message("Warning"),
    "update": message("Update"),
    "cancel": message("All-clear"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link within the site."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed with its media type."""

    title: str
    path: str
    mime: str


@dataclass(frozen=True, slots=True)
class FileView:
    """An attachment as the table shows it."""

    title: str
    path: str
    format: str
    size: str
    icon: str


@dataclass(frozen=True, slots=True)
class ImageView:
    """A picture with its size in pixels."""

    url: str
    alt: str
    credit: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item in a list."""

    title: str
    path: str
    date: Moment
    updated: Moment | None
    topics: tuple[Topic, ...]
    summary: str
    state_label: str
    state_kind: str
    kind_label: str


@dataclass(frozen=True, slots=True)
class ItemView(ItemCard):
    """An item on its own page."""

    content: Markup
    image: ImageView | None
    attachments: tuple[FileView, ...]
    contact: str
    corrections: tuple[Correction, ...]
    withdrawn: Withdrawal | None
    instruction: str
    facts: tuple[tuple[str, str, str], ...]
    replaced_by: tuple[ItemCard, ...]
    replaces: tuple[ItemCard, ...]
    back: Link
    previous: Link | None
    next: Link | None
    topic_feeds: tuple[FeedLink, ...]
    mailto: str


class Views:
    """Makes the views of one site. A card is made once, however many lists show it."""

    def __init__(self, site: Site, gettext: Gettext) -> None:
        self._site = site
        self._gettext = gettext
        self._formats = Formats(site.town.language)
        self._cards: dict[str, ItemCard] = {}

    @cached_property
    def _place(self) -> dict[str, int]:
        return {item.id: number for number, item in enumerate(self._site.listed)}

    def cards(self, items: Sequence[Item]) -> tuple[ItemCard, ...]:
        """The cards of these items, in their order."""
        return tuple(self.card(item) for item in items)

    def card(self, item: Item) -> ItemCard:
        """An item in a list."""
        if item.id not in self._cards:
            self._cards[item.id] = self._card(item)
        return self._cards[item.id]

    def _card(self, item: Item) -> ItemCard:
        state = state_of(item, self._site.incidents, self._site.now, self._formats)
        kind = _KINDS.get(item.msgtype)
        return ItemCard(
            title=self._site.entries[item.id].title,
            path=item.path,
            date=item.date,
            updated=Moment(item.updated, has_time=True) if item.updated > item.date.at else None,
            topics=tuple(self._site.topics[name] for name in item.topics),
            summary="" if item.withdrawn else item.summary,
            state_label=self._say(state.label),
            state_kind=state.kind,
            kind_label=self._say(kind),
        )

    def item(self, item: Item) -> ItemView:
        """An item on its own page."""
        card = self.card(item)
        first = card.topics[0]
        fields = {name: getattr(card, name) for name in ItemCard.__dataclass_fields__}
        incidents = self._site.incidents
        return ItemView(
            **fields,
            content=Markup(self._site.texts[item.source].html),  # noqa: S704
            image=self._image(item),
            attachments=self._attachments(item),
            contact=item.contact,
            corrections=item.corrections,
            withdrawn=item.withdrawn,
            instruction=item.instruction,
            facts=facts(item, self._formats, self._gettext),
            replaced_by=self.cards(incidents.later(item)),
            replaces=self.cards(incidents.earlier(item)),
            back=Link(first.name, first.path),
            previous=self._neighbour(item, 1),
            next=self._neighbour(item, -1),
            topic_feeds=topic_feeds(first),
            mailto=self._mailto(item),
        )

    def _say(self, text: Message | None) -> str:
        return text.format(self._gettext) if text else ""

    def _neighbour(self, item: Item, step: int) -> Link | None:
        listed = self._site.listed
        place = self._place.get(item.id)
        if place is None or not 0 <= place + step < len(listed):
            return None
        other = listed[place + step]
        return Link(self.card(other).title, other.path)

    def _mailto(self, item: Item) -> str:
        subject = quote(item.title)
        body = quote(f"\n\n{self._site.town.absolute(item.path)}\n")
        return f"mailto:{self._site.town.reply_to}?subject={subject}&body={body}"

    def _image(self, item: Item) -> ImageView | None:
        if not item.image:
            return None
        width, height = imagesize.get(self._site.folder.root / item.image.file)
        return ImageView(
            item.image.file, item.image.alt, item.image.credit, max(width, 0), max(height, 0)
        )

    def _attachments(self, item: Item) -> tuple[FileView, ...]:
        found = []
        for attachment in item.attachments:
            size = self._site.folder.size_of(attachment.file)
            suffix = PurePosixPath(attachment.file).suffix.lower()
            name, icon = _FORMATS.get(suffix, (suffix.removeprefix(".").upper() or "–", "file"))
            if size is not None:
                found.append(
                    FileView(
                        attachment.title, attachment.file, name, self._formats.size(size), icon
                    )
                )
        return tuple(found)


def topic_feeds(topic: Topic) -> tuple[FeedLink, ...]:
    """The feeds of one topic."""
    return feeds_of(topic.id, topic.name)


def feeds_of(name: str, title: str) -> tuple[FeedLink, ...]:
    """The three forms of one feed."""
    return (
        FeedLink(f"{title} (RSS)", f"feeds/{name}.rss.xml", "application/rss+xml"),
        FeedLink(f"{title} (Atom)", f"feeds/{name}.atom.xml", "application/atom+xml"),
        FeedLink(f"{title} (JSON Feed)", f"feeds/{name}.json", "application/feed+json"),
    )
