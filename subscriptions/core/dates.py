"""Moments and spans as people in a German town write them.

A date without an offset is meant in Europe/Berlin. The hour that comes twice in October means its
first turn; the hour that March leaves out is an error, since nobody can have meant it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")

_GERMAN = re.compile(
    r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"
    r"(?:,?\s+(?:um\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s*Uhr)?)?"
)
_ISO = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[T ]\s*(?P<time>\d{1,2}:\d{2}(?::\d{2})?)\s?(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)
# The shape of both for other programs (ECMA-262); whether the day exists they cannot tell.
MOMENT_PATTERN = (
    r"^(\d{4}-\d{2}-\d{2}([T ]\s*\d{1,2}:\d{2}(:\d{2})?\s?(Z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}(,?\s+(um\s+)?\d{1,2}[:.]\d{2}(\s*Uhr)?)?)$"
)
_SPAN = re.compile(r"(\d{1,5})\s*(m|min|h|d|w)")
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
# Outside, it is a slip of the fingers, and sums of dates would leave the calendar.
_YEARS = range(1900, 3000)


class DateError(ValueError):
    """The text names no moment (or span of time) that exists."""


class SkippedHourError(DateError):
    """It would be one if the clocks had not been put forward that night."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as ``local`` gives it, and whether its writer gave a time of day."""

    at: datetime
    has_time: bool

    def __post_init__(self) -> None:
        """Moments are compared as points in time, also within the hour that comes twice."""
        object.__setattr__(self, "at", local(self.at))

    def __reduce__(self) -> tuple[Callable[[float, bool, bool], Moment], tuple[float, bool, bool]]:
        """As few and simple values as can be: thousands of items have some each."""
        is_summer = self.at.utcoffset() == _SUMMER.utcoffset(None)
        return _restored, (self.at.timestamp(), is_summer, self.has_time)

    @property
    def latest(self) -> datetime:
        """The last moment that the text can mean: a day without a time ends at midnight."""
        if self.has_time:
            return self.at
        return local(datetime.combine(self.at.date() + timedelta(days=1), time(), ZONE))


_WINTER = timezone(timedelta(hours=1))
_SUMMER = timezone(timedelta(hours=2))


def _restored(timestamp: float, is_summer: bool, has_time: bool) -> Moment:  # noqa: FBT001
    moment = Moment.__new__(Moment)
    at = datetime.fromtimestamp(timestamp, _SUMMER if is_summer else _WINTER)
    object.__setattr__(moment, "at", at)
    object.__setattr__(moment, "has_time", has_time)
    return moment


def local(at: datetime) -> datetime:
    """The same point in time, with the offset that the town has then: +01:00 or +02:00.

    A fixed offset instead of the zone: Python compares two times of one zone by their clocks, and
    takes 02:30 for 02:30 on the night when that comes twice (PEP 495).
    """
    return _known_local(at) if type(at.tzinfo) is timezone else _in_zone(at)


def _in_zone(at: datetime) -> datetime:
    there = at.astimezone(UTC).astimezone(ZONE)
    return there.replace(tzinfo=timezone(there.utcoffset() or timedelta()), fold=0)


# Only of times with a fixed offset: the two 02:30 of that night are one key.
_known_local = lru_cache(maxsize=4096)(_in_zone)


def is_before(first: datetime, second: datetime) -> bool:
    """Compare moments, not clocks.

    Within one zone Python compares what the wall clock shows: the second 02:10 of a night in
    October would come before the first 02:30.
    """
    return first.timestamp() < second.timestamp()


def parse_moment(text: str) -> Moment:
    """Read ``2022-07-14 20:35``, ``14.07.2022, 20:35 Uhr``, RFC 3339, or a date alone (00:00).

    Raises:
        DateError: no known form, a day or time that does not exist, or a year outside 1900-2999.
    """
    moment = _read_moment(text.strip())
    if moment.at.year not in _YEARS:
        raise DateError(text)
    return moment


def _read_moment(stripped: str) -> Moment:
    if match := _GERMAN.fullmatch(stripped):
        parts = {name: int(value) for name, value in match.groupdict().items() if value}
        has_time = "hour" in parts
        try:
            return Moment(_local(datetime(**parts)), has_time)  # type: ignore[arg-type]  # noqa: DTZ001
        except SkippedHourError:
            raise
        except (ValueError, OverflowError) as error:
            raise DateError(str(error)) from error
    if match := _ISO.fullmatch(stripped):
        clock = match["time"]
        offset = match["offset"] or ""
        if clock and clock.startswith("24"):  # which Python 3.14 takes for the next day
            raise DateError(stripped)
        if clock and clock[1] == ":":
            clock = f"0{clock}"
        try:
            value = datetime.fromisoformat(f"{match['date']}T{clock or '00:00'}{offset}")
            return Moment(value if value.tzinfo else _local(value), clock is not None)
        except SkippedHourError:
            raise
        except (ValueError, OverflowError) as error:
            raise DateError(str(error)) from error
    raise DateError(stripped)


def _local(naive: datetime) -> datetime:
    at = naive.replace(tzinfo=ZONE, fold=0)
    if at.astimezone(UTC).astimezone(ZONE).replace(tzinfo=None) != naive:
        raise SkippedHourError(str(naive))
    return at


def parse_span(text: str) -> timedelta:
    """Read ``10m``, ``24h``, ``7d``, ``2w``.

    Raises:
        DateError: any other form, or more than five digits.
    """
    match = _SPAN.fullmatch(text.strip())
    if not match:
        raise DateError(text)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def compact(at: datetime) -> str:
    """``20220714t2035``: a moment as part of a key, in Europe/Berlin, to the minute."""
    return at.astimezone(ZONE).strftime("%Y%m%dt%H%M")


def after(at: datetime, span: timedelta) -> datetime:
    """A moment so much later, in UTC.

    Sums and comparisons within one zone go by the clock on the wall (PEP 495), which in the nights
    of March and October is an hour wrong.
    """
    return at.astimezone(UTC) + span


def iso(value: Moment | datetime) -> str:
    """RFC 3339 in the town's time; a day without a time of day stays a day."""
    if isinstance(value, Moment):
        return value.at.isoformat() if value.has_time else value.at.date().isoformat()
    return local(value).isoformat()
