"""What is going to become of one item: its mails, and the plan's word on each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from subscriptions.core.actions import Action, Plan
from subscriptions.core.candidates import Candidate, candidates
from subscriptions.core.digests import Digest, period_at
from subscriptions.core.feed import Entry
from subscriptions.core.messages import Message, message
from subscriptions.core.report import verb_of
from subscriptions.core.subjects import Occasion
from subscriptions.core.topics import Topics
from subscriptions.core.waiting import digest_topic


@dataclass(frozen=True, slots=True)
class Word:
    """The plan's word on one mail. ``is_held``: somebody has to do something first."""

    what: Message
    why: Message
    is_held: bool


def words(identity: str, made: Plan) -> tuple[Word, ...]:
    """All that the plan says about an item, in the plan's order."""
    return tuple(_word(action) for action in made.actions if _is_about(action, identity))


def _is_about(action: Action, identity: str) -> bool:
    if action.key.kind == "digest":
        return any(entry.info.id == identity for entry in action.items)
    return action.key.id == identity


def _word(action: Action) -> Word:
    what = verb_of(action)
    if action.delivers and action.recipients is not None:
        what = message("goes to {count} subscribers", count=action.recipients)
    elif action.delivers:
        what = message("goes out; how many get it, only a mail server knows")
    return Word(what, action.reason, action.verb in ("hold", "forgotten"))


def occasions(
    identity: str,
    entries: Iterable[Entry],
    made: Plan,
    topics: Topics,
    *,
    site: str,
    now: datetime,
) -> Iterator[Occasion | Digest]:
    """What to compose to see all mails of an item: its own ones, or the digest that it is in."""
    found = candidates(entries, site)
    for candidate in found:
        if candidate.entry.info.id != identity:
            continue
        topic = digest_topic(candidate, topics)
        if topic is None or topic.delivery is None:
            yield candidate.occasion
            continue
        period = period_at(topic, topic.delivery, now)
        ready = [one for one in made.actions if one.key.kind == "digest" and one.mail]
        if of_it := next((one for one in ready if _is_about(one, identity)), None):
            yield Digest(of_it.key, period, of_it.items)
            continue
        listed = tuple(_listed(candidate, found, made, topics))
        yield Digest(period.next.key(site), period.next, listed)


def _listed(
    candidate: Candidate, found: Iterable[Candidate], made: Plan, topics: Topics
) -> Iterator[Entry]:
    """What waits for the same digest as a candidate, and the candidate in any case."""
    waiting = {action.key for action in made.actions if action.verb == "wait"}
    topic = digest_topic(candidate, topics)
    for other in found:
        is_waiting = other.key in waiting and digest_topic(other, topics) == topic
        if is_waiting or other.key == candidate.key:
            yield other.entry
