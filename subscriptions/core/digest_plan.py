"""What is decided about digests, and about the items that go with one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from subscriptions.core.actions import Action, Situation, Verb, act, taken_up
from subscriptions.core.candidates import Candidate, end_of
from subscriptions.core.digests import Digest, Period, last_period, period_at
from subscriptions.core.due import is_forgotten, why_not_due
from subscriptions.core.guards import digest_held_back, kept_out
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign
from subscriptions.core.lost import MISSED_SHOWN, forgotten, missed, missed_reason
from subscriptions.core.mail_templates import UnmadeMailError
from subscriptions.core.messages import message
from subscriptions.core.resend import Original, made_good, resends, with_resends
from subscriptions.core.sent import LOUD_FOR, judge_campaign, judge_sent
from subscriptions.core.topics import Topic
from subscriptions.core.waiting import clock_words, digest_topic


def judge_listed(candidate: Candidate, digest: Campaign, situation: Situation) -> Action:
    """The action for an item that a digest listed; what is wrong with that is told there."""
    action = judge_sent(candidate, digest, situation.now)
    if action.verb == "incomplete" and _came_again(candidate, digest, situation):
        action = made_good(action)
    reason = message("{reason}; with {key}", reason=action.reason, key=digest.key)
    return replace(action, reason=reason, loud=False)


def _came_again(candidate: Candidate, digest: Campaign, situation: Situation) -> bool:
    """It was listed again when the digest was sent again, and everybody got that."""
    return any(
        candidate.key.id in again.items and judge_campaign(again, situation.now).verb == "done"
        for again in resends(digest.key, situation.sent)
    )


def decide_listed(candidate: Candidate, topic: Topic, situation: Situation) -> Action:
    """The action for an item of a topic with digests that was not mailed yet."""
    period = _destination(candidate, topic, situation)
    if _is_refused(candidate, period, situation):
        return forgotten(candidate.key, candidate, None, too_old=period is None)
    draft = situation.sent.get(candidate.key)
    if reason := why_not_due(candidate, situation):
        return act(candidate, "abandoned" if draft else "skip", reason, draft)
    if period is None:
        return missed(candidate, draft, _limit(candidate, topic, situation), situation)
    end = end_of(candidate)
    if end and end <= period.end:
        return act(candidate, "skip", message("no longer holds when its digest goes"), draft)
    if held := kept_out(candidate, situation):
        return held
    goes = period.goes(situation.now)
    if goes > situation.now:
        when = clock_words(goes, situation.now)
        return act(candidate, "wait", message("goes with the digest {when}", when=when))
    return act(candidate, "wait", message("goes with {key}", key=period.key(candidate.key.site)))


def _destination(candidate: Candidate, topic: Topic, situation: Situation) -> Period | None:
    """The digest that will list it: that of the last hour, else the next; None if it is too old."""
    current = _current(topic, situation)
    if _may_start(current, candidate.key.site, situation) and current.takes(candidate):
        return current
    return current.next if current.next.takes(candidate) else None


def _current(topic: Topic, situation: Situation) -> Period:
    if topic.delivery is None:
        msg = f"a topic without digests: {topic.id}"
        raise ValueError(msg)
    return period_at(topic, topic.delivery, situation.now)


def _may_start(period: Period, site: str, situation: Situation) -> bool:
    """Its digest was not started, and still may be."""
    key = period.key(site)
    campaign = situation.sent.get(key)
    known = is_forgotten(key, situation) and str(key) not in situation.facts.again
    unsent = campaign is None or campaign.state == "draft"
    return unsent and not known and situation.now <= period.closes


def _is_refused(candidate: Candidate, period: Period | None, situation: Situation) -> bool:
    """The witness saw a digest start that listed it, and nobody wants that sent again."""
    key = period.key(candidate.key.site) if period else None
    asked = str(key) in situation.facts.again
    return not asked and is_forgotten(candidate.key, situation)


def _limit(candidate: Candidate, topic: Topic, situation: Situation) -> datetime:
    """Until when the last digest that takes it could have gone with it."""
    period = last_period(candidate, _current(topic, situation))
    campaign = situation.sent.get(period.key(candidate.key.site))
    begun = campaign.started if campaign and campaign.is_sent else None
    return begun or min(period.closes, situation.now)


def digest_actions(found: Iterable[Candidate], site: str, situation: Situation) -> Iterator[Action]:
    """What becomes of each topic's digests: those that were sent, and that of the last hour."""
    listed = tuple(found)
    for topic in situation.topics:
        if topic.delivery is None:
            continue
        current = _current(topic, situation)
        key = current.key(site)
        for campaign in situation.sent:
            if campaign.key.kind == "digest" and campaign.key.id == topic.id:
                yield from _sent(campaign, current, listed, situation)
        own = situation.sent.get(key)
        if own is None or own.state == "draft":
            yield from _unsent(current, key, own, listed, situation)


