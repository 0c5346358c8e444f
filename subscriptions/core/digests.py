"""Digests: one mail for all items of a topic that are dated in a day or week.

A digest also takes what is dated up to ``max_age`` before its period and was listed by none yet,
so that what was published late, or during an outage, is in the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from subscriptions.core.cadence import Delivery, later_awake, quiet_until
from subscriptions.core.candidates import Candidate
from subscriptions.core.dates import after, compact
from subscriptions.core.feed import Entry
from subscriptions.core.keys import Key
from subscriptions.core.topics import Topic, Topics

# Right before the next digest's hour a late one is left to the next. Two publishers whose clocks
# are both within the guard's five minutes of the server's can so never list an item twice.
MARGIN = timedelta(minutes=10)
_INSTANT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """One digest's time: after ``begin``, up to its hour ``end`` (both UTC)."""

    topic: Topic
    delivery: Delivery
    begin: datetime
    end: datetime

    def key(self, site: str) -> Key:
        """The key of the digest: ``digest/<site>/<topic>/<20260605t1200>``."""
        return Key("digest", site, self.topic.id, compact(self.end))

    @property
    def next(self) -> Period:
        """The period after this one."""
        return Period(self.topic, self.delivery, self.end, self.delivery.following(self.end))

    @property
    def closes(self) -> datetime:
        """From then on it is not started any more: it is too old, or the next is near."""
        limit = later_awake(self.end, self.topic.max_age, (self.topic.quiet,))
        return min(limit, self.delivery.following(self.end) - MARGIN)

    def goes(self, now: datetime) -> datetime:
        """When it is sent, at the earliest."""
        begin = max(self.end, now)
        return quiet_until(begin, (self.topic.quiet,)) or begin

    def takes(self, candidate: Candidate) -> bool:
        """It is dated in the period, or up to ``max_age`` before."""
        earliest = self.begin - self.topic.max_age
        return candidate.at <= self.end and after(candidate.latest, timedelta()) >= earliest


@dataclass(frozen=True, slots=True)
class Digest:
    """What one digest lists, in the order of their dates. ``key`` may be that of a resend."""

    key: Key
    period: Period
    entries: tuple[Entry, ...]


def period_at(topic: Topic, delivery: Delivery, now: datetime) -> Period:
    """The last period of a topic that is over."""
    end = delivery.last(now)
    return Period(topic, delivery, delivery.last(end - _INSTANT), end)


def last_period(candidate: Candidate, like: Period) -> Period:
    """The last period that takes an item by its age; of the same topic as ``like``."""
    begin = like.delivery.last(after(candidate.latest, like.topic.max_age))
    return Period(like.topic, like.delivery, begin, like.delivery.following(begin))


def periods_for(candidate: Candidate, topics: Topics) -> Iterator[Period]:
    """All periods whose digest may list an item, by its date and the hours of today."""
    for name in candidate.entry.tags:
        topic = topics[name]
        if topic.delivery:
            end = topic.delivery.from_(candidate.at)
            period = period_at(topic, topic.delivery, end)
            while period.takes(candidate):
                yield period
                period = period.next
