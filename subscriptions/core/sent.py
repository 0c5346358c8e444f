"""What a campaign that has left the draft says about its mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from subscriptions.core.actions import FAILURES, Action, Verb
from subscriptions.core.candidates import Candidate
from subscriptions.core.ledger import Campaign
from subscriptions.core.mails import COMPARED_AFTER_SENDING, remembered
from subscriptions.core.messages import Message, message

# How long a failure makes ``send`` fail; after that only ``status`` tells of it.
LOUD_FOR = timedelta(hours=24)

# Listmonk's default number of workers (``app.concurrency``).
WORKERS = 10

# A running campaign that has not moved for so long is stuck.
STUCK_AFTER = timedelta(minutes=15)


def judge_sent(candidate: Candidate, campaign: Campaign, now: datetime) -> Action:
    """The action for a campaign of something in the feed."""
    action = replace(judge_campaign(campaign, now), key=candidate.key, entry=candidate.entry)
    missing = [topic for topic in candidate.entry.tags if topic not in campaign.topics]
    if action.verb == "done" and missing and campaign.topics:
        reason = message("was sent, before {topics} was added to it", topics=", ".join(missing))
        action = replace(action, reason=reason)
    if not (changed := _changed_since(candidate, campaign)):
        return action
    reason = message(
        "{reason}; but {fields} changed after it was sent, and nobody was told: write a follow-up"
        " (a new item, or a correction with mail: true)",
        reason=action.reason,
        fields=", ".join(changed),
    )
    return replace(action, reason=reason, changed_after_sending=True)


def judge_campaign(campaign: Campaign, now: datetime) -> Action:
    """The action for a campaign that is scheduled, running, finished, paused or cancelled."""
    verb, reason = _verdict(campaign, now)
    recent = now - (campaign.started or campaign.created) <= LOUD_FOR
    return Action(
        campaign.key,
        verb,
        reason,
        campaign=campaign,
        recipients=campaign.to_send,
        sent=campaign.sent,
        loud=verb in FAILURES and recent,
    )


def _verdict(campaign: Campaign, now: datetime) -> tuple[Verb, Message]:
    if campaign.state == "cancelled":
        return "stopped", message("a person cancelled it on the server")
    if campaign.state == "paused":
        return "paused", message(
            "is paused by the server's error limit or a person; look there, then resume it"
        )
    if campaign.state == "running" and now - campaign.changed > STUCK_AFTER:
        return "stuck", message("is running without progress for 15 minutes")
    if campaign.state in ("scheduled", "running"):
        return "wait", message("is being sent")
    if campaign.state == "draft":
        return "abandoned", message("is a draft")
    return _verdict_finished(campaign)


def _verdict_finished(campaign: Campaign) -> tuple[Verb, Message]:
    if campaign.to_send is None or campaign.sent is None:
        return "done", message("was sent")
    planned = int(campaign.attribs.get("planned", "0") or 0)
    if campaign.to_send == 0 and planned:
        return "incomplete", message(
            "went to nobody, though its lists had {count} subscribers", count=planned
        )
    if campaign.to_send == 0:
        return "done", message("was sent; its lists have no subscribers")
    counts = {"sent": campaign.sent, "to_send": campaign.to_send}
    if _counter_was_late(campaign):
        return "done", message(
            "was sent; the server counted {sent} of {to_send}, but its log has no failure", **counts
        )
    if campaign.sent < campaign.to_send:
        return "incomplete", message(
            "reached {sent} of {to_send}; the server does not say who is missing, its log may",
            **counts,
        )
    return "done", message("was sent")


def _counter_was_late(campaign: Campaign) -> bool:
    """Listmonk's workers count a mail after they report it done (internal/manager/manager.go).

    So the last few, at most one a worker, may be missing in the final count although they went out.
    Only its log can tell that from refused addresses.
    """
    missing = (campaign.to_send or 0) - (campaign.sent or 0)
    return campaign.failures == 0 and 0 < missing <= WORKERS and bool(campaign.sent)


def _changed_since(candidate: Candidate, campaign: Campaign) -> tuple[str, ...]:
    """What a reader of the mail now believes wrongly. A mailed correction tells them."""
    if candidate.key.kind != "item" or campaign.state == "cancelled":
        return ()
    sent_at = campaign.started or campaign.created
    if any(note.mail and note.date >= sent_at for note in candidate.entry.info.corrections):
        return ()
    current, told = remembered(candidate.entry), campaign.memory(candidate.key.id)
    return tuple(
        name
        for name in COMPARED_AFTER_SENDING
        if "item" in told and told.get(name, "") != current.get(name, "")
    )
