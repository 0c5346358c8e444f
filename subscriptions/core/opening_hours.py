"""The opening hours of a week, written as on the sign at the door: ``Mo-Fr 13:00-19:00``.

Days may be German or English, long or short, single, in a row (``Mo-Fr``) or listed (``Sa, So``).
Several times a day stand behind one another; ``geschlossen`` and ``Ruhetag`` say that it is closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from itertools import groupby, pairwise
from typing import Annotated

from babel.dates import get_day_names
from pydantic import BeforeValidator

from subscriptions.core.fields import FieldError
from subscriptions.core.messages import message
from subscriptions.core.problems import did_you_mean

_ALL = tuple(range(7))
_DAILY = frozenset({"täglich", "taeglich", "jeden tag", "alle tage", "daily", "every day"})
_LINE = re.compile(
    r"(?P<days>\D*?)[\s:]*(?:\bvon\s+)?"
    r"(?:(?P<closed>\b(?:geschlossen|ruhetag|zu|closed))|(?P<times>\d.*))",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\s*(?:[-–—]|\b(?:bis|to)\b)\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[,;/&+]|\b(?:und|and)\b)\s*", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:Uhr|h))?", re.IGNORECASE)


@cache  # Babel reads its data for that, and most runs read no opening hours
def _day_numbers() -> dict[str, int]:
    return dict(_day_names())


def _day_names() -> Iterator[tuple[str, int]]:
    for language in ("de", "en"):
        for width in ("wide", "abbreviated", "short"):
            for number, name in get_day_names(width, locale=language).items():
                yield name.casefold().rstrip("."), number
    yield "sonnabend", 5


def _told_days() -> tuple[str, ...]:
    names = get_day_names("abbreviated", locale="de")
    return tuple(names[day].rstrip(".") for day in _ALL)


@dataclass(frozen=True, slots=True)
class Opening:
    """Open without a break from ``opens`` to ``closes`` of one day."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class HoursLine:
    """One line of the sign: days (Monday is 0) and their openings; without any, closed."""

    days: tuple[int, ...]
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The openings of each day of the week, Monday first; a day without any is closed."""

    days: tuple[tuple[Opening, ...], ...]

    @classmethod
    def of(cls, lines: Iterable[HoursLine]) -> WeekHours:
        """The week that these lines tell; a day that none names is closed."""
        named = {day: line.openings for line in lines for day in line.days}
        return cls(tuple(named.get(day, ()) for day in _ALL))

    def on(self, day: date) -> tuple[Opening, ...]:
        """The openings of one day, in order."""
        return self.days[day.weekday()]

    def rows(self) -> tuple[tuple[int, int, tuple[Opening, ...]], ...]:
        """First day, last day and openings, neighbours with the same openings together."""
        groups = (tuple(group) for _, group in groupby(_ALL, key=lambda day: self.days[day]))
        return tuple((days[0], days[-1], self.days[days[0]]) for days in groups)


def read_line(text: str) -> HoursLine:
    """Read ``Mo-Fr 13:00-19:00``, ``Sa, So 10-12 Uhr und 14-20 Uhr``, ``Montag geschlossen``.

    Raises:
        FieldError: no known form, no such day, no such time, or times that overlap.
    """
    match = _LINE.fullmatch(text.strip())
    if not match or not match["days"].strip(" :"):
        raise FieldError(
            message(
                "“{text}” are no opening hours; write Mo-Fr 13:00-19:00, täglich 10:00-20:00 or"
                " Mo geschlossen",
                text=text,
            )
        )
    openings = tuple(_openings(match["times"], text)) if match["times"] else ()
    for earlier, later in pairwise(openings):
        if later.opens < earlier.closes:
            raise FieldError(
                message("“{text}”: the times overlap, or stand in disorder", text=text)
            )
    return HoursLine(tuple(dict.fromkeys(_days(match["days"].strip(" :")))), openings)


def _days(text: str) -> Iterator[int]:
    if text.casefold() in _DAILY:
        yield from _ALL
        return
    for part in _AND.split(text):
        first, _, last = _UNTIL.sub("-", part).partition("-")
        day, end = _day(first), _day(last or first)
        yield day
        while day != end:  # Sa-Mo goes round
            day = (day + 1) % len(_ALL)
            yield day


def _day(word: str) -> int:
    name = word.casefold().strip(" .")
    numbers = _day_numbers()
    found = numbers.get(name, numbers.get(name.removesuffix("s")))
    if found is None:
        hint = did_you_mean(name, map(str.capitalize, numbers), _told_days())
        raise FieldError(message("“{word}” is no day of the week; {hint}", word=word, hint=hint))
    return found


def _openings(times: str, text: str) -> Iterator[Opening]:
    for part in _AND.split(times.strip(" .")):
        ends = [_CLOCK.fullmatch(word.strip()) for word in _UNTIL.split(part)]
        if len(ends) != 2 or not ends[0] or not ends[1]:  # noqa: PLR2004 - from and to
            raise FieldError(
                message("“{text}”: write times as 13:00-19:00, several with a comma", text=text)
            )
        opening = Opening(_time(ends[0]), _time(ends[1]))
        if opening.closes <= opening.opens:
            raise FieldError(
                message("“{text}”: closes before it opens; it must end the same day", text=text)
            )
        yield opening


def _time(match: re.Match[str]) -> time:
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError:
        what = message("“{text}” is no time of day; 23:59 is the latest", text=match[0])
        raise FieldError(what) from None


def _line(value: object) -> HoursLine:
    """One line as text, or with a colon behind the days, which YAML takes for a field."""
    if isinstance(value, dict) and len(value) == 1:
        ((days, times),) = value.items()
        value = f"{days} {times}" if isinstance(times, str) else value
    if not isinstance(value, str):
        raise FieldError(message("write each line as Mo-Fr 13:00-19:00"))
    return read_line(" ".join(value.split()))


def _listed(value: object) -> object:
    if isinstance(value, dict):
        return [{days: times} for days, times in value.items()]
    return [value] if isinstance(value, str) else value


Hours = Annotated[
    tuple[Annotated[HoursLine, BeforeValidator(_line)], ...], BeforeValidator(_listed)
]
