"""Starting, stopping and sending: the status of a campaign and the manager's work, step by step.

The manager of the real one scans every five seconds, takes each campaign that is to run into a
*pipe*, fetches its subscribers in batches and mails them. Here each of these is a method, so that
a test can do the same without threads, and :mod:`.postman` with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from .campaigns import STATUSES
from .gotemplate import ParseError, RenderError
from .rendering import Compiled, Message, compile_campaign
from .rules import Payload, stamp
from .state import ApiError, Campaign, User
from .tryout import TryOut

# How the log tells the time, without saying in which zone.
LOG_TIME = "%Y/%m/%d %H:%M:%S.%f"

# What a campaign's status must be for each change of it; `finished` is never checked.
ALLOWED = {
    "draft": ("scheduled",),
    "scheduled": ("draft", "paused"),
    "running": ("draft", "paused"),
    "paused": ("running",),
    "cancelled": ("running", "paused"),
}


@dataclass(slots=True)
class Pipe:
    """A campaign in the manager's hands. It lives in memory only: a crash forgets it."""

    compiled: Compiled
    sent: int = 0
    last_id: int = 0
    errors: int = 0
    stopped: bool = False
    with_errors: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """The mails of one fetch. ``more``: there were subscribers, so fetch again."""

    messages: tuple[Message, ...]
    more: bool


