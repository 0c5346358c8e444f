"""Is it due? What is not to be mailed, and the sentence that says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from subscriptions.core.actions import Situation
from subscriptions.core.candidates import Candidate, is_expired, is_future, since
from subscriptions.core.feed import Entry
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign
from subscriptions.core.mail_templates import UnmadeMailError
from subscriptions.core.messages import Message, message


def why_not_due(candidate: Candidate, situation: Situation) -> Message | None:
    """Why this is not to be mailed at all; None if it is."""
    if not candidate.entry.info.mail:
        return message("mail: false, so it is on the website only")
    if is_future(candidate, situation.now):
        return message("is dated in the future")
    if is_expired(candidate, situation.now):
        return message("no longer holds")
    begin = since(candidate, situation.topics)
    if begin and candidate.at < begin:
        return message("is older than since: of its topic")
    if candidate.key.kind == "item":
        return None
    item = item_key(candidate)
    own = situation.sent.carrier(item)
    mailed = situation.sent.was_mailed(item) or is_forgotten(item, situation)
    if candidate.key.kind == "withdrawal" and not mailed:
        return message("was never mailed, so there is nothing to take back")
    if candidate.key.kind == "correction" and not mailed:
        return message("the item itself was not mailed")
    if candidate.key.kind == "correction" and own and _knew(own, candidate):
        return message("the item's mail went out with this correction")
    return None


def is_forgotten(key: Key, situation: Situation) -> bool:
    """The witness saw it start, and the server has nothing of it, or a draft."""
    there = situation.sent.carrier(key)
    return str(key) in situation.facts.started and (there is None or there.state == "draft")


def forgotten_before(candidate: Candidate, situation: Situation) -> Key | None:
    """A forgotten mail that this one follows: a correction's item, an all-clear's warning."""
    if candidate.key.kind != "item":
        item = item_key(candidate)
        return item if is_forgotten(item, situation) else None
    if candidate.entry.info.msgtype != "cancel":
        return None
    others = [item_key(other) for other in situation.incidents[incident_name(candidate)]]
    if any(situation.sent.was_mailed(key) for key in others):
        return None
    return next((key for key in others if is_forgotten(key, situation)), None)


def _knew(own: Campaign, candidate: Candidate) -> bool:
    """The item's mail was made when the correction stood there already."""
    return candidate.key.part in own.memory(candidate.key.id).get("corrections", "").split()


def why_superseded(candidate: Candidate, situation: Situation) -> Message | None:
    """Why a later message of the incident, or none before it, makes this one needless."""
    if candidate.key.kind != "item" or not candidate.is_warning:
        return None
    incident = situation.incidents[incident_name(candidate)]
    mailed = any(
        situation.sent.was_mailed(item_key(other)) or is_forgotten(item_key(other), situation)
        for other in incident
    )
    mailed = mailed or _mailed_before(candidate, situation)
    if candidate.entry.info.msgtype == "cancel" and not mailed:
        return message("nothing of this incident was mailed, so there is nothing to lift")
    for other in incident:
        if other.key.kind != "item" or not _replaces(other.entry, candidate.entry):
            continue
        told = situation.sent.was_mailed(other.key) or is_forgotten(other.key, situation)
        if told or _will_tell(other, candidate, situation):
            return message(
                "a later message of the same incident replaces it: {id}", id=other.key.id
            )
    return None


def _mailed_before(candidate: Candidate, situation: Situation) -> bool:
    """Something of the incident was mailed, and may have left the feed since."""
    named = (Key("item", candidate.key.site, name) for name in candidate.entry.info.references)
    incident = incident_name(candidate)
    remembered = (
        campaign.key
        for campaign in situation.sent
        if campaign.attribs.get("incident") == incident and campaign.key != candidate.key
    )
    return any(situation.sent.was_mailed(key) for key in (*named, *remembered))


def _replaces(later: Entry, earlier: Entry) -> bool:
    """It comes later, and is as serious: no exercise replaces what is real."""
    return later.sort_key > earlier.sort_key and later.info.exercise == earlier.info.exercise


def _will_tell(later: Candidate, earlier: Candidate, situation: Situation) -> bool:
    """It is about to go out itself, to all whom the earlier one would reach."""
    return (
        set(later.entry.tags) >= set(earlier.entry.tags)
        and not later.entry.info.held
        and why_not_due(later, situation) is None
        and _can_be_made(later, situation)
    )


def _can_be_made(candidate: Candidate, situation: Situation) -> bool:
    try:
        situation.compose(candidate.entry, candidate.occasion)
    except UnmadeMailError:
        return False
    return True


def incidents_of(found: Iterable[Candidate]) -> Mapping[str, tuple[Candidate, ...]]:
    """The messages of each incident, by the identity of its first."""
    incidents: dict[str, tuple[Candidate, ...]] = {}
    for candidate in found:
        if candidate.key.kind in ("item", "withdrawal") and candidate.is_warning:
            name = incident_name(candidate)
            incidents[name] = (*incidents.get(name, ()), candidate)
    return incidents


def item_key(candidate: Candidate) -> Key:
    """The key of the item's own mail, also for its correction or withdrawal."""
    return Key("item", candidate.key.site, candidate.key.id)


def incident_name(candidate: Candidate) -> str:
    """The identity of the incident's first message."""
    return candidate.entry.info.incident or candidate.entry.info.id
