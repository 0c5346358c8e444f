"""When mails go: at once, at a topic's digest hour, or when its quiet hours end.

Days and hours are those of Europe/Berlin; every moment that comes out is in UTC. An hour that the
clock skips in March comes an hour later; of one that October has twice, the first is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from subscriptions.core.dates import ZONE, DateError, after

_DAY = timedelta(days=1)
_WEEKDAYS = (
    ("mon", "monday", "mo", "montag"),
    ("tue", "tuesday", "di", "dienstag"),
    ("wed", "wednesday", "mi", "mittwoch"),
    ("thu", "thursday", "do", "donnerstag"),
    ("fri", "friday", "fr", "freitag"),
    ("sat", "saturday", "sa", "samstag", "sonnabend"),
    ("sun", "sunday", "so", "sonntag"),
)
_AT_ONCE = frozenset({"immediate", "sofort"})
_DAILY = frozenset({"daily", "täglich", "taeglich"})
_WEEKLY = frozenset({"weekly", "wöchentlich", "woechentlich"})
_NEVER = frozenset({"none", "keine"})
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:\s?uhr)?")
_HOURS = re.compile(r"(?P<begin>[^-–]+?)(?:\s?[-–]\s?|\s+bis\s+)(?P<end>[^-–]+)")
# Longer ones would leave too little of a day to catch up with.
_LONGEST_QUIET = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Delivery:
    """When a topic's digest goes: every day ``at``, or on one ``weekday`` (Monday is 0)."""

    at: time
    weekday: int | None = None

    def last(self, moment: datetime) -> datetime:
        """The last digest hour that is not after ``moment``."""
        return max(hour for hour in self._around(moment) if hour <= moment)

    def following(self, moment: datetime) -> datetime:
        """The first digest hour after ``moment``."""
        return min(hour for hour in self._around(moment) if hour > moment)

    def from_(self, moment: datetime) -> datetime:
        """The first digest hour that is not before ``moment``."""
        return min(hour for hour in self._around(moment) if hour >= moment)

    def _around(self, moment: datetime) -> Iterator[datetime]:
        day = moment.astimezone(ZONE).date()
        days = 1
        if self.weekday is not None:
            days = 7
            day -= (day.weekday() - self.weekday) % 7 * _DAY
        for number in (-1, 0, 1):
            yield _moment(day + number * days * _DAY, self.at)


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of each day in which nothing is mailed; ``end`` may be on the next morning."""

    begin: time
    end: time

    def until(self, moment: datetime) -> datetime | None:
        """When the quiet hours around ``moment`` end; None if there are none."""
        return next((end for begin, end in self.around(moment) if begin <= moment < end), None)

    def around(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The quiet hours of the days before, of and after ``moment``: begin and end."""
        day = moment.astimezone(ZONE).date()
        for number in (-1, 0, 1):
            first = day + number * _DAY
            last = first if self.end > self.begin else first + _DAY
            yield _moment(first, self.begin), _moment(last, self.end)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZONE).astimezone(UTC)


def quiet_until(moment: datetime, quiets: Sequence[Quiet | None]) -> datetime | None:
    """When the first of ``quiets`` ends, if ``moment`` lies in all of them; else None.

    None among them stands for a topic that is never quiet.
    """
    ends = [quiet.until(moment) if quiet else None for quiet in quiets]
    known = [end for end in ends if end]
    return min(known) if known and len(known) == len(ends) else None


def later_awake(moment: datetime, span: timedelta, quiets: Sequence[Quiet | None]) -> datetime:
    """``moment`` and ``span``, without counting the time in which all of ``quiets`` hold."""
    moment = after(moment, timedelta())
    while True:
        moment = quiet_until(moment, quiets) or moment
        begin = min(_quiet_from(moment, quiets), default=None)
        if begin is None or begin - moment > span:
            return moment + span
        span -= begin - moment
        moment = begin


def _quiet_from(moment: datetime, quiets: Sequence[Quiet | None]) -> Iterator[datetime]:
    """The next moments at which all are quiet."""
    for quiet in quiets:
        for begin, _ in quiet.around(moment) if quiet else ():
            if begin > moment and quiet_until(begin, quiets):
                yield begin


def quiet_ends(
    begin: datetime, end: datetime, quiets: Sequence[Quiet | None]
) -> Iterator[datetime]:
    """The moments from ``begin`` to ``end`` at which quiet hours are over."""
    moment: datetime | None = begin
    while moment is not None and moment <= end:
        if over := quiet_until(moment, quiets):
            if over > end:
                return
            yield over
            moment = over
        else:
            moment = min(_quiet_from(moment, quiets), default=None)


def parse_delivery(text: str) -> Delivery | None:
    """Read ``immediate`` (None), ``daily 17:00`` or ``weekly fri 12:00``, also in German.

    Raises:
        DateError: any other form, or a time or day that does not exist.
    """
    words = text.casefold().split()
    if words and words[0] in _AT_ONCE and len(words) == 1:
        return None
    if len(words) > 1 and words[0] in _DAILY:
        return Delivery(_time(" ".join(words[1:])))
    if len(words) > 2 and words[0] in _WEEKLY:  # noqa: PLR2004
        return Delivery(_time(" ".join(words[2:])), _weekday(words[1]))
    raise DateError(text)


def parse_quiet(text: str) -> Quiet | None:
    """Read ``22:00-06:00``, ``22 bis 6 Uhr``, or ``none``.

    Raises:
        DateError: any other form, or quiet hours of more than twelve hours.
    """
    plain = " ".join(text.casefold().split())
    if plain in _NEVER:
        return None
    match = _HOURS.fullmatch(plain)
    if not match:
        raise DateError(text)
    begin, end = _time(match["begin"]), _time(match["end"])
    minutes = (end.hour - begin.hour) * 60 + end.minute - begin.minute
    if not timedelta() < timedelta(minutes=minutes % (24 * 60)) <= _LONGEST_QUIET:
        raise DateError(text)
    return Quiet(begin, end)


def _time(text: str) -> time:
    match = _TIME.fullmatch(text)
    if not match:
        raise DateError(text)
    try:
        return time(int(match["hour"]), int(match["minute"] or 0))
    except ValueError as error:
        raise DateError(text) from error


def _weekday(text: str) -> int:
    name = text.rstrip(".,")
    for number, names in enumerate(_WEEKDAYS):
        if name in names:
            return number
    raise DateError(text)