def _sent(
    campaign: Campaign, current: Period, found: Iterable[Candidate], situation: Situation
) -> Iterator[Action]:
    """A digest that was started. Those of the past are shown if something is wrong with them."""
    if campaign.state == "draft":
        return
    now = situation.now
    action = judge_campaign(campaign, now)
    if campaign.key != current.key(campaign.key.site):
        if action.verb != "done":
            yield action
        return
    entries = tuple(
        candidate.entry
        for candidate in found
        if candidate.key.kind == "item"
        and candidate.key.id in campaign.items
        and not candidate.entry.info.held
        and why_not_due(candidate, situation) is None
    )
    original = Original(
        key=campaign.key,
        topics=(current.topic.id,),
        wanted=lambda: bool(entries) and current.goes(now) <= now <= current.closes,
        held=lambda: digest_held_back(Digest(campaign.key, current, entries), situation),
        compose=lambda key: situation.compose_digest(Digest(key, current, entries)),
        ends=current.closes,
        items=entries,
    )
    yield from with_resends(original, action, situation)


def _unsent(
    period: Period,
    key: Key,
    draft: Campaign | None,
    found: Iterable[Candidate],
    situation: Situation,
) -> Iterator[Action]:
    facts = situation.facts
    closed = situation.now > period.closes
    if str(key) in facts.started and str(key) not in facts.again:
        yield forgotten(key, None, draft, too_old=closed)
        return
    taken = [one for one in found if _goes_with(one, period, situation)]
    if closed:
        yield from _closed(period, key, draft, taken, situation)
    elif taken:
        digest = Digest(key, period, tuple(one.entry for one in taken))
        yield _deliver(digest, draft, taken, situation)
    elif draft:
        yield Action(key, "abandoned", message("there is nothing left to list"), None, draft)


def _goes_with(candidate: Candidate, period: Period, situation: Situation) -> bool:
    """It is to be listed in this digest (in one that is too late, it was to be)."""
    topic = digest_topic(candidate, situation.topics)
    if topic != period.topic:
        return False
    carrier = situation.sent.carrier(candidate.key)
    if (carrier and carrier.state != "draft") or not period.takes(candidate):
        return False
    closed = situation.now > period.closes
    where = _destination(candidate, topic, situation)
    verb: Verb = "missed" if closed else "wait"
    return where == (None if closed else period) and (
        decide_listed(candidate, topic, situation).verb == verb
    )


def _closed(
    period: Period, key: Key, draft: Campaign | None, lost: list[Candidate], situation: Situation
) -> Iterator[Action]:
    """It was never sent, and is too late now: what the next takes is not lost."""
    late = situation.now - period.closes
    if lost and late <= MISSED_SHOWN:
        entries = tuple(candidate.entry for candidate in lost)
        loud = late <= LOUD_FOR
        yield Action(key, "missed", missed_reason(), None, draft, loud=loud, items=entries)
    elif draft:
        reason = message("is too late; the next digest lists what is in it")
        yield Action(key, "abandoned", reason, None, draft)


def _deliver(
    digest: Digest, draft: Campaign | None, taken: list[Candidate], situation: Situation
) -> Action:
    period, now = digest.period, situation.now
    bare = Action(
        digest.key,
        "wait",
        message("is due and was not sent yet"),
        None,
        draft,
        items=digest.entries,
    )
    bare = replace(bare, recipients=situation.size_of((period.topic.id,)))
    goes = period.goes(now)
    if goes > now:
        reason = message("waits and goes {when}", when=clock_words(goes, now))
        return replace(bare, reason=reason)
    if held := digest_held_back(digest, situation):
        guard, reason = held
        return replace(bare, verb="hold", guard=guard, reason=reason, loud=True)
    try:
        mail = situation.compose_digest(digest)
    except UnmadeMailError as error:
        return replace(bare, verb="hold", guard="compose", reason=error.message, loud=True)
    verb, reason = taken_up(draft, mail)
    ends = min([period.closes, *(end for one in taken if (end := end_of(one)))])
    again = str(digest.key) in situation.facts.again
    return replace(bare, verb=verb, reason=reason, mail=mail, ends=ends, again=again)
