"""What the page of one item shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import quote

from markupsafe import Markup

from plugins.engine.facts import facts
from plugins.engine.frame import Frame
from plugins.engine.site import Site
from plugins.engine.views import FeedLink, ItemCard, Link, topic_feeds
from subscriptions.core.events import events_of
from subscriptions.core.item import Item
from subscriptions.core.item_fields import Attachment, Correction, Withdrawal
from subscriptions.core.messages import message
from subscriptions.core.pools import Pool
from subscriptions.core.tenders import is_tender

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

_RELATED = 3

# By whether it takes a warning back.
_CAP = {False: message("CAP 1.2"), True: message("CAP 1.2, withdrawal")}


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
    """An item on its own page. ``course``: all messages of its incident, newest first."""

    content: Markup
    image: ImageView | None
    attachments: tuple[FileView, ...]
    contact: str
    corrections: tuple[Correction, ...]
    withdrawn: Withdrawal | None
    facts: tuple[tuple[str, str, str], ...]
    replaced_by: ItemCard | None
    course: tuple[ItemCard, ...]
    closure: ItemCard | None
    reopening: ItemCard | None
    pool: Pool | None
    back: Link
    previous: Link | None
    next: Link | None
    is_tender: bool
    notices: tuple[ItemCard, ...]
    calendar: str
    topic_feeds: tuple[FeedLink, ...]
    mailto: str
    cap: tuple[FeedLink, ...]


def item_view(frame: Frame, item: Item) -> ItemView:
    """An item on its own page."""
    card = frame.views.card(item)
    first = card.topics[0]
    fields = {name: getattr(card, name) for name in ItemCard.__dataclass_fields__}
    site = frame.site
    newest = site.relations.incidents.replacement(item)
    return ItemView(
        **fields,
        content=Markup(site.texts[item.source].html),  # noqa: S704
        image=_image(frame, item),
        attachments=file_views(frame, item.attachments),
        contact=item.contact,
        corrections=item.corrections,
        withdrawn=item.withdrawn,
        facts=facts(item, frame.formats, frame.gettext, overruled=_is_overruled(site, item)),
        replaced_by=frame.views.card(newest) if newest else None,
        course=frame.views.cards(site.relations.incidents.course(item)),
        closure=_card(frame, site.relations.reports.closure(item)),
        reopening=_card(frame, site.relations.reports.reopening(item)),
        pool=next((pool for pool in site.pools if pool.id == item.pool), None),
        back=Link(first.name, first.path),
        previous=_link(frame, _neighbour(site, item, 1)),
        next=_link(frame, _neighbour(site, item, -1)),
        is_tender=is_tender(item),
        notices=frame.views.cards(site.relations.tenders.others(item)),
        calendar=item.calendar if events_of(item, site.relations.tenders) else "",
        topic_feeds=topic_feeds(first),
        mailto=_mailto(frame, item),
        cap=_cap_links(frame, item),
    )


def _card(frame: Frame, item: Item | None) -> ItemCard | None:
    return frame.views.card(item) if item else None


def _is_overruled(site: Site, item: Item) -> bool:
    """A later message of the incident, or notice of the tender, says until when."""
    if is_tender(item):
        return site.relations.tenders.is_overruled(item)
    return site.relations.incidents.replacement(item) is not None


def item_shows(site: Site, item: Item) -> tuple[object, ...]:
    """What decides the bytes of an item's page, but for what all pages share."""
    return (_own_shows(site, item), neighbours_face(site, item))


def bundle_shows(site: Site, item: Item) -> tuple[object, ...]:
    """The same among the pages of a month, where the neighbours are there too."""
    if item.is_alone and item.id not in site.held:
        files = site.faces.files(item.files) if item.files else ()
        return item.id, site.readings[item.source].whole, files
    return _own_shows(site, item)


def _own_shows(site: Site, item: Item) -> tuple[object, ...]:
    cap = tuple(one.path for one in site.cap.of(item))
    pools = tuple((pool.id, pool.title) for pool in site.pools) if item.pool else ()
    return (site.faces.whole(item), pools, cap)


def related(site: Site, item: Item, earlier: tuple[Item, ...]) -> tuple[Item, ...]:
    """Up to three messages of the same first topic that the page has no link to yet.

    ``earlier``: what came before in the item's month, newest first. What comes later changes
    nothing here.
    """
    linked = {other.id for other in site.relations.incidents.members(item)}
    linked |= {other.id for other in site.relations.tenders.others(item)}
    linked |= {other.id for step in (1, -1) if (other := _neighbour(site, item, step))}
    first = item.topics[0]
    found = (
        other
        for other in earlier
        if other.topics[0] == first and other.id not in linked and not other.withdrawn
    )
    return tuple(islice(found, _RELATED))


def neighbours_face(site: Site, item: Item) -> tuple[object, ...]:
    """What the page shows of the messages before and after."""
    others = (_neighbour(site, item, 1), _neighbour(site, item, -1))
    return tuple(other and site.faces.face(other)[:2] for other in others)


def _neighbour(site: Site, item: Item, step: int) -> Item | None:
    place = site.places.get(item.id)
    if place is None or not 0 <= place + step < len(site.listed):
        return None
    return site.listed[place + step]


def _link(frame: Frame, item: Item | None) -> Link | None:
    return Link(frame.views.card(item).title, item.path) if item else None


def _cap_links(frame: Frame, item: Item) -> tuple[FeedLink, ...]:
    """The item as messages of the Common Alerting Protocol: itself, and its withdrawal."""
    return tuple(
        FeedLink(_CAP[one.is_withdrawal].format(frame.gettext), one.path, "application/cap+xml")
        for one in frame.site.cap.of(item)
    )


def _mailto(frame: Frame, item: Item) -> str:
    town = frame.site.town
    about = quote(town.absolute(item.path))
    return f"mailto:{town.reply_to}?subject={quote(item.title)}&body=%0A%0A{about}%0A"


def _image(frame: Frame, item: Item) -> ImageView | None:
    if not item.image:
        return None
    import imagesize  # noqa: PLC0415  # slow to load

    width, height = imagesize.get(frame.site.folder.path_of(item.image.file))
    return ImageView(
        item.image.file, item.image.alt, item.image.credit, max(width, 0), max(height, 0)
    )


def file_views(frame: Frame, attachments: Iterable[Attachment]) -> tuple[FileView, ...]:
    """The files that are there, each with its format and size."""
    found = []
    for attachment in attachments:
        size = frame.site.size_of(attachment.file)
        suffix = PurePosixPath(attachment.file).suffix.lower()
        name, icon = _FORMATS.get(suffix, (suffix.removeprefix(".").upper() or "–", "file"))
        if size is not None:
            found.append(
                FileView(attachment.title, attachment.file, name, frame.formats.size(size), icon)
            )
    return tuple(found)
