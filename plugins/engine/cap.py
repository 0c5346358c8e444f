"""Warnings for programs: one CAP 1.2 file a message, and an Atom index of them.

OASIS Common Alerting Protocol 1.2 (1 July 2010); the index after OASIS CAP Feeds 1.0. Which
messages there are is decided in ``subscriptions.core.cap``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from lxml import etree

from plugins.engine.frame import Frame
from plugins.engine.output import Output, Shown
from plugins.engine.views import FeedLink
from subscriptions.core.cap import CapMessage, newest, stamp
from subscriptions.core.characters import legal
from subscriptions.core.topics import Topic

CAP_TYPE = "application/cap+xml"
_ATOM_TYPE = "application/atom+xml"
_CAP = "urn:oasis:names:tc:emergency:cap:1.2"
_ATOM = "http://www.w3.org/2005/Atom"

# What CAP asks of a headline (3.2.2), and what is enough for an index.
_HEADLINE = 160
_SUMMARY = 500

_LANGUAGES = {"de": "de-DE"}


def outputs(frame: Frame) -> Iterator[Output]:
    """The file of every message, and an index for every topic of warnings; if the town has CAP."""
    for one in frame.site.cap.all():
        shows = partial(_shows, frame, one)
        yield Output(one.path, partial(_file, frame, one), shows=shows, texts=_texts(one))
    for topic, link in _indexes(frame):
        listed = _of_topic(frame, topic)
        yield Output(
            link.path,
            partial(_index, frame, topic, listed),
            shows=partial(_shows_all, frame, listed),
            texts=[source for one in listed for source in _texts(one)],
        )


def index_links(frame: Frame) -> tuple[FeedLink, ...]:
    """The index of every topic of warnings; none if the town has no CAP."""
    return tuple(link for _, link in _indexes(frame))


def _indexes(frame: Frame) -> Iterator[tuple[Topic, FeedLink]]:
    if frame.site.town.cap:
        for topic in frame.site.topics:
            if topic.kind == "warning":
                yield topic, FeedLink(topic.name, f"feeds/{topic.id}.cap.atom.xml", _ATOM_TYPE)


def _of_topic(frame: Frame, topic: Topic) -> tuple[CapMessage, ...]:
    site = frame.site
    found = (one for one in site.cap.all() if topic.id in one.item.topics)
    return newest(found, site.now)


def _shows(frame: Frame, one: CapMessage) -> Shown:
    """What decides the bytes of a message: its own values, and the files whose words it has."""
    readings = frame.site.readings
    values = (one.identifier, one.sent, one.msg_type, one.references, one.incident, one.event)
    more = (one.category, one.area, one.expires)
    return (*values, *more, *(readings[source].whole for source in _texts(one)))


def _shows_all(frame: Frame, listed: Iterable[CapMessage]) -> Shown:
    return tuple(_shows(frame, one) for one in listed)


def _texts(one: CapMessage) -> tuple[str, str]:
    """The files whose words a message has."""
    return one.item.source, one.told.source


def _xml(root: etree._Element) -> bytes:
    etree.indent(root)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


def _root(space: str, name: str) -> etree._Element:
    own = {None: space}  # The stubs know no namespace without a prefix.
    return etree.Element(f"{{{space}}}{name}", nsmap=own)  # type: ignore[arg-type]


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """A new last child in the namespace of its parent."""
    space = etree.QName(parent).namespace
    child = etree.SubElement(parent, f"{{{space}}}{name}", attributes)
    child.text = legal(text) or None
    return child


def _add_all(parent: etree._Element, *children: tuple[str, str]) -> None:
    """A child for each name that has a text."""
    for name, text in children:
        if text:
            _add(parent, name, text)


def _file(frame: Frame, one: CapMessage) -> bytes:
    root = _root(_CAP, "alert")
    _add_all(
        root,
        ("identifier", one.identifier),
        ("sender", one.sender),
        ("sent", stamp(one.sent)),
        ("status", one.status),
        ("msgType", one.msg_type),
        ("scope", "Public"),
        ("note", _note(frame, one)),
        ("references", " ".join(one.references)),
        ("incidents", one.incident),
    )
    _info(frame, one, _add(root, "info"))
    return _xml(root)


def _note(frame: Frame, one: CapMessage) -> str:
    """CAP wants an exercise to be named; a demonstration says that it is one."""
    if one.status == "Exercise":
        return one.event
    demo = "Demonstration: this is not the town's real channel. All messages are examples."
    return frame.gettext(demo) if one.status == "Test" else ""


def _info(frame: Frame, one: CapMessage, info: etree._Element) -> None:
    town = frame.site.town
    _add_all(
        info,
        ("language", _LANGUAGES.get(town.language, town.language)),
        ("category", one.category),
        ("event", one.event),
        ("responseType", "AllClear" if one.msg_type == "Cancel" else ""),
        ("urgency", one.urgency),
        ("severity", one.severity),
        ("certainty", one.certainty),
        ("expires", stamp(one.expires) if one.expires else ""),
        ("senderName", town.name),
        ("headline", _headline(frame, one)),
        ("description", _description(frame, one)),
        ("instruction", "" if one.told.withdrawn else one.told.instruction),
        ("web", town.absolute(one.item.path)),
        ("contact", one.told.contact),
    )
    _add(_add(info, "area"), "areaDesc", one.area)


def _headline(frame: Frame, one: CapMessage) -> str:
    """``Entwarnung: Sturm ist abgezogen``, at most 160 characters."""
    kind = frame.views.card(one.item).kind_label
    if one.is_withdrawal:
        kind = frame.gettext("Withdrawal")
    text = f"{kind}: {one.item.title}"
    if one.item.exercise:
        text = " – ".join((frame.gettext("EXERCISE"), text))
    return textwrap.shorten(legal(text), _HEADLINE, placeholder=" …") or legal(text)[:_HEADLINE]


def _description(frame: Frame, one: CapMessage) -> str:
    """The text of the page; of what was taken back only the note, as everywhere."""
    from subscriptions.core.flowing_text import flowing_text  # noqa: PLC0415  # rarely needed

    parts = [one.item.withdrawn.note] if one.item.withdrawn else []
    if not one.told.withdrawn:
        address = urlsplit(frame.site.town.url)
        html = frame.site.texts[one.told.source].absolute(f"{address.scheme}://{address.netloc}")
        parts.append(flowing_text(html) or one.told.summary)
    return "\n\n".join(part for part in parts if part)


def _index(frame: Frame, topic: Topic, listed: tuple[CapMessage, ...]) -> bytes:
    town = frame.site.town
    path = f"feeds/{topic.id}.cap.atom.xml"
    begin = datetime(town.ids.year, 1, 1, tzinfo=UTC)
    feed = _root(_ATOM, "feed")
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", town.language)
    _add_all(
        feed,
        ("id", town.tag("cap", topic.id)),
        ("title", f"{town.title}: {topic.name} (CAP 1.2)"),
        ("updated", stamp(max((one.sent for one in listed), default=begin))),
    )
    _add(_add(feed, "author"), "name", town.name)
    _add(feed, "link", rel="self", type=_ATOM_TYPE, href=town.absolute(path))
    _add(feed, "link", rel="alternate", type="text/html", href=town.absolute(topic.path))
    for one in listed:
        _entry(frame, one, _add(feed, "entry"))
    return _xml(feed)


def _entry(frame: Frame, one: CapMessage, entry: etree._Element) -> None:
    town = frame.site.town
    told = "" if one.item.withdrawn else one.told.summary
    text = told or _description(frame, one)
    _add_all(
        entry,
        ("id", town.tag("cap", one.identifier)),
        ("title", _headline(frame, one)),
        ("updated", stamp(one.sent)),
        ("summary", textwrap.shorten(text, _SUMMARY, placeholder=" …")),
    )
    _add(entry, "link", rel="alternate", type=CAP_TYPE, href=town.absolute(one.path))
    _add(entry, "link", rel="alternate", type="text/html", href=town.absolute(one.item.path))
