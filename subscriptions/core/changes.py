"""When what the site shows changes by itself, without anybody writing anything.

Whoever lets a page or feed depend on ``now`` names its moments in :func:`moments` and what it shows
in :func:`picture`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from subscriptions.core.candidates import WARNING_AHEAD
from subscriptions.core.cap import CANCEL_HOLDS, ENDED_SHOWN
from subscriptions.core.checks import NOTED_AHEAD
from subscriptions.core.dates import after
from subscriptions.core.events import all_events, next_events
from subscriptions.core.formats import Formats
from subscriptions.core.incidents import needing_attention
from subscriptions.core.item import Item
from subscriptions.core.messages import Message, message
from subscriptions.core.pool_days import next_change as next_pool_change
from subscriptions.core.pool_days import pool_day
from subscriptions.core.pool_reports import PoolReports
from subscriptions.core.pools import Pool
from subscriptions.core.relations import Relations, relations_of
from subscriptions.core.shown import (
    SEAM_DAYS,
    banner_until,
    is_published,
    public_from,
    seam_items,
)
from subscriptions.core.states import state_moments, state_of
from subscriptions.core.tenders import Tenders

_AT_ONCE = timedelta()

KINDS = {
    "public": message("becomes public"),
    "state": message("changes its state"),
    "hazard": message("leaves or enters the banner"),
    "banner": message("its page is now too old for the banner"),
    "old": message("its page is now one of the old ones"),
    "kept": message("its page changes, since its file is gone or broken"),
    "feed": message("leaves or enters the publisher's feed"),
    "mail": message("a correction or withdrawal becomes due"),
    "date": message("leaves or enters the next dates"),
    "mailing": message("may be mailed: the hour of its digest, or the end of quiet hours"),
    "pool": message("another state, day or season of this pool begins"),
    # Not of the site, and not among the moments below: see reminders.py.
    "reminder": message("the staff is to be reminded of it"),
}


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that is shown of one item; ``kind`` is a name of :data:`KINDS`."""

    item: str
    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """``at`` (UTC) a build shows something else than right before; ``what``: kind and item."""

    at: datetime
    what: tuple[tuple[str, str], ...]

    def lines(self) -> Iterator[Message]:
        """What changes, as sentences."""
        for kind, item in self.what:
            yield message("{item}: {what}", item=item, what=KINDS[kind])


@dataclass(frozen=True, slots=True)
class Shown:
    """Which items a build at some moment has: sound ones, ``gone`` ones; which are ``held``."""

    items: tuple[Item, ...]
    gone: tuple[Item, ...] = ()
    held: frozenset[str] = frozenset()
    pools: tuple[Pool, ...] = ()


def next_change(
    now: datetime, known: Iterable[Item], shown_at: Callable[[datetime], Shown]
) -> Change | None:
    """The first moment after ``now`` at which a build differs; None if nothing ends by itself.

    ``known`` are all items that may be shown at some time, ``shown_at`` which ones are considered
    at a given moment.
    """
    items = tuple(known)
    before = picture(shown_at(now), now)
    passing = sorted({moment for moment in _all_moments(items) if moment > now})
    while moment := _next(now, passing, shown_at(now).pools, items):
        then = picture(shown_at(moment), moment)
        if then != before:
            return Change(moment, tuple(_told({(fact.item, fact.kind) for fact in then ^ before})))
        now = moment
    return None


def earlier(change: Change | None, other: Change | None) -> Change | None:
    """The sooner of two changes; both, if they come together."""
    if change is None or other is None:
        return change or other
    if change.at == other.at:
        return replace(change, what=(*change.what, *other.what))
    return min(change, other, key=lambda one: one.at)


def _all_moments(items: Iterable[Item]) -> Iterator[datetime]:
    known = tuple(items)
    for item in known:
        yield from moments(item)
    for event in all_events(known, Tenders(known)):
        yield after(event.over, _AT_ONCE)


def _next(
    now: datetime, passing: Iterable[datetime], pools: Iterable[Pool], items: Iterable[Item]
) -> datetime | None:
    """The next moment at which anything may change. Every one of a pool changes something."""
    coming = [moment for moment in passing if moment > now][:1]
    for pool in pools:
        if change := next_pool_change(pool, items, now):
            coming.append(after(change, _AT_ONCE))
    return min(coming, default=None)


