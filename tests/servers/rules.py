"""How Listmonk reads, normalises, finds and pages: small rules without any state."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any, TypeVar

from .state import ApiError

PER_PAGE = 20
SPACES = re.compile(r"[\t\n\f\r ]+")
FROM = re.compile(r"((.+?)\s)?<(.+?)@(.+?)>")
BAD_TSQUERY = re.compile(r"[:()!<]|[&|][&|]|^%?[&|]|[&|]%?$")
TOKEN = re.compile(r"[\w/.-]+")

Query = Mapping[str, Sequence[str]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Payload:
    """A JSON body, read the way a Go struct takes it: null leaves a plain field as it was.

    Every method raises 400 for a value of another type.
    """

    values: Mapping[str, Any]

    @classmethod
    def of(cls, body: Any) -> Payload:
        """The body of a request; no body counts as an empty object."""
        if body is not None and not isinstance(body, dict):
            raise ApiError(400, "Unmarshal type error")
        return cls(body or {})

    def _typed(self, key: str, kind: type[T]) -> T | None:
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ApiError(400, f"Unmarshal type error: expected={kind.__name__}, field={key}")
        return value

    def text(self, key: str, old: str = "") -> str:
        """A string."""
        value = self._typed(key, str)
        return old if value is None else value

    def flag(self, key: str, old: bool = False) -> bool:
        """A boolean."""
        value = self._typed(key, bool)
        return old if value is None else value

    def number(self, key: str, old: int | None = None) -> int | None:
        """A whole number or null."""
        return self._typed(key, int) if key in self.values else old

    def nullable(self, key: str, old: str | None = None) -> str | None:
        """A string or null."""
        return self._typed(key, str) if key in self.values else old

    def table(self, key: str, old: Mapping[str, Any]) -> Mapping[str, Any]:
        """An object."""
        value = self._typed(key, dict)
        return old if value is None else value

    def each(self, key: str, kind: type[T], old: Sequence[T] = ()) -> tuple[T, ...]:
        """An array of one type; null empties it."""
        if key not in self.values:
            return tuple(old)
        items = self._typed(key, list) or []
        if not all(isinstance(item, kind) and not isinstance(item, bool) for item in items):
            raise ApiError(400, f"Unmarshal type error: expected={kind.__name__}, field={key}")
        return tuple(items)

    def moment(self, key: str, old: datetime | None = None) -> datetime | None:
        """An RFC 3339 time or null."""
        text = self._typed(key, str) if key in self.values else None
        if text is None:
            return None if key in self.values else old
        with contextlib.suppress(ValueError):
            found = datetime.fromisoformat(text)
            if found.tzinfo is not None:
                return found
        raise ApiError(400, f'parsing time "{text}"')


def slug(text: str) -> str:
    """The archive slug that the database keeps: lower case, runs of other signs one dash."""
    # Go lowers İ to a plain i, Python to i and a combining dot.
    lowered = "".join("i" if sign == "İ" else sign.lower() for sign in text)
    kept = (sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in lowered)
    return "-".join("".join(kept).split())


def tags(given: Iterable[str]) -> tuple[str, ...]:
    """Tags with dashes for blanks; empty ones vanish, case stays."""
    clean = (SPACES.sub("-", tag.strip()) for tag in given)
    return tuple(tag for tag in clean if tag)


def clean_email(text: str) -> str:
    """A bare address in lower case; 400 for anything else."""
    lowered = text.strip().lower()
    _, found = parseaddr(lowered)
    local, _, domain = found.rpartition("@")
    if found != lowered or not local or not domain or re.search(r"[\s,;]", found):
        raise ApiError(400, "Invalid email.")
    return found


def matches(query: str, name: str, subject: str) -> bool:
    """Whether a search finds a campaign: by substring, or by whole words (without stemming).

    A text that PostgreSQL cannot read as a search expression is a 500, as in the real one.
    """
    joined = re.sub(r"\s+", "&", query)
    if BAD_TSQUERY.search(joined):
        raise ApiError(500, f'Error fetching Campaign: pq: syntax error in tsquery: "%{joined}%"')
    text = f"{name} {subject}"
    if _like(joined).search(text):
        return True
    words = _words(text)
    joined = joined.replace("\\", "")
    return any(
        all(_words(part) and _words(part) <= words for part in side.split("&"))
        for side in joined.split("|")
    )


def _like(pattern: str) -> re.Pattern[str]:
    signs = re.findall(r"\\.|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return re.compile(
        "".join(wild.get(sign, re.escape(sign[-1])) for sign in signs), re.DOTALL | re.IGNORECASE
    )


def _words(text: str) -> frozenset[str]:
    whole = frozenset(TOKEN.findall(text.lower()))
    parts = (part for word in whole if "/" not in word for part in word.split("-"))
    return whole | frozenset(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a collection; ``size`` 0 means everything."""

    number: int
    size: int

    @classmethod
    def of(cls, query: Query) -> Page:
        """What ``page`` and ``per_page`` (a number or ``all``) ask for."""
        asked = first(query, "per_page")
        size = 0 if asked == "all" else _int(asked)
        size = PER_PAGE if size == 0 and asked != "all" else max(size, 0)
        return cls(max(_int(first(query, "page")), 1), size)

    def cut(self, rows: Sequence[T]) -> Sequence[T]:
        """The rows of this page."""
        start = (self.number - 1) * self.size
        return rows[start : start + self.size] if self.size else rows


def first(query: Query, key: str) -> str:
    """The first value of a query parameter, empty if it is not there."""
    values = query.get(key)
    return values[0] if values else ""


def truth(query: Query, key: str) -> bool:
    """A parameter as Go reads booleans."""
    return first(query, key) in {"1", "t", "T", "true", "TRUE", "True"}


def order(query: Query, fields: Sequence[str]) -> tuple[str, bool]:
    """The field to sort by and whether descending; anything unknown is the default."""
    by, way = first(query, "order_by"), first(query, "order")
    return (by if by in fields else "created_at"), way != "asc"


def stamp(moment: datetime | None) -> str | None:
    """A time as the API writes it: RFC 3339 in UTC, without trailing zeros."""
    if moment is None:
        return None
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return text.rstrip("0").rstrip(".") + "Z"


def page_of(
    rows: Sequence[Mapping[str, Any]], total: int, page: int, size: int, query: str
) -> dict[str, Any]:
    """The inside of a collection's envelope."""
    return {
        "results": list(rows),
        "search": "",
        "query": query,
        "total": total,
        "per_page": size,
        "page": page,
    }


def _int(text: str) -> int:
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else 0
