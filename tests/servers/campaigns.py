"""Campaigns: made, changed, found and removed. Starting and sending are in :mod:`.sending`."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from .drafts import Drafts, merged
from .rules import (
    Page,
    Payload,
    Query,
    first,
    matches,
    order,
    page_of,
    stamp,
    truth,
)
from .state import ApiError, Campaign, User

SORTABLE = ("name", "status", "created_at", "updated_at")
STATUSES = ("draft", "running", "scheduled", "paused", "cancelled", "finished")
EDITABLE = frozenset({"draft", "scheduled", "paused"})
HIDDEN = frozenset({"max_subscriber_id", "last_subscriber_id"})
SHOWN = tuple(one.name for one in fields(Campaign) if one.name not in HIDDEN)


class Campaigns(Drafts):
    """The calls that make, change, show and delete campaigns."""

    def create_campaign(self, user: User, body: Any, now: datetime) -> dict[str, Any]:
        """POST /api/campaigns: always a draft. A slug that is taken is a 500."""
        user.need("campaigns:manage_all", "campaigns:manage")
        given = Payload.of(body)
        blank = Campaign(0, "", now, now, type="regular", messenger="email")
        made = merged(blank, given)
        made = replace(made, type=made.type or "regular", messenger=made.messenger or "email")
        wanted = user.only_permitted(given.each("lists", int))
        made = self.valid(made, wanted, now)
        key = self.next_id("campaigns")
        made = replace(
            made,
            id=key,
            uuid=self.new_uuid(),
            lists=self.known(wanted),
            template_id=self.template_for(made, given),
            body=made.body or self.imported_body(given),
            archive_template_id=None,
        )
        self.store(made)
        return self.row(made)

    def update_campaign(self, user: User, key: int, body: Any, now: datetime) -> dict[str, Any]:
        """PUT /api/campaigns/{id}, check and write in one step."""
        return self.write_update(self.check_update(user, key, body, now), now)

    def check_update(self, user: User, key: int, body: Any, now: datetime) -> Campaign:
        """The first half of a PUT: read, check, merge. Nothing is written yet."""
        user.need("campaigns:manage_all", "campaigns:manage")
        self.need_campaign(user, key, "manage")
        old = self.campaign(key)
        if old.status not in EDITABLE:
            raise ApiError(400, "Cannot update a running or a finished campaign.")
        given = Payload.of(body)
        changed = merged(old, given)
        # The type is no column of the update; attributes left out are gone, headers are merged.
        changed = replace(changed, type=old.type, attribs=given.table("attribs", {}))
        wanted = user.only_permitted(given.each("lists", int))
        changed = self.valid(changed, wanted, now)
        # Lists that are gone stay on the campaign for good: their row has no id to compare.
        kept = tuple(pair for pair in old.lists if pair[0] is None or pair[0] in wanted)
        added = tuple(pair for pair in self.known(wanted) if pair not in kept)
        return replace(changed, lists=kept + added)

    def write_update(self, changed: Campaign, now: datetime) -> dict[str, Any]:
        """The second half: what was merged is written over whatever is there by now."""
        there = self.campaign(changed.id)
        status = "draft" if there.status == "scheduled" and not changed.send_at else there.status
        visual = changed.content_type == "visual"
        if not visual and changed.template_id not in (None, *self.templates):
            raise ApiError(500, "Error updating Campaign: pq: violates foreign key constraint")
        changed = replace(
            changed,
            status=status,
            altbody=changed.altbody or None,
            updated_at=now,
            template_id=None if visual else changed.template_id,
            to_send=there.to_send,
            sent=there.sent,
            started_at=there.started_at,
            max_subscriber_id=there.max_subscriber_id,
            last_subscriber_id=there.last_subscriber_id,
        )
        self.store(changed)
        return self.row(changed)

    def find_campaigns(self, user: User, query: Query) -> dict[str, Any]:
        """GET /api/campaigns by ``query``, ``tag``, ``status``; others are ignored."""
        user.need("campaigns:get_all", "campaigns:get")
        seen = None if user.may("campaigns:get_all") else user.visible()
        text, wanted = first(query, "query").strip(), frozenset(query.get("tag", ()))
        statuses = query.get("status", ())
        if not set(statuses) <= set(STATUSES):
            raise ApiError(500, "Error fetching Campaign: pq: invalid value for campaign_status")
        rows = [
            one
            for one in self.campaigns.values()
            if (not statuses or one.status in statuses)
            and wanted <= frozenset(one.tags)
            and (seen is None or any(key in seen for key, _ in one.lists))
            and (not text or matches(text, one.name, one.subject))
        ]
        by, down = order(query, SORTABLE)
        rows.sort(key=lambda one: (_sort_key(one, by), one.id), reverse=down)
        page = Page.of(query)
        found = [self.row(one) for one in page.cut(rows)]
        if truth(query, "no_body"):
            found = [row | {"body": "", "body_source": None} for row in found]
        if not found:
            return page_of((), 0, 0, 0, "")
        return page_of(found, len(rows), page.number, page.size, text)

    def get_campaign(self, user: User, key: int, query: Query) -> dict[str, Any]:
        """GET /api/campaigns/{id}; a missing one is a 400, for a scoped role a 403."""
        user.need("campaigns:get_all", "campaigns:get")
        self.need_campaign(user, key, "get")
        row = self.row(self.campaign(key))
        return row | {"body": ""} if truth(query, "no_body") else row

    def delete_campaign(self, user: User, key: int) -> bool:
        """DELETE /api/campaigns/{id}, whatever its status. Its slug is free again."""
        user.need("campaigns:manage_all", "campaigns:manage")
        self.need_campaign(user, key, "manage")
        gone = self.campaign(key)
        del self.campaigns[key]
        if gone.archive_slug is not None:
            del self.slugs[gone.archive_slug]
        return True

    def campaign(self, key: int) -> Campaign:
        """The record; 400 if there is none."""
        if key not in self.campaigns:
            raise ApiError(400, "Campaign not found")
        return self.campaigns[key]

    def need_campaign(self, user: User, key: int, right: str) -> None:
        """Raise 403 unless the user may ``get`` or ``manage`` this campaign."""
        seen = user.visible()
        if seen is None or user.may(f"campaigns:{right}_all"):
            return
        there = self.campaigns.get(key)
        if there is None or not any(one in seen for one, _ in there.lists):
            raise ApiError(403, f"Permission denied: campaigns:{right}")

    def row(self, one: Campaign) -> dict[str, Any]:
        """A campaign as the API writes it."""
        shown: dict[str, Any] = {name: getattr(one, name) for name in SHOWN}
        for name in ("created_at", "updated_at", "started_at", "send_at"):
            shown[name] = stamp(shown[name])
        lists = [{"id": key, "name": name} for key, name in one.lists]
        return shown | {
            "lists": lists,
            "tags": list(one.tags),
            "media": [],
            "body_source": None,
            "headers": [dict(group) for group in one.headers],
            "attribs": dict(one.attribs),
            "archive_meta": one.archive_meta,
            "views": 0,
            "clicks": 0,
            "bounces": 0,
        }


def _sort_key(one: Campaign, by: str) -> Any:
    return STATUSES.index(one.status) if by == "status" else getattr(one, by)
