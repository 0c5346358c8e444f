"""What the promise says, worked out anew from the entry, the time and what was started.

None of this calls the product's plan: it would only agree with itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from subscriptions.core.actions import FAILURES, Action
from subscriptions.core.dates import ZONE
from subscriptions.core.feed import Entry
from subscriptions.core.keys import Key, parse_key
from subscriptions.core.report import Result, exit_code_of
from tests.stateful.rhythm import (
    begun,
    carriers,
    check_digest,
    check_each_item_once,
    ends_before,
    is_listed,
    is_night,
    may_wait,
    night_between,
)
from tests.stateful.towns import Place
from tests.stateful.world import TOPICS, World

# From the last look at the clock to the start: the calls in between.
SLACK = timedelta(seconds=3)
# A run may last: pages are waited for, earlier mails too.
RUN = timedelta(minutes=6)
AHEAD = timedelta(minutes=30)
LOUD = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that could be mailed: an item, a correction of it, its withdrawal."""

    key: Key
    entry: Entry
    at: datetime
    latest: datetime


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y%m%dt%H%M}"


def things(place: Place) -> tuple[Thing, ...]:
    """All that the feed could be mailed for."""
    found = []
    for entry in place.entries.values():
        name = entry.info.id
        if entry.info.withdrawn:
            at = entry.info.withdrawn.date
            found.append(Thing(Key("withdrawal", place.site, name), entry, at, at))
            continue
        latest = entry.date_published
        found.append(Thing(Key("item", place.site, name), entry, latest, latest))
        found += [
            Thing(
                Key("correction", place.site, name, stamp(note.date)), entry, note.date, note.date
            )
            for note in entry.info.corrections
            if note.mail
        ]
    return tuple(found)


def thing_of(key: Key, place: Place) -> Thing | None:
    """What a key, or the key of a resend, is about."""
    if key.kind == "resend":
        kind, *rest = key.part.split("-")
        key = Key(kind, key.site, key.id, *rest[:-1])
    return next((one for one in things(place) if one.key == key), None)


def age_limit(entry: Entry) -> timedelta:
    return max(TOPICS[name].max_age for name in entry.tags)


def not_due(thing: Thing, now: datetime, *, slack: timedelta = timedelta()) -> str:
    """Why this may not be mailed at ``now``; empty if it may. Age is not looked at."""
    entry, info = thing.entry, thing.entry.info
    if not info.mail:
        return "mail: false"
    if thing.at > now + (AHEAD if entry.is_warning else timedelta()):
        return "future"
    end = info.expires or info.until
    lasting = thing.key.kind == "withdrawal" or info.msgtype == "cancel"
    if end and not lasting and end <= now - slack:
        return "expired"
    begins = [TOPICS[name].since for name in entry.tags]
    if any(begin and thing.at < begin.at for begin in begins):
        return "before since"
    return ""


def check_start(place: Place, campaign: Any, over: frozenset[str], again: frozenset[str]) -> None:
    """A draft is started now: may it be?"""
    key, world, now = parse_key(campaign.name), place.world, place.clock()
    if key.kind == "digest" or key.part.startswith("digest-"):
        check_digest(place, key, campaign, over)
        assert "clock" in over or abs(place.ahead) <= timedelta(minutes=5), f"{key}: clock"
        assert "live" in over or world.website, f"{key}: its pages are not live"
        return
    thing = thing_of(key, place)
    assert thing is not None, f"{key} was started, but the feed does not ask for it"
    entry = thing.entry
    why = not_due(thing, now, slack=SLACK)
    assert not why, f"{key} was started, but: {why}"
    age = now - thing.latest - night_between(entry, thing.latest, now)
    waited = 24 * timedelta(hours=1) if is_listed(entry) else timedelta()
    assert age <= age_limit(entry) + waited + RUN, f"{key} was started too old"
    early = is_night(entry, now) and is_night(entry, now - SLACK)
    early = early or (is_listed(entry) and key.kind == "item")
    assert not early or campaign.name in again, f"{key} was started, but had to wait"
    assert "broken" in over or not entry.info.held, f"{key} was started, but is broken"
    if not entry.is_warning:
        assert "clock" in over or abs(place.ahead) <= timedelta(minutes=5), f"{key}: clock"
        assert "live" in over or world.website, f"{key}: its page is not live"
        named = all(TOPICS[name].since for name in entry.tags)
        assert "since" in over or named, f"{key}: no since"
    if thing.key.kind in ("correction", "withdrawal"):
        known = carriers(place, thing.key.id)
        assert known, f"{key} was started, but its item never was"
    if entry.is_warning and thing.key.kind == "item" and key.kind == "item":
        for later in followers(entry, place):
            name = str(Key("item", place.site, later.info.id))
            told = somebody_has(name, place) and not later.info.withdrawn
            assert not told, f"{key} was started after {name}"


def followers(entry: Entry, place: Place) -> list[Entry]:
    """The later messages of an incident."""
    return [
        other
        for other in place.entries.values()
        if other.is_warning
        and other.info.incident == entry.info.incident
        and other.sort_key > entry.sort_key
    ]


