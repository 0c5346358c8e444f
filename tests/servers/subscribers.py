"""Subscribers: who is on which list, who has confirmed, who has left."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from .rules import Page, Payload, Query, clean_email, first, order, page_of, stamp
from .state import DUMMY_UUID, ApiError, Notice, State, Subscriber, User


class Subscribers(State):
    """The calls about subscribers."""

    def create_subscriber(self, user: User, body: Any, now: datetime) -> dict[str, Any]:
        """POST /api/subscribers; unknown lists are dropped, a known address is a 409."""
        user.need("subscribers:manage")
        given = Payload.of(body)
        email = clean_email(given.text("email"))
        asked = given.each("lists", int)
        lists = user.only_permitted(asked, manage_only=True)
        if asked and not lists:
            raise ApiError(403, "Permission denied: lists")
        confirmed = given.flag("preconfirm_subscriptions")
        made = self.insert_subscriber(
            email,
            given.text("name").strip() or email.partition("@")[0].title(),
            (key for key in lists if key in self.lists),
            now,
            status=given.text("status") or "enabled",
            confirmed=confirmed,
            attribs=given.table("attribs", {}),
        )
        return self.subscriber_row(made)

    def insert_subscriber(
        self,
        email: str,
        name: str,
        lists: Iterable[int],
        now: datetime,
        *,
        status: str = "enabled",
        confirmed: bool = False,
        attribs: Mapping[str, Any] | None = None,
    ) -> Subscriber:
        """Add a subscriber of lists that exist and ask for confirmation where that is due."""
        key = self.next_id("subscribers")
        if self.by_email(email) is not None:
            raise ApiError(409, "E-mail already exists.")
        made = Subscriber(key, self.new_uuid(), email, name, status, attribs or {}, now, now)
        self.subscribers[key], self.emails[email] = made, key
        state = "confirmed" if confirmed else "unconfirmed"
        for list_id in lists:
            self.members[list_id][key] = "unsubscribed" if status == "blocklisted" else state
        if not confirmed:
            self.ask_to_confirm(made)
        return made

    def find_subscribers(self, user: User, query: Query) -> dict[str, Any]:
        """GET /api/subscribers by ``list_id`` and ``search`` (a part of address or name)."""
        user.need("subscribers:get_all", "subscribers:get")
        text = first(query, "search").strip().lower()
        wanted = {int(key) for key in query.get("list_id", ()) if key.isdigit()}
        rows = [
            one
            for one in self.subscribers.values()
            if (not wanted or any(one.id in self.members.get(key, {}) for key in wanted))
            and (text in one.email.lower() or text in one.name.lower())
        ]
        page = Page.of(query)
        by, down = order(query, ("email", "status", "name", "created_at", "updated_at"))
        rows.sort(key=lambda one: (getattr(one, by), one.id), reverse=down)
        found = [self.subscriber_row(one) for one in page.cut(rows)]
        return page_of(found, len(rows), page.number, page.size, "")

    def get_subscriber(self, user: User, key: int) -> dict[str, Any]:
        """GET /api/subscribers/{id}."""
        user.need("subscribers:get_all", "subscribers:get")
        if key not in self.subscribers:
            raise ApiError(400, f"Subscriber ({key}: ) not found")
        return self.subscriber_row(self.subscribers[key])

    def delete_subscriber(self, user: User, key: int) -> bool:
        """DELETE /api/subscribers/{id}."""
        user.need("subscribers:manage")
        gone = self.subscribers.pop(key, None)
        if gone is not None:
            del self.emails[gone.email]
        for members in self.members.values():
            members.pop(key, None)
        return True

    def block(self, user: User, key: int, now: datetime) -> bool:
        """PUT /api/subscribers/{id}/blocklist."""
        user.need("subscribers:manage")
        if key in self.subscribers:
            self.subscribers[key] = replace(
                self.subscribers[key], status="blocklisted", updated_at=now
            )
            self.unsubscribe(key, self.lists)
        return True

    def manage_subscriptions(self, user: User, body: Any) -> bool:
        """PUT /api/subscribers/lists: ``action`` is add, remove or unsubscribe."""
        user.need("subscribers:manage")
        given = Payload.of(body)
        people, lists = given.each("ids", int), given.each("target_list_ids", int)
        if not people or not lists:
            raise ApiError(400, "No IDs given.")
        action, status = given.text("action"), given.text("status")
        if action not in {"add", "remove", "unsubscribe"}:
            raise ApiError(400, "Invalid action.")
        known = set(lists) <= set(self.lists) and set(people) <= set(self.subscribers)
        if action == "add" and not known:
            raise ApiError(500, "Error updating Subscribers: pq: violates foreign key constraint")
        for key in (key for key in lists if key in self.lists):
            members = self.members[key]
            for one in (one for one in people if one in self.subscribers):
                if action == "remove":
                    members.pop(one, None)
                elif action == "unsubscribe":
                    self.unsubscribe(one, (key,))
                else:
                    members[one] = status or members.get(one, "unconfirmed")
        return True

    def unsubscribe(self, subscriber: int, lists: Iterable[int | None]) -> None:
        """Mark the subscriptions that there are as left."""
        for key in lists:
            members = self.members.get(key or 0, {})
            if subscriber in members:
                members[subscriber] = "unsubscribed"

    def by_email(self, email: str) -> Subscriber | None:
        """The subscriber with this address."""
        return self.subscribers.get(self.emails.get(email, 0))

    def ask_to_confirm(self, one: Subscriber) -> int:
        """Put the request to confirm into :attr:`notices`; the number of lists in it."""
        waiting = [
            row
            for row in self.lists.values()
            if row.optin == "double" and self.members[row.id].get(one.id) == "unconfirmed"
        ]
        if not waiting or not self.settings["app.send_optin_confirmation"]:
            return 0
        query = urlencode([("l", row.uuid) for row in waiting])
        link = html.escape(f"{self.root_url}/subscription/optin/{one.uuid}?{query}")
        names = "".join(f"<li>{html.escape(row.name)}</li>" for row in waiting)
        leave = f"{self.root_url}/subscription/{DUMMY_UUID}/{one.uuid}"
        self.notices.append(
            Notice(
                one.email,
                "Confirm subscription",
                f'<ul>{names}</ul><p><a href="{link}" class="button">Confirm</a></p>',
                (
                    ("X-Listmonk-Subscriber", one.uuid),
                    ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
                    ("List-Unsubscribe", f"<{leave}>"),
                ),
            )
        )
        return len(waiting)

    def subscriber_row(self, one: Subscriber) -> dict[str, Any]:
        """A subscriber as the API writes it."""
        lists = [
            {
                "id": row.id,
                "uuid": row.uuid,
                "name": row.name,
                "type": row.type,
                "optin": row.optin,
                "status": row.status,
                "subscription_status": self.members[row.id][one.id],
            }
            for row in self.lists.values()
            if one.id in self.members[row.id]
        ]
        return {
            "id": one.id,
            "created_at": stamp(one.created_at),
            "updated_at": stamp(one.updated_at),
            "uuid": one.uuid,
            "email": one.email,
            "name": one.name,
            "attribs": dict(one.attribs),
            "status": one.status,
            "lists": lists,
        }
