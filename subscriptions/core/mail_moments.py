"""When ``send`` may have something to do, though nobody wrote anything.

Only the server knows what was mailed, so these are all moments at which something *may* be due: the
hours of digests, and the ends of quiet hours, as long as an item is young enough to be mailed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from subscriptions.core.cadence import Quiet, later_awake, quiet_ends, quiet_until
from subscriptions.core.changes import Change
from subscriptions.core.dates import after
from subscriptions.core.item import Item
from subscriptions.core.pool_states import holds_until
from subscriptions.core.topics import Topic, Topics

# No topic's digest and quiet hours reach further beyond max_age than that.
_FURTHEST = timedelta(days=16)


def next_mailing(items: Iterable[Item], topics: Topics, now: datetime) -> Change | None:
    """The first moment after ``now``, and the items it concerns."""
    coming = [
        (moment, item.id)
        for item in items
        for moment in _moments(item, topics, now)
        if moment > now
    ]
    if not coming:
        return None
    first = min(moment for moment, _ in coming)
    names = sorted({name for moment, name in coming if moment == first})
    return Change(first, tuple(("mailing", name) for name in names))


def _moments(item: Item, topics: Topics, now: datetime) -> Iterator[datetime]:
    end = holds_until(item) if item.state and not item.withdrawn else None
    yield from (one for one in _of_all(item, topics, now) if end is None or one < end)


def _of_all(item: Item, topics: Topics, now: datetime) -> Iterator[datetime]:
    if item.draft or not item.mail or item.is_warning or item.gone:
        return
    named = [topics[name] for name in item.topics]
    oldest = max(topic.max_age for topic in named)
    quiets = [topic.quiet for topic in named]
    notes = [note.date.at for note in item.corrections if note.mail]
    if item.withdrawn:
        notes = [item.withdrawn.date.at]
    elif after(item.date.latest, 2 * oldest + _FURTHEST) > now:
        yield from _of_item(item, named, oldest, quiets)
    for at in notes:
        if after(at, 2 * oldest + _FURTHEST) > now:
            yield from quiet_ends(at, later_awake(at, oldest, quiets), quiets)


def _of_item(
    item: Item, topics: list[Topic], oldest: timedelta, quiets: list[Quiet | None]
) -> Iterator[datetime]:
    at = after(item.date.at, timedelta())
    hours = [topic.delivery for topic in topics if topic.delivery]
    last = after(item.date.latest, oldest)
    begin = at
    if len(hours) == len(topics):
        begin = min(hour.from_(at) for hour in hours)
        last = max(hour.following(last) for hour in hours)
        for hour in hours:
            moment = hour.from_(at)
            while moment <= last:
                yield quiet_until(moment, quiets) or moment
                moment = hour.following(moment)
    yield from quiet_ends(begin, later_awake(last, oldest, quiets), quiets)
