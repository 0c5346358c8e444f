"""Dates and sizes as the town's residents write them (CLDR data through babel)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.numbers import format_decimal

from subscriptions.core.dates import local

# CLDR's own long German form says "um 20:35 Uhr"; towns write "20:35 Uhr", kept on one line.
_PATTERNS = {
    "de": {
        "long": "EEEE, d. MMMM y",
        "short": "dd.MM.y",
        "time": "HH:mm' Uhr'",
    },
    "en": {
        "long": "EEEE, d MMMM y",
        "short": "d MMM y",
        "time": "HH:mm",
    },
}
_MEGA = 1_000_000
_KILO = 1_000


@lru_cache
def _locale(language: str) -> Locale:
    """Babel would read the tag anew for every date."""
    return Locale.parse(language)


@lru_cache(maxsize=4096)
def _format(day: date, pattern: str, language: str) -> str:
    return str(format_date(day, pattern, locale=_locale(language)))


@lru_cache(maxsize=4096)
def _clock(at: time, language: str) -> str:
    return str(format_time(at, _PATTERNS[language]["time"], locale=_locale(language)))


@dataclass(frozen=True, slots=True)
class Formats:
    """The forms of one language: ``de`` or ``en``. All times are Europe/Berlin."""

    language: str = "de"

    def _moment(self, at: datetime, day: str, *, with_time: bool) -> str:
        there = local(at)
        written = _format(there.date(), _PATTERNS[self.language][day], self.language)
        return f"{written}, {self.clock(there.time())}" if with_time else written

    def date_long(self, at: datetime, *, with_time: bool = True) -> str:
        """``Donnerstag, 14. Juli 2022, 20:35 Uhr``."""
        return self._moment(at, "long", with_time=with_time)

    def date_short(self, at: datetime) -> str:
        """``14.07.2022``."""
        return self._moment(at, "short", with_time=False)

    def date_time(self, at: datetime, *, with_time: bool = True) -> str:
        """``14.07.2022, 20:35 Uhr``."""
        return self._moment(at, "short", with_time=with_time)

    def leaf(self, at: datetime) -> tuple[str, str, str]:
        """``So``, ``29``, ``Nov.``: a day as a leaf of a calendar."""
        there = local(at).date()
        weekday, day, month = (_format(there, p, self.language) for p in ("EEEEEE", "d", "MMM"))
        return weekday, day, month

    def clock(self, at: time) -> str:
        """``20:35 Uhr``, of a time of day."""
        return _clock(at.replace(tzinfo=None), self.language)

    def clock_seconds(self, at: datetime) -> str:
        """``20:38:41``."""
        return f"{local(at):%H:%M:%S}"

    def number(self, count: int) -> str:
        """``1.043``."""
        return str(format_decimal(count, locale=self.language))

    def time_span(self, begin: time, end: time) -> str:
        """``13:00–19:00 Uhr``."""
        return f"{begin:%H:%M}–{self.clock(end)}"

    def weekday(self, day: int) -> str:
        """``Montag`` for 0."""
        return str(get_day_names("wide", locale=_locale(self.language))[day])

    def size(self, in_bytes: int) -> str:
        """``0,1 MB`` from 0.1 MB (decimal, as file managers count), else ``12 kB``."""
        if in_bytes >= _MEGA // 10 - _MEGA // 20:
            number = max(round(in_bytes / _MEGA, 1), 0.1)
            return f"{format_decimal(number, format='0.0', locale=_locale(self.language))} MB"
        return f"{format_decimal(max(in_bytes // _KILO, 1), locale=_locale(self.language))} kB"
