"""What is to be mailed now, and why; what is not, and why not.

``plan`` is pure: the same entries, ledger, facts and time make the same plan. It reads as the rules
do: what the server already holds, what is due, what a guard holds back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from subscriptions.core.actions import (
    Action,
    Compose,
    ComposeDigest,
    Facts,
    Plan,
    Situation,
    Verb,
    act,
    taken_up,
)
from subscriptions.core.candidates import Candidate, candidates, end_of, is_future
from subscriptions.core.dates import local
from subscriptions.core.digest_plan import decide_listed, digest_actions, judge_listed
from subscriptions.core.digests import periods_for
from subscriptions.core.due import (
    incident_name,
    incidents_of,
    item_key,
    why_not_due,
    why_superseded,
)
from subscriptions.core.feed import Entry
from subscriptions.core.guards import held_back, held_unmade, limit_per_topic
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, Ledger
from subscriptions.core.lost import forgotten, missed
from subscriptions.core.mail_templates import UnmadeMailError
from subscriptions.core.messages import message
from subscriptions.core.renames import renames
from subscriptions.core.resend import original, with_resends
from subscriptions.core.sent import judge_sent
from subscriptions.core.subjects import Occasion
from subscriptions.core.topics import Topics
from subscriptions.core.waiting import clock_words, digest_topic, last_moment, waits_until


def plan(
    entries: Iterable[Entry],
    sent: Ledger,
    facts: Facts,
    topics: Topics,
    compose: Compose,
    compose_digest: ComposeDigest,
    *,
    site: str,
    now: datetime,
) -> Plan:
    """Decide on everything that the feed's entries could be mailed for.

    Entries must have known topics (:func:`subscriptions.core.intake.take_in` sees to that).
    """
    found = candidates(entries, site)
    situation = Situation(
        topics,
        sent,
        facts,
        compose,
        compose_digest,
        now,
        incidents_of(found),
        renames(found, sent),
    )
    actions = [action for candidate in found for action in _decide(candidate, situation)]
    actions += digest_actions(found, site, situation)
    actions += _orphans(actions, sent)
    return Plan(tuple(limit_per_topic(actions, situation)))


def keys_to_ask_for(
    made: Plan, entries: Iterable[Entry], sent: Ledger, topics: Topics, *, site: str, now: datetime
) -> tuple[Key, ...]:
    """What must be asked for by itself before ``made`` is believed.

    A ledger is read only so far back. What a plan would create may be older than that (an item's
    date may change), and so may the mail that a new correction, withdrawal or all-clear belongs to.
    """
    found = candidates(entries, site)
    incidents = incidents_of(found)
    wanted = [action.key for action in made.to_do if action.campaign is None]
    wanted += [Key("item", site, entry.info.id) for action in made.to_do for entry in action.items]
    for candidate in found:
        if now > last_moment(candidate, topics) or is_future(candidate, now):
            continue
        if candidate.key.kind != "item":
            wanted.append(item_key(candidate))
            wanted += _digests_of(candidate, topics, site)
        elif candidate.is_warning:
            wanted += [item_key(other) for other in incidents[incident_name(candidate)]]
    return tuple(dict.fromkeys(key for key in wanted if sent.get(key) is None))


def _digests_of(candidate: Candidate, topics: Topics, site: str) -> Iterator[Key]:
    """Where the item of a correction or withdrawal may have been listed."""
    item = replace(
        candidate,
        occasion=Occasion(item_key(candidate)),
        at=candidate.entry.date_published,
        latest=candidate.entry.latest,
    )
    yield from (period.key(site) for period in periods_for(item, topics))


def _decide(candidate: Candidate, situation: Situation) -> Iterator[Action]:
    campaign = situation.sent.carrier(candidate.key)
    if campaign and campaign.key.kind == "digest":
        yield judge_listed(candidate, campaign, situation)
    elif campaign and campaign.state != "draft":
        judged = judge_sent(candidate, campaign, situation.now)
        for action in with_resends(original(candidate, situation), judged, situation):
            yield _with_size(action, candidate, situation)
    elif (topic := digest_topic(candidate, situation.topics)) and not _is_asked_for(
        candidate, situation
    ):
        yield decide_listed(candidate, topic, situation)
    else:
        yield _decide_unsent(candidate, campaign, situation)


def _is_asked_for(candidate: Candidate, situation: Situation) -> bool:
    """A person wants it sent again, now and by itself."""
    return str(candidate.key) in situation.facts.again


def _decide_unsent(candidate: Candidate, campaign: Campaign | None, situation: Situation) -> Action:
    limit = last_moment(candidate, situation.topics)
    too_old = situation.now > limit
    asked = _is_asked_for(candidate, situation)
    if str(candidate.key) in situation.facts.started and not asked:
        return forgotten(candidate.key, candidate, campaign, too_old=too_old)
    reason = why_not_due(candidate, situation)
    if reason is None and (superseded := why_superseded(candidate, situation)):
        return act(candidate, "superseded", superseded, campaign)
    if reason is None and too_old:
        return missed(candidate, campaign, limit, situation)
    if reason is not None:
        verb: Verb = "abandoned" if campaign else "skip"
        return act(candidate, verb, reason, campaign)
    waits = waits_until(candidate, situation.topics, situation.now)
    if waits and not asked:
        when = clock_words(waits, situation.now)
        return act(candidate, "wait", message("waits and goes {when}", when=when), campaign)
    if held := held_back(candidate, situation):
        return _with_size(replace(held, campaign=campaign), candidate, situation)
    return _with_size(_deliver(candidate, campaign, situation), candidate, situation)


def _deliver(candidate: Candidate, campaign: Campaign | None, situation: Situation) -> Action:
    try:
        mail = situation.compose(candidate.entry, candidate.occasion)
    except UnmadeMailError as error:
        return held_unmade(candidate.key, candidate.entry, campaign, error)
    late = candidate.is_warning and situation.facts.live.get(candidate.entry.info.id) is False
    start_at = _start_at(candidate, campaign, situation)
    verb, reason = taken_up(campaign, mail)
    if verb == "resume" and start_at:
        reason = message("can be taken back until {time}", time=f"{start_at:%H:%M}")
        return act(candidate, "wait", reason, campaign)
    if late:
        reason = message(
            "is due; its page is not live yet, which holds back no warning: {url}",
            url=candidate.entry.url,
        )
    action = act(candidate, verb, reason, campaign)
    asked = _is_asked_for(candidate, situation)
    return replace(action, mail=mail, start_at=start_at, ends=end_of(candidate), again=asked)


def _start_at(
    candidate: Candidate, campaign: Campaign | None, situation: Situation
) -> datetime | None:
    """When a draft may start; None for now. Counted from the draft, so that no clock is needed."""
    delay = max(situation.topics[topic].delay for topic in candidate.entry.tags)
    if candidate.is_warning or not delay or situation.facts.lists is None:
        return None
    begin = campaign.created if campaign else situation.now
    ready = local(begin + delay)
    return ready if ready > situation.now else None


def _with_size(action: Action, candidate: Candidate, situation: Situation) -> Action:
    if action.recipients is not None:
        return action
    return replace(action, recipients=situation.size_of(candidate.entry.tags))


def _orphans(actions: Iterable[Action], sent: Ledger) -> Iterator[Action]:
    """Drafts that nothing in the feed asks for any more."""
    wanted = {action.key.slug for action in actions}
    for campaign in sent:
        if campaign.state == "draft" and campaign.slug not in wanted:
            reason = message("a draft for something that is no longer in the feed")
            if campaign.key.kind == "digest":
                reason = message("is too late; the next digest lists what is in it")
            yield Action(campaign.key, "abandoned", reason, None, campaign)
