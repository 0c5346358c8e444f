"""What the promise says of digests and quiet hours, worked out anew.

The towns of the histories have one daily digest and one topic with quiet hours, in a summer without
a change of the clock: plain sums do.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from subscriptions.core.dates import ZONE
from subscriptions.core.feed import Entry
from subscriptions.core.keys import Key, parse_key
from tests.stateful.towns import Place
from tests.stateful.world import DIGEST, HOUR, NIGHT, QUIET, World

DAY = timedelta(days=1)
# Right before the next hour a digest is left to the next one.
CLOSED = timedelta(minutes=10)
SLACK = timedelta(seconds=3)


def last_hour(now: datetime) -> datetime:
    """The last time the digest's hour struck."""
    day = now.astimezone(ZONE)
    hour = datetime.combine(day.date(), HOUR, ZONE)
    return hour if hour <= day else hour - DAY


def is_listed(entry: Entry) -> bool:
    """It goes with a digest."""
    return entry.tags == (DIGEST,) and not entry.is_warning


def is_night(entry: Entry, now: datetime) -> bool:
    """Its one topic is quiet now."""
    begin, end = NIGHT
    hour = now.astimezone(ZONE).hour
    return entry.tags == (QUIET,) and not entry.is_warning and (hour >= begin or hour < end)


def night_between(entry: Entry, begin: datetime, now: datetime) -> timedelta:
    """How much of the time since ``begin`` it had to wait for the morning, to the minute."""
    minutes = min((now - begin) // timedelta(minutes=1), 6 * 24 * 60)
    steps = (begin + number * timedelta(minutes=1) for number in range(minutes))
    return sum(is_night(entry, step) for step in steps) * timedelta(minutes=1)


def carriers(place: Place, item: str) -> list[str]:
    """The keys of all mails that took an item to somebody, or were to."""
    own = str(Key("item", place.site, item))
    found = [own] if own in place.world.starts else []
    return found + [
        name
        for name, items in place.world.listed.items()
        if item in items and name.startswith(f"digest/{place.site}/")
    ]


def begun(place: Place, item: str) -> datetime | None:
    """When the last mail with an item was started."""
    starts = [place.world.starts[name][-1] for name in carriers(place, item)]
    return max(starts, default=None)


def check_digest(place: Place, key: Key, campaign: Any, over: frozenset[str]) -> None:
    """A digest is started: may it be, with these items?"""
    now, hour = place.clock(), last_hour(place.clock())
    part = key.part if key.kind == "digest" else key.part.split("-")[1]
    assert part == f"{hour:%Y%m%dt%H%M}", f"{key} was started at {now}, which is not its time"
    assert now - hour <= DAY - CLOSED + SLACK, f"{key} was started too near to the next"
    items = campaign.attribs["items"].split()
    assert items, f"{key} is empty"
    # Sent again, it still lists what has another topic or date now: nobody else would tell of it.
    first = str(Key("digest", key.site, key.id, part)) if key.kind == "resend" else ""
    told = place.world.listed.get(first, ())
    for item in items:
        entry = place.entries.get(item)
        assert entry is not None, f"{key} lists {item}, which is not in the feed"
        assert is_listed(entry) or item in told, f"{key} lists {item}"
        assert "broken" in over or not entry.info.held, f"{key} lists {item}, which is broken"
        assert entry.info.mail, f"{key} lists {item}, which is not to be mailed"
        assert not entry.info.withdrawn, f"{key} lists {item}, which is withdrawn"
        latest = now if item in told else hour
        assert entry.date_published <= latest, f"{key} lists {item} of the future"
        is_young = hour - entry.date_published <= 2 * DAY
        assert is_young or item in told, f"{key} lists {item}, which is too old"
        end = entry.info.until
        assert not end or end > now - SLACK, f"{key} lists {item}, which has expired"


def may_wait(place: Place, entry: Entry, kind: str) -> bool:
    """It need not have gone yet: its digest is to come, or it is night."""
    now = place.clock()
    if is_night(entry, now):
        return True
    if kind != "item" or not is_listed(entry):
        return False
    hour = last_hour(now)
    key = str(Key("digest", place.site, DIGEST, f"{hour:%Y%m%dt%H%M}"))
    sent = key in place.world.starts or now - hour > DAY - CLOSED - SLACK
    takes = entry.date_published <= hour
    return not takes or sent


def ends_before(place: Place, entry: Entry) -> bool:
    """It waits for a digest, and will no longer hold at its hour."""
    end = entry.info.until
    waits = is_listed(entry) and may_wait(place, entry, "item")
    return waits and end is not None and end <= last_hour(place.clock()) + DAY


def check_each_item_once(world: World, again: frozenset[str]) -> None:
    """Nobody gets an item by itself and with a digest, or with two."""
    got: Counter[tuple[str, str, str]] = Counter()
    by: dict[tuple[str, str, str], set[str]] = {}
    for (name, email), times in world.inbox.items():
        key = parse_key(name)
        items = world.listed.get(name, ()) if key.kind == "digest" else (key.id,)
        if key.kind not in ("item", "digest"):
            continue
        for item in items:
            place = (key.site, item, email)
            got[place] += times
            by.setdefault(place, set()).add(name)
    for place, times in got.items():
        excused = by[place] & (again | world.excused)
        assert times == 1 or excused, f"{place} came {times} times: {by[place]}"
