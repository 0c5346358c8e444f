"""What residents do on the public pages: join, confirm, leave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from .rules import clean_email
from .state import ApiError, Campaign, ListRecord, Subscriber
from .subscribers import Subscribers

UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class SignUp(Subscribers):
    """The calls that need no login."""

    def public_lists(self) -> list[dict[str, Any]]:
        """GET /api/public/lists: a bare array, without the envelope of the others."""
        return [
            {"uuid": row.uuid, "name": row.name}
            for row in self.lists.values()
            if row.type == "public" and row.status == "active"
        ]

    def sign_up(self, email: str, name: str, lists: Sequence[str], now: datetime) -> bool:
        """POST /api/public/subscription and the form; True if a confirmation is waited for."""
        if not lists:
            raise ApiError(400, "No valid lists selected to subscribe.")
        email = clean_email(email)
        if not all(UUID.fullmatch(one) for one in lists):
            raise ApiError(500, "Error fetching List: pq: invalid input syntax for type uuid")
        wanted = [row for row in self.lists.values() if row.uuid in lists]
        if any(row.type == "private" for row in wanted):
            raise ApiError(400, "Invalid UUID(s)")
        there = self.by_email(email)
        keys = [row.id for row in wanted]
        before = len(self.notices)
        if there is None:
            there = self.insert_subscriber(
                email, name.strip() or email.partition("@")[0], keys, now
            )
            return len(self.notices) > before
        self._rejoin(there, keys)
        return self.ask_to_confirm(there) > 0

    def unconfirmed(self, subscriber: str, lists: Sequence[str] = ()) -> list[ListRecord]:
        """The lists that wait for this subscriber's confirmation, all or some."""
        one = self.by_uuid(subscriber)
        return [
            row
            for row in self.lists.values()
            if self.members[row.id].get(one.id) == "unconfirmed"
            and (not lists or row.uuid in lists)
        ]

    def confirm(self, subscriber: str, lists: Sequence[str] = ()) -> int:
        """POST /subscription/optin/{uuid}; how many lists were confirmed."""
        one, rows = self.by_uuid(subscriber), self.unconfirmed(subscriber, lists)
        for row in rows:
            self.members[row.id][one.id] = "confirmed"
        return len(rows)

    def leave(self, campaign: str, subscriber: str, *, block: bool = False) -> None:
        """POST /subscription/{campaign}/{subscriber}: leaves all lists of that campaign.

        ``block`` leaves everything for good, if the settings allow it.
        """
        one = self.by_uuid(subscriber)
        if block and self.settings["privacy.allow_blocklist"]:
            self.subscribers[one.id] = replace(one, status="blocklisted")
            self.unsubscribe(one.id, self.lists)
            return
        found = self.campaign_by_uuid(campaign)
        self.unsubscribe(one.id, (key for key, _ in found.lists) if found else ())

    def keep_only(self, subscriber: str, name: str, lists: Sequence[str]) -> None:
        """The page of preferences: public lists that are not ticked any more are left."""
        if not name.strip():
            raise ApiError(400, "Invalid length for name.")
        one = self.by_uuid(subscriber)
        self.subscribers[one.id] = replace(one, name=name.strip())
        self.unsubscribe(
            one.id,
            [
                row.id
                for row in self.lists.values()
                if row.type != "private" and row.uuid not in lists
            ],
        )

    def by_uuid(self, subscriber: str) -> Subscriber:
        """The subscriber; 400 for what is no UUID, 404 for an unknown one."""
        if not UUID.fullmatch(subscriber):
            raise ApiError(400, "Invalid UUID(s)")
        found = next((one for one in self.subscribers.values() if one.uuid == subscriber), None)
        if found is None:
            raise ApiError(404, "Subscriber not found")
        return found

    def campaign_by_uuid(self, campaign: str) -> Campaign | None:
        """The campaign, None for an unknown one."""
        return next((one for one in self.campaigns.values() if one.uuid == campaign), None)

    def _rejoin(self, one: Subscriber, lists: Sequence[int]) -> None:
        blocked = one.status == "blocklisted"
        for key in lists:
            if blocked:
                self.members[key][one.id] = "unsubscribed"
            elif self.members[key].get(one.id) != "confirmed":
                self.members[key][one.id] = "unconfirmed"
