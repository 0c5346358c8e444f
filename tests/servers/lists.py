"""Mailing lists, as an administrator and a scoped role see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from .rules import Page, Payload, Query, first, order, page_of, stamp, tags, truth
from .state import ApiError, ListRecord, State, User

LIST_FIELDS = ("name", "status", "created_at", "updated_at", "subscriber_count")
ENUMS: Mapping[str, frozenset[str]] = {
    "type": frozenset({"public", "private", "temporary"}),
    "optin": frozenset({"single", "double"}),
    "status": frozenset({"active", "archived"}),
}


class Lists(State):
    """The calls about lists."""

    def create_list(self, user: User, body: Any, now: datetime) -> dict[str, Any]:
        """POST /api/lists."""
        user.need("lists:manage_all")
        given = Payload.of(body)
        record = ListRecord(
            0,
            self.new_uuid(),
            given.text("name"),
            given.text("type") or "private",
            given.text("optin") or "single",
            given.text("status") or "active",
            tags(given.each("tags", str)),
            given.text("description"),
            now,
            now,
        )
        self._check_list(record)
        record = replace(record, id=self.next_id("lists"))
        self.lists[record.id], self.members[record.id] = record, {}
        return self._list_row(record)

    def update_list(self, user: User, key: int, body: Any, now: datetime) -> dict[str, Any]:
        """PUT /api/lists/{id}: what is empty stays, but tags are replaced."""
        self._need_list(user, key, "manage")
        old, given = self._list(key), Payload.of(body)
        record = replace(
            old,
            name=given.text("name"),
            type=given.text("type") or old.type,
            optin=given.text("optin") or old.optin,
            status=given.text("status") or old.status,
            tags=tags(given.each("tags", str)),
            description=given.text("description") or old.description,
            updated_at=now,
        )
        self._check_list(record)
        self.lists[key] = record
        for campaign in self.campaigns.values():
            renamed = tuple((k, record.name if k == key else name) for k, name in campaign.lists)
            self.campaigns[campaign.id] = replace(campaign, lists=renamed)
        return self._list_row(record)

    def get_list(self, user: User, key: int) -> dict[str, Any]:
        """GET /api/lists/{id}."""
        self._need_list(user, key, "get")
        return self._list_row(self._list(key))

    def find_lists(self, user: User, query: Query) -> dict[str, Any]:
        """GET /api/lists; ``tag`` may repeat and all must be there."""
        every = user.may("lists:get_all")
        readable = {key for key, rights in user.lists.items() if "list:get" in rights}
        rows = [row for row in self.lists.values() if every or row.id in readable]
        if truth(query, "minimal"):
            found = [
                self._list_row(row) | {"subscriber_count": 0, "subscriber_statuses": None}
                for row in rows
            ]
            return page_of(found, len(found), 1, len(found), "")
        wanted, text = frozenset(query.get("tag", ())), first(query, "query").strip()
        rows = [
            row
            for row in rows
            if wanted <= frozenset(row.tags)
            and (not text or text.lower() in row.name.lower())
            and all(first(query, key) in ("", getattr(row, key)) for key in ENUMS)
        ]
        page = Page.of(query)
        found = [self._list_row(row) for row in page.cut(rows)]
        by, down = order(query, LIST_FIELDS)
        found.sort(key=lambda row: (row[by], row["id"]), reverse=down)
        return page_of(found, len(rows) if found else 0, page.number, page.size, text)

    def delete_list(self, user: User, key: int) -> bool:
        """DELETE /api/lists/{id}: campaigns keep its name, but go to nobody through it."""
        self._need_list(user, key, "manage")
        self.lists.pop(key, None)
        self.members.pop(key, None)
        for campaign in self.campaigns.values():
            left = tuple((None if k == key else k, name) for k, name in campaign.lists)
            self.campaigns[campaign.id] = replace(campaign, lists=left)
        return True

    def _list(self, key: int) -> ListRecord:
        if key not in self.lists:
            raise ApiError(400, "List not found")
        return self.lists[key]

    def _need_list(self, user: User, key: int, right: str) -> None:
        everywhere = user.may(f"lists:{right}_all")
        if not everywhere and f"list:{right}" not in user.lists.get(key, ()):
            raise ApiError(403, "permission denied")

    def _check_list(self, record: ListRecord) -> None:
        if not 1 <= len(record.name.encode()) <= 2000:
            raise ApiError(400, "Invalid name")
        for key, allowed in ENUMS.items():
            if getattr(record, key) not in allowed:
                raise ApiError(500, f"Error creating List: pq: invalid value for list_{key}")

    def _list_row(self, row: ListRecord) -> dict[str, Any]:
        statuses: dict[str, int] = {}
        for status in self.members[row.id].values():
            statuses[status] = statuses.get(status, 0) + 1
        return {
            "id": row.id,
            "created_at": stamp(row.created_at),
            "updated_at": stamp(row.updated_at),
            "uuid": row.uuid,
            "name": row.name,
            "type": row.type,
            "optin": row.optin,
            "status": row.status,
            "tags": list(row.tags),
            "description": row.description,
            "subscriber_count": sum(statuses.values()),
            "subscriber_statuses": statuses,
            "subscription_created_at": None,
            "subscription_updated_at": None,
        }
