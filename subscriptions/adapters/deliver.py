"""Carrying out a plan, one step at a time.

Nothing is decided here: an action says what is due, and every step is read back. A failure
concerns its own mail; only a server that cannot be reached ends the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Literal

from subscriptions.adapters.mail_errors import (
    OUT_OF_REACH,
    LostAnswerError,
    MailServerError,
    ServerFaultError,
)
from subscriptions.adapters.server import MailServer
from subscriptions.adapters.witness import Witness
from subscriptions.core.actions import Action, Plan
from subscriptions.core.ledger import Campaign
from subscriptions.core.messages import Message, message

Result = Literal["started", "drafted", "elsewhere", "expired", "failed", "finished", "running"]

# A finished campaign that misses some is read again: its counter may come late.
SETTLE_SECONDS = 10.0
POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one action so far."""

    action: Action
    result: Result
    campaign: Campaign | None = None
    error: MailServerError | None = None
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How time passes: the clock, how to sleep (seconds), and how long to wait in all."""

    clock: Callable[[], datetime]
    sleep: Callable[[float], None]
    wait: float = 120.0
    settle: float = SETTLE_SECONDS
    poll: float = POLL_SECONDS


def deliver(plan: Plan, server: MailServer, pace: Pace, witness: Witness) -> Iterator[Outcome]:
    """Send what the plan says, in its order, and then wait until the server is done.

    Mails of one incident go one after the other, each awaited, so that nobody reads the all-clear
    before the warning.
    """
    deadline = monotonic() + pace.wait
    running: list[tuple[Action, Campaign]] = []
    begun = [(a, a.campaign) for a in plan.actions if a.verb == "wait" and a.campaign]
    _remember(plan, witness, pace)
    for action in plan.to_do:
        for earlier in [pair for pair in begun + running if _same_incident(pair[0], action)]:
            (begun if earlier in begun else running).remove(earlier)
            yield _await(earlier, server, pace, deadline)
        outcome = _send(action, server, pace, witness)
        if outcome.result in ("started", "elsewhere") and outcome.campaign:
            witness.record(outcome.campaign, pace.clock())
            running.append((action, outcome.campaign))
        yield outcome
        if outcome.error and _ends_the_run(outcome.error):
            break
    for pair in running:
        yield _await(pair, server, pace, deadline)


def _remember(plan: Plan, witness: Witness, pace: Pace) -> None:
    """Witness what others started, or what was started when nobody could write it down."""
    known = witness.started()
    for action in plan.actions:
        if action.campaign and action.campaign.is_sent and str(action.campaign.key) not in known:
            witness.record(action.campaign, pace.clock())


def _ends_the_run(error: MailServerError) -> bool:
    """A fault of one call holds up no other mail; a server that is not there does."""
    return isinstance(error, OUT_OF_REACH) and not isinstance(
        error, LostAnswerError | ServerFaultError
    )


def _same_incident(one: Action, other: Action) -> bool:
    if not (one.entry and other.entry):
        return False
    return one.entry.info.incident == other.entry.info.incident != ""


def _send(action: Action, server: MailServer, pace: Pace, witness: Witness) -> Outcome:
    """Create or take up the draft, and start it."""
    mail = action.mail
    if mail is None:
        msg = f"an action without a mail: {action.key}"
        raise ValueError(msg)
    try:
        campaign = server.find(mail.key)
        if campaign is None:
            campaign = server.create(mail, action.recipients)
        if campaign.state != "draft":
            return Outcome(action, "elsewhere", campaign)
        if campaign.content != mail.fingerprint:
            campaign = server.update(campaign, mail)
        if action.start_at:
            return Outcome(action, "drafted", campaign)
        if action.ends and action.ends <= pace.clock():
            return Outcome(action, "expired", campaign, note=message("no longer holds"))
        if not action.again and str(action.key) in witness.started():
            # Another publisher started it since the plan was made, and the server lost it again.
            return Outcome(action, "failed", campaign, note=message("was started once already"))
        return Outcome(action, "started", server.start(campaign, mail))
    except MailServerError as error:
        return Outcome(action, "failed", error=error, note=error.message)


def _await(
    pair: tuple[Action, Campaign], server: MailServer, pace: Pace, deadline: float
) -> Outcome:
    """Look until the server is done with a campaign, or the time is up."""
    action, campaign = pair
    try:
        while campaign.state in ("scheduled", "running") and monotonic() < deadline:
            pace.sleep(pace.poll)
            campaign = server.progress(campaign)
        if campaign.state == "finished" and _misses_some(campaign):
            pace.sleep(pace.settle)
            campaign = server.progress(campaign)
    except MailServerError as error:
        return Outcome(action, "failed", campaign, error, error.message)
    return Outcome(action, "finished" if campaign.state == "finished" else "running", campaign)


def _misses_some(campaign: Campaign) -> bool:
    return campaign.to_send is not None and (campaign.sent or 0) < campaign.to_send