class Sending(TryOut):
    """The calls that start and stop campaigns, and the manager."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.pipes: dict[int, Pipe] = {}

    def change_status(self, user: User, key: int, body: Any, now: datetime) -> dict[str, Any]:
        """PUT /api/campaigns/{id}/status, check and write in one step."""
        return self.write_status(self.check_status(user, key, body), now)

    def check_status(self, user: User, key: int, body: Any) -> Campaign:
        """The first half: the campaign as it is now, with the status that is asked for."""
        user.need("campaigns:send")
        self.need_campaign(user, key, "manage")
        asked = Payload.of(body).text("status")
        there = self.campaign(key)
        if asked in ALLOWED and there.status not in ALLOWED[asked]:
            raise ApiError(400, f"Cannot change from {there.status} to {asked}.")
        if asked == "scheduled" and there.send_at is None:
            raise ApiError(400, "Campaign needs a date to be scheduled.")
        return replace(there, status=asked)

    def write_status(self, asked: Campaign, now: datetime) -> dict[str, Any]:
        """The second half. The answer is what was read, so a scheduled start says running."""
        if asked.status not in STATUSES:
            raise ApiError(500, "Error updating Campaign: pq: invalid value for campaign_status")
        there = self.campaign(asked.id)
        later = asked.status == "running" and there.send_at is not None
        status = "scheduled" if later else asked.status
        self.campaigns[there.id] = replace(there, status=status, updated_at=now)
        if asked.status in {"paused", "cancelled"} and asked.id in self.pipes:
            self.pipes[asked.id].stopped = True
        return self.row(asked)

    def running_stats(self, user: User) -> list[dict[str, Any]]:
        """GET /api/campaigns/running/stats."""
        user.need("campaigns:get_all", "campaigns:get")
        return [
            {
                "id": one.id,
                "status": one.status,
                "to_send": one.to_send,
                "sent": one.sent,
                "started_at": stamp(one.started_at),
                "updated_at": stamp(one.updated_at),
                "rate": 0,
                "net_rate": one.sent,
            }
            for one in self.campaigns.values()
            if one.status == "running"
        ]

    def scan(self, now: datetime) -> tuple[int, ...]:
        """One look of the manager: book what was sent, take new campaigns, return their ids."""
        for key, pipe in self.pipes.items():
            if key in self.campaigns:
                there = self.campaigns[key]
                self.campaigns[key] = replace(there, sent=there.sent + pipe.sent)
                pipe.sent = 0
        taken = tuple(
            one
            for one in self.campaigns.values()
            if one.id not in self.pipes and _wants_to_run(one, now)
        )
        for one in taken:
            people = self._audience(one)
            if people:
                self.campaigns[one.id] = replace(
                    one,
                    status="running",
                    to_send=len(people),
                    max_subscriber_id=people[-1],
                    started_at=one.started_at or now,
                )
            try:
                self.pipes[one.id] = Pipe(compile_campaign(one, self.layout(one.template_id)))
            except ParseError:
                continue
            self.log.append(
                f"{now:{LOG_TIME}} manager.go:467: start processing campaign ({one.name})"
            )
        return tuple(one.id for one in taken if one.id in self.pipes)

    def batch(self, key: int, now: datetime) -> Batch:
        """The next mails of a campaign. The checkpoint moves here, before any of them is sent."""
        one = self.campaigns.get(key)
        if one is None or one.status != "running":
            return Batch((), more=False)
        size = int(self.settings["app.batch_size"])
        people = [
            sub
            for sub in self._audience(one)
            if one.last_subscriber_id < sub <= one.max_subscriber_id
        ][:size]
        if not people:
            return Batch((), more=False)
        self.campaigns[key] = replace(one, last_subscriber_id=people[-1], updated_at=now)
        messages = []
        for sub in people:
            try:
                messages.append(
                    self.pipes[key].compiled.message(self.subscribers[sub], self.sender())
                )
            except RenderError:
                # No error is counted, nothing is sent; only the log knows.
                self.log.append(
                    f"pipe.go:113: error rendering message ({self.campaigns[key].name})"
                )
                continue
        return Batch(tuple(messages), more=True)

    def wanted(self, key: int) -> bool:
        """Whether mails that wait in the queue are still to be sent."""
        return key in self.pipes and not self.pipes[key].stopped

    def record(self, message: Message, *, delivered: bool) -> None:
        """Count one attempt; too many failures stop the campaign."""
        pipe = self.pipes.get(message.campaign_id)
        if pipe is None:
            return
        if delivered:
            pipe.sent += 1
            pipe.last_id = max(pipe.last_id, message.subscriber_id)
            return
        # The campaign may have been deleted meanwhile; what is in memory is still sent.
        name = pipe.compiled.campaign.name
        self.log.append(
            f"manager.go:553: error sending message in campaign {name}:"
            f" subscriber {message.subscriber_id}"
        )
        limit = int(self.settings["app.max_send_errors"])
        pipe.errors += 1
        if limit >= 1 and pipe.errors >= limit and not pipe.stopped:
            pipe.stopped = pipe.with_errors = True

    def close(self, key: int, now: datetime) -> None:
        """All mails of a campaign are through: book them and set the final status."""
        pipe, one = self.pipes.pop(key, None), self.campaigns.get(key)
        if pipe is None or one is None:
            return
        one = replace(
            one,
            sent=one.sent + pipe.sent,
            updated_at=now,
            last_subscriber_id=pipe.last_id or one.last_subscriber_id,
        )
        if pipe.with_errors:
            one = replace(one, status="paused")
        elif not pipe.stopped and one.status in {"running", "scheduled"}:
            one = replace(one, status="finished")
            self.log.append(f"{now:{LOG_TIME}} pipe.go:236: campaign ({one.name}) finished")
        self.campaigns[key] = one

    def crash(self) -> None:
        """The process dies: what it had in memory is lost, what it had stored is not."""
        self.pipes.clear()
        self.log.clear()

    def work(self, now: datetime, deliver: Callable[[Message], bool]) -> None:
        """Scan once and send everything at once; ``deliver`` says whether a mail was taken."""
        for key in self.scan(now):
            while (batch := self.batch(key, now)).more:
                for message in batch.messages:
                    if self.wanted(key):
                        self.record(message, delivered=deliver(message))
            self.close(key, now)

    def _audience(self, one: Campaign) -> list[int]:
        """The ids, ascending, of those who get the campaign: each once, however many lists."""
        found: set[int] = set()
        for key in (key for key, _ in one.lists if key is not None):
            double = self.lists[key].optin == "double"
            found.update(
                sub
                for sub, status in self.members[key].items()
                if (status == "confirmed" if double else status != "unsubscribed")
            )
        return sorted(sub for sub in found if self.subscribers[sub].status != "blocklisted")


def _wants_to_run(one: Campaign, now: datetime) -> bool:
    due = one.status == "scheduled" and one.send_at is not None and now >= one.send_at
    return one.status == "running" or due
