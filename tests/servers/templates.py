"""The templates that campaigns are laid out with."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from .gotemplate import ParseError, parse
from .rules import Payload, Query, stamp, truth
from .state import ApiError, State, Template, User

PLACE = re.compile(r'\{\{\s*template\s+"content"\s*\.\s*\}\}')
TYPES = frozenset({"campaign", "campaign_visual", "tx"})


class Templates(State):
    """The calls about templates."""

    def create_template(self, user: User, body: Any, now: datetime) -> dict[str, Any]:
        """POST /api/templates."""
        user.need("templates:manage")
        given = Payload.of(body)
        made = self._checked(
            Template(
                0,
                given.text("name"),
                given.text("type"),
                given.text("subject"),
                given.text("body"),
                False,
                now,
                now,
            )
        )
        if made.type not in TYPES:
            raise ApiError(500, "Error creating Template: pq: invalid value for template_type")
        made = replace(made, id=self.next_id("templates"))
        self.templates[made.id] = made
        return _row(made)

    def update_template(self, user: User, key: int, body: Any, now: datetime) -> dict[str, Any]:
        """PUT /api/templates/{id}; the type stays, the subject becomes the old name."""
        user.need("templates:manage")
        given = Payload.of(body)
        asked = self._checked(
            Template(
                key, given.text("name"), given.text("type"), "", given.text("body"), False, now, now
            )
        )
        old = self._template(key)
        self.templates[key] = replace(
            old, name=asked.name, subject=old.name, body=asked.body or old.body, updated_at=now
        )
        return _row(self.templates[key])

    def find_templates(self, user: User, query: Query) -> list[dict[str, Any]]:
        """GET /api/templates: all of them, oldest first."""
        user.need("templates:get")
        bare = truth(query, "no_body")
        return [_row(one) | ({"body": ""} if bare else {}) for one in self.templates.values()]

    def get_template(self, user: User, key: int) -> dict[str, Any]:
        """GET /api/templates/{id}."""
        user.need("templates:get")
        return _row(self._template(key))

    def make_default(self, user: User, key: int) -> list[dict[str, Any]]:
        """PUT /api/templates/{id}/default."""
        user.need("templates:manage")
        for one in self.templates.values():
            chosen = one.id == key and one.type == "campaign"
            self.templates[one.id] = replace(one, is_default=chosen)
        return [_row(one) for one in self.templates.values()]

    def delete_template(self, user: User, key: int) -> bool:
        """DELETE /api/templates/{id}: its campaigns silently get the default one."""
        user.need("templates:manage")
        gone = self.templates.get(key)
        if gone is None or gone.is_default or len(self.templates) == 1:
            raise ApiError(400, "Cannot delete non-existent or default template")
        del self.templates[key]
        for campaign in self.campaigns.values():
            if campaign.template_id == key:
                self.campaigns[campaign.id] = replace(campaign, template_id=self.default_id())
        return True

    def default_id(self) -> int | None:
        """The template that stands in for missing ones."""
        return next((one.id for one in self.templates.values() if one.is_default), None)

    def layout(self, key: int | None) -> str:
        """The body that a campaign is sent in: its template's, or the default one's."""
        found = self.templates.get(key or 0) or self.templates.get(self.default_id() or 0)
        return found.body if found else ""

    def _template(self, key: int) -> Template:
        if key not in self.templates:
            raise ApiError(400, "Template not found")
        return self.templates[key]

    def _checked(self, made: Template) -> Template:
        if not 1 <= len(made.name.encode()) <= 2000:
            # Not a 400 as everywhere else: the check's error has no status of its own.
            raise ApiError(500, "Internal Server Error")
        if made.type == "campaign" and not PLACE.search(made.body):
            raise ApiError(400, 'The placeholder {{ template "content" . }} should appear once.')
        if made.type == "tx" and not made.subject.strip():
            raise ApiError(400, "Missing field(s): subject")
        try:
            parse(made.body)
        except ParseError as error:
            raise ApiError(400, f"error compiling transactional template: {error}") from error
        return made if made.type == "tx" else replace(made, subject="")


def _row(one: Template) -> dict[str, Any]:
    return {
        "id": one.id,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "name": one.name,
        "subject": one.subject,
        "type": one.type,
        "body": one.body,
        "body_source": None,
        "is_default": one.is_default,
    }
