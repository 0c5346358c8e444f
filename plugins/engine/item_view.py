"""What the page of one item shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

import imagesize
from markupsafe import Markup

from plugins.engine.facts import facts
from plugins.engine.frame import Frame
from plugins.engine.views import FeedLink, ItemCard, Link, topic_feeds
from subscriptions.core.item import Correction, Item, Withdrawal

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


def item_view(frame: Frame, item: Item) -> ItemView:
    """An item on its own page."""
    card = frame.views.card(item)
    first = card.topics[0]
    fields = {name: getattr(card, name) for name in ItemCard.__dataclass_fields__}
    site = frame.site
    return ItemView(
        **fields,
        content=Markup(site.texts[item.source].html),  # noqa: S704
        image=_image(frame, item),
        attachments=_attachments(frame, item),
        contact=item.contact,
        corrections=item.corrections,
        withdrawn=item.withdrawn,
        instruction=item.instruction,
        facts=facts(item, frame.formats, frame.gettext),
        replaced_by=frame.views.cards(site.incidents.later(item)),
        replaces=frame.views.cards(site.incidents.earlier(item)),
        back=Link(first.name, first.path),
        previous=_neighbour(frame, item, 1),
        next=_neighbour(frame, item, -1),
        topic_feeds=topic_feeds(first),
        mailto=_mailto(frame, item),
    )


def _neighbour(frame: Frame, item: Item, step: int) -> Link | None:
    listed = frame.site.listed
    place = frame.site.places.get(item.id)
    if place is None or not 0 <= place + step < len(listed):
        return None
    other = listed[place + step]
    return Link(frame.views.card(other).title, other.path)


def _mailto(frame: Frame, item: Item) -> str:
    town = frame.site.town
    subject = quote(item.title)
    body = quote(f"\n\n{town.absolute(item.path)}\n")
    return f"mailto:{town.reply_to}?subject={subject}&body={body}"


def _image(frame: Frame, item: Item) -> ImageView | None:
    if not item.image:
        return None
    width, height = imagesize.get(frame.site.folder.path_of(item.image.file))
    return ImageView(
        item.image.file, item.image.alt, item.image.credit, max(width, 0), max(height, 0)
    )


def _attachments(frame: Frame, item: Item) -> tuple[FileView, ...]:
    found = []
    for attachment in item.attachments:
        size = frame.site.folder.size_of(attachment.file)
        suffix = PurePosixPath(attachment.file).suffix.lower()
        name, icon = _FORMATS.get(suffix, (suffix.removeprefix(".").upper() or "–", "file"))
        if size is not None:
            found.append(
                FileView(attachment.title, attachment.file, name, frame.formats.size(size), icon)
            )
    return tuple(found)