def _told(different: AbstractSet[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Kind and item of each difference, without what follows from another one."""
    banner_differs = any(kind == "hazard" for _, kind in different)
    for item, kind in sorted(different):
        appears = kind != "public" and (item, "public") in different
        if not appears and not (kind == "banner" and banner_differs):
            yield kind, item


def moments(item: Item) -> Iterator[datetime]:
    """When something may change by itself that is shown of an item, in UTC."""
    yield public_from(item)
    yield banner_until(item)
    yield datetime.fromtimestamp(item.reach, UTC) + SEAM_DAYS
    yield from state_moments(item)
    yield from _notes(item)


def all_moments(item: Item) -> tuple[float, ...]:
    """All moments at which a build may differ because of one item, in seconds since 1970.

    More of them than differ: who knows these need not know the other items.
    """
    events = all_events((item,), Tenders((item,)))
    own = (*moments(item), *(event.over for event in events))
    noted = [note.date.at for note in item.corrections]
    noted += [item.withdrawn.date.at] if item.withdrawn else []
    told = [item.date.at, *noted, *([item.expires.at] if item.expires else [])]
    # Notes that are still to come are a mistake; messages leave the list for other programs.
    own += tuple(after(at, -NOTED_AHEAD) for at in (item.date.at, *noted))
    if item.is_warning:
        own += tuple(
            after(at, span) for at in told for span in (ENDED_SHOWN, CANCEL_HOLDS + ENDED_SHOWN)
        )
    return tuple(sorted({at.timestamp() for at in own}))


def picture(shown: Shown, now: datetime) -> frozenset[Fact]:
    """All that depends on ``now`` on the pages, in the feeds, and of what is to be mailed."""
    newest_first = sorted(shown.items, key=lambda item: item.sort_key, reverse=True)
    items = tuple(item for item in newest_first if is_published(item, now))
    gone = tuple(item for item in shown.gone if is_published(item, now))
    relations = relations_of(items, gone)
    incidents = relations.incidents
    hazards = frozenset(item.id for item in needing_attention(items, incidents, now))
    facts = {Fact(item.id, "feed") for item in seam_items(items, incidents, now)}
    facts |= {Fact(name, "hazard") for name in hazards}
    facts |= {Fact(item.id, "kept", "gone") for item in gone}
    facts |= {_pool(pool, relations.reports, now) for pool in shown.pools}
    events = all_events(items, relations.tenders)
    facts |= {Fact(event.item.id, "date") for event in next_events(events, now)}
    for item in items:
        facts |= set(_facts(item, relations, hazards, now))
        if item.id in shown.held:
            facts.add(Fact(item.id, "kept", "held"))
    return frozenset(facts)


def _pool(pool: Pool, reports: PoolReports, now: datetime) -> Fact:
    found = pool_day(pool, reports.of(pool.id), now)
    # A report names its own day, and out of season no day is named.
    day = found.day if found.source in ("hours", "none") else found.report and found.report.id
    season = f"{found.period and found.period.first} {found.is_in_season}"
    return Fact(pool.id, "pool", f"{found.source} {found.state} {day} {found.until} {season}")


def _facts(
    item: Item, relations: Relations, hazards: frozenset[str], now: datetime
) -> Iterator[Fact]:
    yield Fact(item.id, "public")
    state = state_of(item, relations, now, Formats())
    if state.label:
        yield Fact(item.id, "state", f"{state.kind} {state.label}")
    # What has a state, or was taken back, says so instead.
    if now >= banner_until(item) and not state.label and not item.withdrawn:
        yield Fact(item.id, "old")
    replacement = relations.incidents.replacement(item)
    named = {item.id, replacement.id if replacement else ""}
    if now < banner_until(item) and hazards - named:
        yield Fact(item.id, "banner")
    for due in _notes(item):
        if due <= now:
            yield Fact(item.id, "mail", str(due))


def _notes(item: Item) -> Iterator[datetime]:
    """When the corrections and the withdrawal of an item may be mailed."""
    ahead = -WARNING_AHEAD if item.is_warning else _AT_ONCE
    notes = [note.date.at for note in item.corrections if note.mail]
    if item.withdrawn and not item.gone:
        notes = [item.withdrawn.date.at]
    for at in notes:
        yield after(at, ahead)
