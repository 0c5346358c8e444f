"""What holds back a mail that is due. A guard holds only what it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from subscriptions.core.actions import Action, Guard, Situation, act
from subscriptions.core.candidates import Candidate, since
from subscriptions.core.due import forgotten_before
from subscriptions.core.feed import Entry
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign
from subscriptions.core.mail_templates import UnmadeMailError
from subscriptions.core.messages import Message, message

# How far the server's clock may be from ours.
CLOCK_TOLERANCE = timedelta(minutes=5)

# A sound warning is not held by these: they guard against other people's mistakes.
_NOT_FOR_WARNINGS: frozenset[Guard] = frozenset({"clock", "live", "max_mails", "since"})


def held_back(candidate: Candidate, situation: Situation) -> Action | None:
    """The first guard that holds this back and is not overruled."""
    for guard, reason in _guards(candidate, situation):
        passes = candidate.is_warning and guard in _NOT_FOR_WARNINGS
        if guard in situation.facts.over or passes:
            continue
        return replace(act(candidate, "hold", reason), guard=guard, loud=True)
    return None


def held_unmade(
    key: Key, entry: Entry, campaign: Campaign | None, error: UnmadeMailError
) -> Action:
    """What is due, but no mail can be made of it."""
    return Action(key, "hold", error.message, entry, campaign, guard="compose", loud=True)


def _guards(candidate: Candidate, situation: Situation) -> Iterator[tuple[Guard, Message]]:
    facts, entry = situation.facts, candidate.entry
    if entry.info.held:
        yield "broken", message("its file has a mistake; mend it, and it goes out")
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
    if since(candidate, situation.topics) is None:
        yield (
            "since",
            message("topics.yml names no since: for its topic, so all of it could be new"),
        )
    if lost := forgotten_before(candidate, situation):
        yield "forgotten", _follows_forgotten(lost)
    if origin := situation.renamed_from.get(candidate.key):
        yield "rename", _equals(origin, candidate)
    known = entry.tags if facts.lists is None else facts.lists
    if missing := [topic for topic in entry.tags if topic not in known]:
        yield "list", _no_list(missing)
    if facts.live.get(entry.info.id) is False:
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
        if action.delivers and not action.is_warning and action.entry
        for topic in action.entry.tags
    )
    for action in listed:
        over = [
            topic
            for topic in (action.entry.tags if action.entry else ())
            if due[topic] > situation.topics[topic].max_mails
        ]
        if (
            not over
            or not action.delivers
            or action.is_warning
            or "max_mails" in situation.facts.over
        ):
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
