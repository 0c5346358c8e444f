"""Sending again what most did not get: at least once, for warnings.

Listmonk loses mail in silence when its relay is down or it is killed. A resend is a campaign of its
own, with a key of its own, to the same lists: who got the first gets it twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from subscriptions.core.actions import Action, Situation
from subscriptions.core.candidates import Candidate, end_of, is_expired
from subscriptions.core.due import is_forgotten, why_superseded
from subscriptions.core.feed import Entry
from subscriptions.core.guards import Held, guard_of
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, Ledger
from subscriptions.core.mail_templates import UnmadeMailError
from subscriptions.core.mails import Mail
from subscriptions.core.messages import message
from subscriptions.core.sent import judge_campaign
from subscriptions.core.subjects import Occasion
from subscriptions.core.waiting import last_moment, waits_until

MOST_RESENDS = 3
RESEND_AFTER = timedelta(minutes=10)

# A smaller gap is only reported: a single refused address ends so too.
ENOUGH = 0.9


@dataclass(frozen=True, slots=True)
class Original:
    """A mail that may have to be sent again, under the key that ``compose`` takes.

    ``wanted``: it is still to be mailed; ``held``: by which guard it is held back, as it was at
    first; ``ends``: from then on no longer. It is about one ``entry``, or lists ``items``.
    """

    key: Key
    topics: tuple[str, ...]
    wanted: Callable[[], bool]
    held: Callable[[], Held | None]
    compose: Callable[[Key], Mail]
    ends: datetime | None
    entry: Entry | None = None
    items: tuple[Entry, ...] = ()


def original(candidate: Candidate, situation: Situation) -> Original:
    """The mail of a candidate."""

    def compose(key: Key) -> Mail:
        occasion = Occasion(key, candidate.occasion.note, about=candidate.key.kind)
        return situation.compose(candidate.entry, occasion)

    return Original(
        key=candidate.key,
        topics=candidate.entry.tags,
        wanted=lambda: _is_wanted(candidate, situation),
        held=lambda: guard_of(candidate, situation),
        compose=compose,
        ends=end_of(candidate),
        entry=candidate.entry,
    )


def with_resends(about: Original, action: Action, situation: Situation) -> Iterator[Action]:
    """The action of something sent, and what its resends make of it."""
    if action.verb != "incomplete" or action.campaign is None:
        yield action
        return
    again = resends(about.key, situation.sent)
    attempts = [action.campaign, *again]
    judged = [judge_campaign(attempt, situation.now) for attempt in again]
    if any(one.verb == "done" for one in judged):
        yield made_good(action)
        return
    yield action
    yield from (replace(one, entry=about.entry) for one in judged)
    if _wants_resend(about, attempts, situation):
        yield _resend(about, action, len(attempts), situation)


def resends(key: Key, sent: Ledger) -> tuple[Campaign, ...]:
    """The resends of a key that were started, in their order."""
    found = []
    for number in range(1, MOST_RESENDS + 1):
        again = sent.get(resend_key(key, number))
        if again is None or again.state == "draft":
            break
        found.append(again)
    return tuple(found)


def made_good(action: Action) -> Action:
    """The action of what was incomplete, and complete when it was sent again."""
    reason = message("{reason}; it was sent again, and that was complete", reason=action.reason)
    return replace(action, verb="done", reason=reason, loud=False)


def resend_key(key: Key, number: int) -> Key:
    """The key of the ``number``-th resend of a key."""
    part = "-".join(word for word in (key.kind, key.part, str(number)) if word)
    return Key("resend", key.site, key.id, part)


def _wants_resend(about: Original, attempts: list[Campaign], situation: Situation) -> bool:
    last = attempts[-1]
    return (
        any(situation.topics[topic].resends for topic in about.topics)
        and len(attempts) <= MOST_RESENDS
        and last.state == "finished"
        and not is_forgotten(resend_key(about.key, len(attempts)), situation)
        and (last.sent or 0) < ENOUGH * max(last.to_send or 0, 1)
        and situation.now - last.changed >= RESEND_AFTER
        and about.wanted()
    )


def _is_wanted(candidate: Candidate, situation: Situation) -> bool:
    return (
        situation.now <= last_moment(candidate, situation.topics)
        and waits_until(candidate, situation.topics, situation.now) is None
        and candidate.entry.info.mail
        and not candidate.entry.info.held
        and not is_expired(candidate, situation.now)
        and why_superseded(candidate, situation) is None
    )


def _resend(about: Original, action: Action, number: int, situation: Situation) -> Action:
    key = resend_key(about.key, number)
    reason = message("most did not get it, so it is sent again to all ({number})", number=number)
    there = situation.sent.get(key)
    bare = Action(key, "hold", reason, about.entry, there, items=about.items)
    if held := about.held():
        guard, why = held
        return replace(bare, guard=guard, reason=why, loud=True)
    try:
        mail = about.compose(key)
    except UnmadeMailError as error:
        return replace(bare, guard="compose", reason=error.message, loud=True)
    return replace(
        bare,
        verb="resume" if there else "create",
        mail=mail,
        recipients=action.recipients,
        ends=about.ends,
    )
