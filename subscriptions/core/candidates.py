"""What could be mailed at all: each item, its correcting notes, its withdrawal, with their keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from subscriptions.core.dates import compact
from subscriptions.core.feed import Entry
from subscriptions.core.keys import Key
from subscriptions.core.subjects import Occasion
from subscriptions.core.topics import Topics

# A warning dated a little ahead is meant now: the editor typed the time it will be by then.
WARNING_AHEAD = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could be mailed. ``at`` is its own time; ``latest`` counts for its age."""

    entry: Entry
    occasion: Occasion
    at: datetime
    latest: datetime

    @property
    def key(self) -> Key:
        """The key under which it is mailed, once."""
        return self.occasion.key

    @property
    def is_warning(self) -> bool:
        """An alert, update or cancel, or the correction or withdrawal of one."""
        return self.entry.is_warning

    @property
    def sort_key(self) -> tuple[bool, float, str]:
        """Warnings first, then by time, then by key."""
        return (not self.is_warning, self.at.timestamp(), str(self.key))


def candidates(entries: Iterable[Entry], site: str) -> tuple[Candidate, ...]:
    """Everything that these entries could be mailed for, in the order of sending."""
    found = [candidate for entry in entries for candidate in _of(entry, site)]
    return tuple(sorted(found, key=lambda candidate: candidate.sort_key))


def _of(entry: Entry, site: str) -> Iterator[Candidate]:
    identity = entry.info.id
    if entry.info.withdrawn:
        at = entry.info.withdrawn.date
        occasion = Occasion(Key("withdrawal", site, identity), entry.info.withdrawn.note)
        yield Candidate(entry, occasion, at, at)
        return
    occasion = Occasion(Key("item", site, identity))
    yield Candidate(entry, occasion, entry.date_published, entry.latest)
    for correction in entry.info.corrections:
        if correction.mail:
            key = Key("correction", site, identity, compact(correction.date))
            yield Candidate(entry, Occasion(key, correction.note), correction.date, correction.date)


def is_future(candidate: Candidate, now: datetime) -> bool:
    """Dated later than now; a warning only if by more than thirty minutes."""
    ahead = WARNING_AHEAD if candidate.is_warning else timedelta()
    return candidate.at > now + ahead


def end_of(candidate: Candidate) -> datetime | None:
    """When its text no longer holds. An all-clear and a withdrawal do not go out of date so."""
    if candidate.key.kind == "withdrawal" or candidate.entry.info.msgtype == "cancel":
        return None
    return candidate.entry.info.expires or candidate.entry.info.until


def is_expired(candidate: Candidate, now: datetime) -> bool:
    """Its text no longer holds."""
    end = end_of(candidate)
    return end is not None and end <= now


def max_age(candidate: Candidate, topics: Topics) -> timedelta:
    """How old it may be and still be mailed: the longest of its topics."""
    return max(topics[topic].max_age for topic in candidate.entry.tags)


def since(candidate: Candidate, topics: Topics) -> datetime | None:
    """Nothing older is mailed: the latest ``since`` of its topics; None if any names none."""
    moments = [topics[topic].since for topic in candidate.entry.tags]
    known = [moment.at for moment in moments if moment]
    return max(known) if len(known) == len(moments) else None