def quietly_left(thing: Thing, place: Place) -> bool:
    """It is due, or was until lately, but need not be mailed, and nobody need hear of it."""
    entry = thing.entry
    known = carriers(place, thing.key.id)
    if thing.key.kind != "item" and not any(somebody_has(name, place) for name in known):
        return True
    if thing.key.kind == "withdrawal":
        return False
    if thing.key.kind == "correction":
        # Whoever got the item after the correction was written had it in there.
        since = begun(place, thing.key.id)
        return since is None or since > thing.at - timedelta(minutes=30)
    if not entry.is_warning:
        return ends_before(place, entry)
    incident = [
        other
        for other in place.entries.values()
        if other.is_warning and other.info.incident == entry.info.incident
    ]
    keys = {other.info.id: str(Key("item", place.site, other.info.id)) for other in incident}
    if entry.info.msgtype == "cancel" and not any(somebody_has(k, place) for k in keys.values()):
        return True
    for other in followers(entry, place):
        known = Thing(Key("item", place.site, other.info.id), other, *[other.date_published] * 2)
        if somebody_has(keys[other.info.id], place):
            return True
        if not other.info.withdrawn and not other.info.held and not not_due(known, place.clock()):
            return True
    return False


def somebody_has(name: str, place: Place) -> bool:
    """It was started, and not cancelled before its first mail."""
    there = place.world.campaign(parse_key(name))
    stopped = there is not None and there.status == "cancelled" and not there.sent
    return name in place.world.starts and name not in place.world.excused and not stopped


def check_end(place: Place, result: Result, begin: datetime) -> None:
    """All faults are over: what is due is done, stopped or loud; only a delay may still run.

    What became due while the run lasted, from ``begin`` on, is for the next one.
    """
    now, before = place.clock(), {action.key for action in place.plan(begin).to_do}
    actions = {str(action.key): action for action in result.actions}
    told = " ".join(str(failure.message) for failure in result.failures)
    for thing in things(place):
        name = str(thing.key)
        age = now - thing.latest - age_limit(thing.entry)
        if not_due(thing, now) or age > LOUD - timedelta(minutes=1) or quietly_left(thing, place):
            continue
        action = actions.get(name)
        if action and action.delivers and thing.key not in before:
            continue
        loud = name in told or (action is not None and _is_loud(action, actions))
        # A failure is loud for a day; then only ``status`` tells of it.
        since = action.campaign and action.campaign.started if action else None
        old = action is not None and action.verb in FAILURES and since and now - since > LOUD
        assert loud or old or (action and action.verb in ("done", "stopped", "wait")), (
            f"{name} ends as {action and action.verb}: {action and action.reason}"
        )
        if action is not None and action.verb == "wait":
            assert loud or _still_waits(place, thing, actions, before), f"{name} waits for ever"
    for action in result.actions:
        if action.verb == "done" and action.campaign:
            check_done(place.world, action)


def _is_loud(action: Action, actions: Mapping[str, Action]) -> bool:
    """It makes the run fail, or the digest that lists it does."""
    carrier = actions.get(str(action.campaign.key)) if action.campaign else None
    return any(exit_code_of(one) != 0 for one in (action, carrier) if one)


def _still_waits(
    place: Place, thing: Thing, actions: Mapping[str, Action], before: Collection[Key]
) -> bool:
    """It is right to wait: a delay, the night, or a digest that is to come or is held loudly.

    The digest's hour may have struck while the run lasted: then it was not among what was due
    ``before``, and is for the next one.
    """
    if may_wait(place, thing.entry, thing.key.kind):
        return True
    made, now = place.world.campaign(thing.key), place.clock()
    delay = max(TOPICS[one].delay for one in thing.entry.tags)
    if made and made.status == "draft" and now - made.created_at < delay:
        return True
    listing = [
        one
        for one in actions.values()
        if one.key.kind == "digest" and thing.entry.info.id in {e.info.id for e in one.items}
    ]
    return any(
        exit_code_of(one) != 0 or (one.delivers and one.key not in before) for one in listing
    )


def check_done(world: World, action: Action) -> None:
    """Everybody who was to get it has it, by itself or by a resend."""
    campaign = world.campaign(action.key)
    name = str(action.key)
    if campaign is None or name in world.excused or campaign.status != "finished":
        return
    again = [str(key) for number in range(1, 4) if (key := _resend(action.key, number))]
    for email in world.audience.get(campaign.uuid, frozenset()):
        if world.model.by_email(email) is None:
            continue
        got = sum(world.inbox[one, email] for one in (name, *again))
        assert got, f"{name} is said to be done, but {email} has nothing"


def _resend(key: Key, number: int) -> Key:
    part = "-".join(word for word in (key.kind, key.part, str(number)) if word)
    return Key("resend", key.site, key.id, part)


def check_once(world: World, again: frozenset[str]) -> None:
    """One campaign a key; nobody has a key twice."""
    names = [one.name for one in world.model.campaigns.values()]
    assert len(names) == len(set(names)), f"two campaigns of one key: {sorted(names)}"
    for one in world.model.campaigns.values():
        assert one.archive_slug == parse_key(one.name).slug, f"{one.name}: another slug"
    for (name, email), times in world.inbox.items():
        allowed = name in again or name in world.excused or name.startswith("resend/")
        assert times == 1 or allowed, f"{email} has {name} {times} times"
    check_each_item_once(world, again)
