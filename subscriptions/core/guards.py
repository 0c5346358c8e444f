"""What holds back a mail that is due. A guard holds only what it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from subscriptions.core.actions import Action, Situation, act
from subscriptions.core.candidates import Candidate, since
from subscriptions.core.digests import Digest
from subscriptions.core.due import forgotten_before
from subscriptions.core.feed import Entry
from subscriptions.core.guard_names import Guard
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign
from subscriptions.core.mail_templates import UnmadeMailError
from subscriptions.core.messages import Message, message

# A guard, and why it holds something back.
Held = tuple[Guard, Message]

# How far the server's clock may be from ours.
CLOCK_TOLERANCE = timedelta(minutes=5)

# A sound warning is not held by these: they guard against other people's mistakes.
_NOT_FOR_WARNINGS: frozenset[Guard] = frozenset({"clock", "live", "max_mails", "since"})

# What is wrong with one item holds back no digest, but keeps the item out of it.
_OF_AN_ITEM: frozenset[Guard] = frozenset({"broken", "rename"})


def held_back(candidate: Candidate, situation: Situation) -> Action | None:
    """The action of what a guard holds back."""
    if held := guard_of(candidate, situation):
        guard, reason = held
        return replace(act(candidate, "hold", reason), guard=guard, loud=True)
    return None


def guard_of(candidate: Candidate, situation: Situation) -> Held | None:
    """The first guard that holds this back and is not overruled."""
    passes = situation.facts.over | (_NOT_FOR_WARNINGS if candidate.is_warning else frozenset())
    return next((held for held in _guards(candidate, situation) if held[0] not in passes), None)


def kept_out(candidate: Candidate, situation: Situation) -> Action | None:
    """The first guard that keeps an item out of its digest; the digest goes without it."""
    for guard, reason in _guards(candidate, situation):
        if guard in _OF_AN_ITEM and guard not in situation.facts.over:
            return replace(act(candidate, "hold", reason), guard=guard, loud=True)
    return None


def digest_held_back(digest: Digest, situation: Situation) -> Held | None:
    """The first guard that holds back a whole digest."""
    topic = digest.period.topic
    found = [*_of_the_server(situation), *_of_topics((topic.id,), situation)]
    found += [held for entry in digest.entries for held in _of_a_page(entry, situation)]
    if topic.since is None:
        found.append(_no_since())
    return next((held for held in found if held[0] not in situation.facts.over), None)


def held_unmade(
    key: Key, entry: Entry, campaign: Campaign | None, error: UnmadeMailError
) -> Action:
    """What is due, but no mail can be made of it."""
    return Action(key, "hold", error.message, entry, campaign, guard="compose", loud=True)


def _guards(candidate: Candidate, situation: Situation) -> Iterator[Held]:
    entry = candidate.entry
    if entry.info.held:
        yield "broken", message("its file has a mistake; mend it, and it goes out")
    yield from _of_the_server(situation)
    if since(candidate, situation.topics) is None:
        yield _no_since()
    if lost := forgotten_before(candidate, situation):
        yield "forgotten", _follows_forgotten(lost)
    if origin := situation.renamed_from.get(candidate.key):
        yield "rename", _equals(origin, candidate)
    yield from _of_topics(entry.tags, situation)
    yield from _of_a_page(entry, situation)


def _of_the_server(situation: Situation) -> Iterator[Held]:
    facts = situation.facts
    if facts.demo_refused:
        yield "demo", message("town.yml says demo: true; nothing is sent to a real server")
    if abs(facts.skew) > CLOCK_TOLERANCE:
        yield (
            "clock",
            message(
                "the server's clock and this machine's differ by {minutes} minutes; set the one"
                " that is wrong",
                minutes=round(abs(facts.skew).total_seconds() / 60),
            ),
        )


def _no_since() -> Held:
    what = message("topics.yml names no since: for its topic, so all of it could be new")
    return "since", what


def _of_topics(topics: Iterable[str], situation: Situation) -> Iterator[Held]:
    lists = situation.facts.lists
    if lists is not None and (missing := [topic for topic in topics if topic not in lists]):
        yield "list", _no_list(missing)


def _of_a_page(entry: Entry, situation: Situation) -> Iterator[Held]:
    if situation.facts.live.get(entry.info.id) is False:
        yield "live", message("its page is not live yet: {url}", url=entry.url)


def _equals(origin: Key, candidate: Candidate) -> Message:
    if origin.id == candidate.key.id:
        return message(
            "its note is one that {key} told already, under another date: a date that was moved?"
            " Give it the old one, or send it with --over rename",
            key=origin,
        )
    return message(
        "equals {key}, which was sent and has left the feed: a renamed file? Give it the old id:,"
        " or send it with --over rename",
        key=origin,
    )


def _follows_forgotten(key: Key) -> Message:
    return message(
        "follows {key}, which was started once, but the server no longer knows of it; to send it"
        " all the same: --over forgotten",
        key=key,
    )


def _no_list(topics: Iterable[str]) -> Message:
    return message(
        "there is no mailing list for {topics}; run publish.py setup", topics=", ".join(topics)
    )


def limit_per_topic(actions: Iterable[Action], situation: Situation) -> Iterator[Action]:
    """Hold all of a topic of which more is due than its ``max_mails``; warnings go out."""
    listed = tuple(actions)
    due = Counter(
        topic
        for action in listed
        if action.delivers and not action.is_warning
        for topic in action.topics
    )
    for action in listed:
        over = [
            topic
            for topic in (action.topics if action.delivers else ())
            if due[topic] > situation.topics[topic].max_mails
        ]
        if not over or action.is_warning or "max_mails" in situation.facts.over:
            yield action
            continue
        reason = message(
            "{count} mails are due in {topic} at once, and max_mails allows {limit}; check with"
            " publish.py plan, then send with --over max_mails",
            count=due[over[0]],
            topic=over[0],
            limit=situation.topics[over[0]].max_mails,
        )
        yield replace(action, verb="hold", reason=reason, guard="max_mails", mail=None, loud=True)
