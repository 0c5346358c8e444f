"""What a campaign must look like to be kept: checked, normalised, merged, stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from .gotemplate import CONTENT, ParseError
from .rendering import compile_campaign
from .rules import FROM, Payload, clean_email, slug, tags
from .state import ApiError, Campaign
from .templates import Templates

CONTENT_TYPES = frozenset({"richtext", "html", "plain", "markdown", "visual"})


class Drafts(Templates):
    """The steps that creating and changing a campaign have in common."""

    def valid(self, one: Campaign, wanted: Sequence[int], now: datetime) -> Campaign:
        """The checks that create, change and test have in common; the values normalised."""
        if one.from_email and not FROM.search(one.from_email):
            try:
                clean_email(one.from_email)
            except ApiError as error:
                raise ApiError(400, "Invalid `from_email`.") from error
        if not 1 <= len(one.name.encode()) <= 2000:
            raise ApiError(400, "Invalid length for name.")
        if not 1 <= len(one.subject.encode()) <= 5000:
            raise ApiError(400, "Invalid length for subject.")
        if one.send_at is not None and one.send_at < now:
            raise ApiError(400, "Scheduled date should be in the future.")
        if not wanted:
            raise ApiError(400, "Invalid list IDs.")
        if one.messenger != "email" and not one.messenger.startswith("email-"):
            raise ApiError(400, f"Unknown messenger {one.messenger}.")
        known = one.content_type in CONTENT_TYPES
        one = replace(
            one,
            from_email=one.from_email or str(self.settings["app.from_email"]),
            content_type=one.content_type if known else "richtext",
            messenger="email",
            archive_slug=slug(one.archive_slug) if one.archive_slug else None,
            tags=tags(one.tags),
        )
        try:
            compile_campaign(one, CONTENT)
        except ParseError as error:
            raise ApiError(400, f"Error compiling campaign body: {error}") from error
        if one.type not in {"regular", "optin"}:
            raise ApiError(500, "Error creating Campaign: pq: invalid value for campaign_type")
        return one

    def store(self, one: Campaign) -> None:
        """Write a campaign, its slug unique: 500 if another has it."""
        there = self.campaigns.get(one.id)
        if one.archive_slug is not None and self.slugs.get(one.archive_slug, one.id) != one.id:
            raise ApiError(
                500,
                "Error creating Campaign: pq: duplicate key value violates unique "
                'constraint "campaigns_archive_slug_key"',
            )
        if there is not None and there.archive_slug is not None:
            del self.slugs[there.archive_slug]
        if one.archive_slug is not None:
            self.slugs[one.archive_slug] = one.id
        self.campaigns[one.id] = one

    def known(self, wanted: Sequence[int]) -> tuple[tuple[int | None, str], ...]:
        """The ids and names of those lists that exist; the others are dropped silently."""
        return tuple(
            (key, self.lists[key].name) for key in sorted(set(wanted)) if key in self.lists
        )

    def template_for(self, made: Campaign, given: Payload) -> int | None:
        """The template a new campaign gets: the default one, unless one that exists is named."""
        asked = given.number("template_id")
        if asked is None:
            return None if made.content_type == "visual" else self.default_id()
        found = self.templates.get(asked)
        return None if found is None or found.type == "campaign_visual" else asked

    def imported_body(self, given: Payload) -> str:
        """The body of the visual template that is named, which an empty campaign takes over."""
        found = self.templates.get(given.number("template_id") or 0)
        return found.body if found is not None and found.type == "campaign_visual" else ""


def merged(old: Campaign, given: Payload) -> Campaign:
    """The old values with what the request holds laid over them."""
    return replace(
        old,
        type=given.text("type", old.type),
        name=given.text("name", old.name),
        subject=given.text("subject", old.subject),
        from_email=given.text("from_email", old.from_email),
        body=given.text("body", old.body),
        altbody=given.nullable("altbody", old.altbody),
        send_at=given.moment("send_at", old.send_at),
        content_type=given.text("content_type", old.content_type),
        tags=given.each("tags", str, old.tags),
        headers=_headers(old.headers, given),
        attribs=given.table("attribs", old.attribs),
        template_id=given.number("template_id", old.template_id),
        messenger=given.text("messenger", old.messenger),
        archive=given.flag("archive", old.archive),
        archive_slug=given.nullable("archive_slug", old.archive_slug),
        archive_meta=_meta(old, given),
    )


def _meta(old: Campaign, given: Payload) -> Mapping[str, Any] | None:
    if "archive_meta" in given.values and given.values["archive_meta"] is None:
        return None
    return given.table("archive_meta", old.archive_meta or {})


def _headers(old: Sequence[Mapping[str, str]], given: Payload) -> tuple[Mapping[str, str], ...]:
    """Each set laid over the one that was at its place: a header is only lost with its place."""
    if "headers" not in given.values:
        return tuple(old)
    new: tuple[dict[str, Any], ...] = given.each("headers", dict)
    if not all(isinstance(value, str) for group in new for value in group.values()):
        raise ApiError(400, "Unmarshal type error: expected=string, field=headers")
    places = (*old, *({} for _ in new))
    return tuple({**before, **group} for before, group in zip(places, new, strict=False))
