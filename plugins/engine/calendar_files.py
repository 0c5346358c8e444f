"""The calendar files: of everything, of each topic, of each item that has a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from plugins.engine import feeds
from plugins.engine.entries import headline
from plugins.engine.frame import Frame
from plugins.engine.output import Output, Shown
from plugins.engine.site import Site
from subscriptions.core.events import Event, events_of, in_order, since_last_year


def outputs(frame: Frame) -> Iterator[Output]:
    """``feeds/alle.ics``, ``feeds/<topic>.ics``, and ``aktuelles/<id>/termin.ics``.

    A topic without dates has its calendar too, so that nobody's subscription breaks.
    """
    site = frame.site
    known = [(item, events_of(item, site.relations.tenders)) for item in site.relations.involved]
    every = in_order(event for _, own in known for event in own)
    events = since_last_year(every, site.items[:1])
    everything, *topics = feeds.channels(site)
    make = partial(_calendar, frame, everything.title, events, everything.calendar)
    yield Output(everything.calendar, make, shows=partial(_shown, site, events))
    for channel in topics:
        own = tuple(event for event in events if channel.name in event.item.topics)
        make = partial(_calendar, frame, channel.title, own, channel.calendar)
        yield Output(channel.calendar, make, shows=partial(_shown, site, own))
    for item, own in known:
        if own:
            title = headline(item, frame.gettext)
            make = partial(_calendar, frame, title, own, item.calendar)
            yield Output(item.calendar, make, shows=partial(_shown, site, own))


def _calendar(frame: Frame, title: str, events: tuple[Event, ...], path: str) -> bytes:
    from plugins.engine.calendars import Calendars  # noqa: PLC0415  # slow to load, rarely needed

    return Calendars(frame.site, frame.gettext).calendar(title, events, path)


def _shown(site: Site, events: Iterable[Event]) -> Shown:
    """What decides the bytes of a calendar."""
    return tuple((event.name, site.faces.face(event.item)) for event in events)
