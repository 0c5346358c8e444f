"""Looking at a campaign before it goes out: the preview and the test mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from .campaigns import Campaigns
from .gotemplate import ParseError, RenderError
from .rendering import Message, Sender, compile_campaign
from .rules import Payload
from .state import DUMMY_UUID, ApiError, Campaign, Subscriber, User


class TryOut(Campaigns):
    """The calls that show or send a campaign without starting it."""

    def preview(self, user: User, key: int, template: int = 0) -> tuple[str, str]:
        """GET /api/campaigns/{id}/preview: the media type and the text.

        Without a template the bare body is shown, although the mail goes out in the default one.
        """
        user.need("campaigns:get_all", "campaigns:get")
        self.need_campaign(user, key, "get")
        one = self.campaign(key)
        found = self.templates.get(template or one.template_id or 0)
        nobody = Subscriber(
            0,
            DUMMY_UUID,
            "demo@subscriber.example",
            "Demo Subscriber",
            "enabled",
            {},
            one.created_at,
            one.created_at,
        )
        try:
            compiled = compile_campaign(one, found.body if found else "")
            mail = compiled.message(nobody, self.sender(), DUMMY_UUID)
        except (ParseError, RenderError) as error:
            raise ApiError(400, f"Error rendering message: {error}") from error
        return ("text/plain", mail.text or "") if mail.html is None else ("text/html", mail.html)

    def try_out(self, user: User, key: int, body: Any, now: datetime) -> tuple[Message, ...]:
        """POST /api/campaigns/{id}/test: the mails to send to the subscribers named."""
        user.need("campaigns:manage_all", "campaigns:manage")
        self.need_campaign(user, key, "manage")
        given = Payload.of(body)
        asked = Campaign(
            key,
            "",
            now,
            now,
            type="regular",
            name=given.text("name"),
            subject=given.text("subject"),
            from_email=given.text("from_email"),
            body=given.text("body"),
            altbody=given.nullable("altbody"),
            content_type=given.text("content_type"),
            messenger=given.text("messenger"),
            headers=given.each("headers", dict),
        )
        asked = self.valid(asked, given.each("lists", int), now)
        emails = [one.strip().lower() for one in given.each("subscribers", str)]
        if not emails:
            raise ApiError(400, "There are no subscribers to target.")
        people = [self.subscribers[self.emails[one]] for one in emails if one in self.emails]
        if not people:
            raise ApiError(400, "No known subscribers to test.")
        there = self.campaign(key)
        found = self.templates.get(there.template_id or 0)
        asked = replace(asked, uuid=there.uuid, attribs=there.attribs)
        try:
            compiled = compile_campaign(asked, found.body if found else "")
            return tuple(compiled.message(one, self.sender()) for one in people)
        except (ParseError, RenderError) as error:
            raise ApiError(500, f"Error sending test: {error}") from error

    def sender(self) -> Sender:
        """What of the settings goes into mails."""
        return Sender(
            self.root_url,
            not self.settings["privacy.disable_tracking"],
            bool(self.settings["privacy.unsubscribe_header"]),
        )
