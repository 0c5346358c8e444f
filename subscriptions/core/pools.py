"""A pool: what a file in content/freibaeder/ says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath

from subscriptions.core.fields import Fields, Text
from subscriptions.core.front_matter import FrontMatter
from subscriptions.core.item import Item
from subscriptions.core.keys import identity_of_stem
from subscriptions.core.messages import Message, message
from subscriptions.core.models import read_model
from subscriptions.core.opening_hours import Hours, HoursLine, WeekHours
from subscriptions.core.problems import InvalidContentError, Problem, did_you_mean
from subscriptions.core.seasons import Season

# The page of all pools, as a path below the site's address.
POOLS_PATH = "freibaeder/"


class PoolFields(Fields):
    """The front matter of a file in content/freibaeder/ (docs/redaktion.md)."""

    title: Text
    village: Text = ""
    address: Text = ""
    season: Season | None = None
    hours: Hours = ()


class Pool(PoolFields):
    """A pool with its identity, its file and its text.

    ``week`` are its opening hours; None if its file names none.
    """

    id: str
    source: str
    body: str
    body_line: int
    week: WeekHours | None

    @property
    def path(self) -> str:
        """Its place on the page of all pools, below the site's address."""
        return f"{POOLS_PATH}#{self.id}"


def read_pool(front: FrontMatter, source: str) -> Pool:
    """Raises: InvalidContentError: every field that is unknown, missing or wrong."""
    fields = read_model(PoolFields, front.document, source)
    identity = identity_of_stem(PurePosixPath(source).stem)
    wrong = list(_wrong(fields))
    if not identity:
        what = message("the file's name gives no identity; use letters and digits in it")
        wrong.append(((), what))
    if wrong:
        raise InvalidContentError(
            Problem(source, front.document.line(place), what) for place, what in wrong
        )
    return Pool.model_construct(
        **{
            **dict(fields),
            "id": identity,
            "source": source,
            "body": front.body,
            "body_line": front.body_line,
            "week": WeekHours.of(fields.hours) if fields.hours else None,
        }
    )


def _wrong(fields: PoolFields) -> list[tuple[tuple[str | int, ...], Message]]:
    """What no field can see by itself, each with its place in the file."""
    found: list[tuple[tuple[str | int, ...], Message]] = []
    if fields.season and not fields.season.is_sound:
        what = message(
            "season: from must be before to; write both without a year (15.05.), which holds every"
            " year, or both with one"
        )
        found.append((("season",), what))
    named: dict[int, HoursLine] = {}
    for number, line in enumerate(fields.hours):
        if any(day in named for day in line.days):
            what = message(
                "hours: a day stands in two lines; write its times in one:"
                " Sa 10:00-12:00, 14:00-18:00"
            )
            found.append((("hours", number), what))
        named |= dict.fromkeys(line.days, line)
    return found


def unknown_pools(items: Iterable[Item], known: Collection[str]) -> Iterator[Problem]:
    """Items that tell the state of a pool that has no file. ``known``: the ids that have one."""
    for item in items:
        if item.pool and item.pool not in known:
            what = message(
                "pool: there is no pool “{id}” (no file content/freibaeder/{id}.md); {hint}",
                id=item.pool,
                hint=did_you_mean(item.pool, sorted(known)),
            )
            yield item.problem("pool", what)
