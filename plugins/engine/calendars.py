"""Calendars (iCalendar, RFC 5545 and RFC 7986) by the icalendar library.

Two builds of the same content give the same bytes: no calendar knows what time it is, and the zone
is written here, because that of the machine changes with its tz database.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache

from icalendar import Calendar, Component, Timezone
from icalendar import Event as CalendarEvent

from plugins.engine.entries import headline
from plugins.engine.site import Site
from subscriptions.core.dates import ZONE, is_before
from subscriptions.core.events import Event
from subscriptions.core.messages import Gettext, Message, message

CALENDAR_TYPE = "text/calendar"

_PRODUCT = "-//Infokanal//Infokanal//DE"
_REFRESH = timedelta(hours=6)
_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)

# The rule of Central European Time since 1996.
_BERLIN = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


class Calendars:
    """Makes the calendars of one site."""

    def __init__(self, site: Site, gettext: Gettext) -> None:
        self._site = site
        self._gettext = gettext

    def calendar(self, name: str, events: Iterable[Event], path: str) -> bytes:
        """A calendar of these dates with a name for people; ``path`` is its own file.

        RFC 5545 asks for at least one component: without any date that is the zone.
        """
        made = Calendar()
        made.add("prodid", _PRODUCT)
        made.add("version", "2.0")
        made.add("calscale", "GREGORIAN")
        made.add("name", name)
        made.add("x-wr-calname", name)
        made.add("x-wr-timezone", ZONE.key)
        made.add("source", self._site.town.absolute(path), parameters={"VALUE": "URI"})
        made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
        made.add_component(_zone())
        for event in events:
            made.add_component(self._component(event))
        written: bytes = made.to_ical(sorted=False)
        return written

    def _component(self, event: Event) -> CalendarEvent:
        item, town = event.item, self._site.town
        made = CalendarEvent()
        made.add("uid", f"{event.name}@{town.ids.domain}")
        made.add("dtstamp", event.changed.astimezone(UTC))
        made.add("created", item.date.at.astimezone(UTC))
        made.add("last-modified", event.changed.astimezone(UTC))
        made.add("sequence", event.sequence)
        made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
        _add_times(made, event)
        made.add("summary", self._summary(event))
        made.add("description", self._description(event))
        if item.location and event.kind == "event":
            made.add("location", item.location)
        made.add("url", town.absolute(item.path))
        made.add("categories", [self._site.topics[topic].name for topic in item.topics])
        return made

    def _summary(self, event: Event) -> str:
        """The title; a called-off date says so, as not every program shows the status."""
        title = headline(event.item, self._gettext)
        if event.kind == "deadline":
            title = self._say(message("Deadline for tenders: {title}", title=title))
        if event.cancelled:
            title = self._say(message("No longer valid: {title}", title=title))
        return title

    def _description(self, event: Event) -> str:
        item = event.item
        text = item.withdrawn.note if item.withdrawn else item.summary
        return "\n\n".join(part for part in (text, self._site.town.absolute(item.path)) if part)

    def _say(self, what: Message) -> str:
        return what.format(self._gettext)


@cache
def _zone() -> Component:
    return Timezone.from_ical(_BERLIN)


def _add_times(made: CalendarEvent, event: Event) -> None:
    """DTSTART and DTEND, both days or both moments; the end is exclusive (RFC 5545, 3.6.1).

    A deadline has no DTEND: it ends when it begins.
    """
    start, end = event.start, event.end
    if not start.has_time and event.kind == "event":
        first = _day(start.at)
        made.add("dtstart", first)
        last = _day(end.latest - _INSTANT) if end else first
        made.add("dtend", max(last, first) + _DAY)
        return
    made.add("dtstart", _local(start.at))
    if end and is_before(start.at, end.latest):
        made.add("dtend", _local(end.latest))


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def _local(at: datetime) -> datetime:
    """Wall-clock time with its TZID; UTC in the second turn of October's hour: it has no name."""
    local = at.astimezone(ZONE)
    return local.astimezone(UTC) if local.fold else local
