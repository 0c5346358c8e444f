"""Sending again what most did not get: at least once, for warnings.

Listmonk loses mail in silence when its relay is down or it is killed. A resend is a campaign of its
own, with a key of its own, to the same lists: who got the first gets it twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from subscriptions.core.actions import Action, Situation
from subscriptions.core.candidates import Candidate, end_of, is_expired, max_age
from subscriptions.core.due import is_forgotten, why_superseded
from subscriptions.core.guards import held_unmade
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign
from subscriptions.core.mail_templates import UnmadeMailError
from subscriptions.core.messages import message
from subscriptions.core.sent import judge_campaign
from subscriptions.core.subjects import Occasion

MOST_RESENDS = 3
RESEND_AFTER = timedelta(minutes=10)

# A smaller gap is only reported: a single refused address ends so too.
ENOUGH = 0.9


def with_resends(candidate: Candidate, action: Action, situation: Situation) -> Iterator[Action]:
    """The action of something sent, and what its resends make of it."""
    if action.verb != "incomplete" or action.campaign is None:
        yield action
        return
    attempts = [action.campaign]
    for number in range(1, MOST_RESENDS + 1):
        again = situation.sent.get(resend_key(candidate.key, number))
        if again is None or again.state == "draft":
            break
        attempts.append(again)
    judged = [judge_campaign(attempt, situation.now) for attempt in attempts[1:]]
    if any(one.verb == "done" for one in judged):
        reason = message("{reason}; it was sent again, and that was complete", reason=action.reason)
        yield replace(action, verb="done", reason=reason, loud=False)
        return
    yield action
    yield from (replace(one, entry=candidate.entry) for one in judged)
    if _wants_resend(candidate, attempts, situation):
        yield _resend(candidate, action, len(attempts), situation)


def resend_key(key: Key, number: int) -> Key:
    """The key of the ``number``-th resend of a key."""
    part = "-".join(word for word in (key.kind, key.part, str(number)) if word)
    return Key("resend", key.site, key.id, part)


def _wants_resend(candidate: Candidate, attempts: list[Campaign], situation: Situation) -> bool:
    last = attempts[-1]
    age = situation.now - candidate.latest
    return (
        any(situation.topics[topic].resends for topic in candidate.entry.tags)
        and len(attempts) <= MOST_RESENDS
        and last.state == "finished"
        and not is_forgotten(resend_key(candidate.key, len(attempts)), situation)
        and (last.sent or 0) < ENOUGH * max(last.to_send or 0, 1)
        and situation.now - last.changed >= RESEND_AFTER
        and age <= max_age(candidate, situation.topics)
        and candidate.entry.info.mail
        and not candidate.entry.info.held
        and not is_expired(candidate, situation.now)
        and why_superseded(candidate, situation) is None
    )


def _resend(candidate: Candidate, action: Action, number: int, situation: Situation) -> Action:
    key = resend_key(candidate.key, number)
    occasion = Occasion(key, candidate.occasion.note, about=candidate.key.kind)
    reason = message("most did not get it, so it is sent again to all ({number})", number=number)
    there = situation.sent.get(key)
    try:
        mail = situation.compose(candidate.entry, occasion)
    except UnmadeMailError as error:
        return held_unmade(key, candidate.entry, there, error)
    return Action(
        key,
        "resume" if there else "create",
        reason,
        candidate.entry,
        campaign=there,
        mail=mail,
        recipients=action.recipients,
        ends=end_of(candidate),
    )
