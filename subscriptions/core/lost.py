"""What nobody was mailed in time, and what the server forgot that it mailed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from subscriptions.core.actions import Action, Situation, act
from subscriptions.core.candidates import Candidate
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign
from subscriptions.core.messages import Message, message
from subscriptions.core.sent import LOUD_FOR

MISSED_SHOWN = timedelta(days=30)


def forgotten(
    key: Key, about: Candidate | None, campaign: Campaign | None, *, too_old: bool
) -> Action:
    """The witness saw it start, but the server knows nothing of it."""
    entry = about.entry if about else None
    if too_old:
        reason = message("was started, by the witness file")
        return Action(key, "done", reason, entry, campaign)
    reason = message(
        "was started once, but the server no longer knows of it (deleted, restored from a backup,"
        " or another server); to send it again: publish.py send {key} --again",
        key=key,
    )
    return Action(key, "forgotten", reason, entry, campaign, guard="forgotten", loud=True)


def missed(
    candidate: Candidate, campaign: Campaign | None, limit: datetime, situation: Situation
) -> Action:
    """It was due until ``limit`` and was never mailed."""
    since_then = situation.now - limit
    if since_then > MISSED_SHOWN:
        return act(candidate, "skip", message("is long past"), campaign)
    reason = missed_reason()
    return replace(act(candidate, "missed", reason, campaign), loud=since_then <= LOUD_FOR)


def missed_reason() -> Message:
    """Why, and what to do."""
    return message(
        "was never mailed and is now older than max_age; if people still need it, publish it as a"
        " new item"
    )
