"""The season of a pool: from a first to a last day, of every year or of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from subscriptions.core.dates import DateError, parse_moment
from subscriptions.core.fields import FieldError, Fields
from subscriptions.core.messages import message

_YEARLY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?")
# A year without 29 February, so that a yearly day exists in every one.
_PLAIN_YEAR = 2023


@dataclass(frozen=True, slots=True)
class SeasonDay:
    """A day of one year, or with ``year`` None of every year."""

    month: int
    day: int
    year: int | None = None

    def in_year(self, year: int) -> date:
        """The day in a year; one of a year of its own stays there."""
        return date(self.year or year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """The day is one of the period."""
        return self.first <= day <= self.last


def _season_day(value: object) -> SeasonDay:
    text = value.strip() if isinstance(value, str) else ""
    try:
        if match := _YEARLY.fullmatch(text):
            found = date(_PLAIN_YEAR, int(match[2]), int(match[1]))
            return SeasonDay(found.month, found.day)
        at = parse_moment(text).at
    except (DateError, ValueError):
        what = message(
            "“{text}” is no day of a season; write 15.05. for every year, or 15.05.2026",
            text=value,
        )
        raise FieldError(what) from None
    return SeasonDay(at.month, at.day, at.year)


Day = Annotated[SeasonDay, BeforeValidator(_season_day)]


class Season(Fields):
    """``from`` and ``to``, both without a year or both with one; the last day is part of it."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")

    @property
    def is_sound(self) -> bool:
        """Both days are yearly, or both are of a year and in order."""
        if not self.first.year or not self.last.year:
            return self.first.year == self.last.year
        return self.first.in_year(0) <= self.last.in_year(0)

    def around(self, day: date) -> Period:
        """The season that holds the day, else the next one; one of a year is always that one."""
        periods = (self._begun_in(year) for year in (day.year - 1, day.year, day.year + 1))
        return next((found for found in periods if day <= found.last), self._begun_in(day.year))

    def _begun_in(self, year: int) -> Period:
        first = self.first.in_year(year)
        last = self.last.in_year(year)
        # 1 October to 30 April ends in the year after.
        return Period(first, last if first <= last else self.last.in_year(year + 1))

    @property
    def is_yearly(self) -> bool:
        """It comes again every year."""
        return self.first.year is None
