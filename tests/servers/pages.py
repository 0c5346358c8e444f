"""The public pages: plain HTML with the forms that residents fill in, and what these do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from .gotemplate import ParseError, RenderError
from .model import ApiError, Listmonk
from .rendering import Sender, compile_campaign
from .rules import Payload, first
from .state import DUMMY_UUID, Subscriber

Form = Mapping[str, Sequence[str]]
GONE = "unsubscribed"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request without login: the parts of the path, the form or query, a JSON body."""

    parts: tuple[str, ...]
    form: Form
    body: Any
    now: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, or a place to go to instead."""

    status: int
    text: str
    place: str | None = None


def page(title: str, inside: str, status: int = 200) -> Shown:
    """A page with a heading."""
    return Shown(
        status,
        f"<!doctype html><html><head><meta charset='utf-8'><title>{escape(title)}"
        "</title><link rel='icon' href='data:,'></head><body>"
        f"<h2>{escape(title)}</h2>{inside}</body></html>",
    )


def show(model: Listmonk, method: str, path: str, visit: Visit) -> Shown:
    """The page at a public path, errors as pages too."""
    for (verb, pattern), view in VIEWS.items():
        found = re.fullmatch(pattern, path)
        if verb == method and found is not None:
            try:
                return view(model, Visit(found.groups(), visit.form, visit.body, visit.now))
            except ApiError as error:
                return page("Error", f"<p>{escape(error.message)}</p>", error.status)
    return page("404 - Not found", "", 404)


def sign_up(model: Listmonk, visit: Visit) -> dict[str, bool]:
    """POST /api/public/subscription, as JSON or as a form."""
    if isinstance(visit.body, dict):
        given = Payload.of(visit.body)
        email, name = given.text("email"), given.text("name")
        lists: Sequence[str] = given.each("list_uuids", str)
    else:
        email, name = first(visit.form, "email"), first(visit.form, "name")
        lists = visit.form.get("l", ())
    return {"has_optin": model.sign_up(email, name, lists, visit.now)}


def _form(model: Listmonk, _: Visit) -> Shown:
    boxes = "".join(
        f'<li><label><input type="checkbox" name="l" value="{row["uuid"]}"> {escape(row["name"])}'
        "</label></li>"
        for row in model.public_lists()
    )
    return page(
        "Subscribe",
        '<form method="post"><input name="email" type="email" required>'
        '<input name="name"><input name="nonce" value="" hidden>'
        f'<ul>{boxes}</ul><button type="submit">Subscribe</button></form>',
    )


def _submit(model: Listmonk, visit: Visit) -> Shown:
    waits = sign_up(model, visit)["has_optin"]
    target = first(visit.form, "next").strip()
    if target and target != "*" and target in model.settings["security.trusted_urls"]:
        return Shown(303, "", target)
    return page("Subscribe", "<p>Check your e-mail.</p>" if waits else "<p>Subscribed.</p>")


def _ask(model: Listmonk, visit: Visit) -> Shown:
    lists = visit.form.get("l", ())
    waiting = model.unconfirmed(visit.parts[0], lists)
    if not waiting:
        return page("No subscriptions", "")
    if first(visit.form, "confirm") == "true":
        model.confirm(visit.parts[0], lists)
        return page("Confirmed", "")
    rows = "".join(
        f'<input type="hidden" name="l" value="{row.uuid}"><li>{escape(row.name)}</li>'
        for row in waiting
    )
    return page(
        "Confirm subscription",
        f'<form method="post"><ul>{rows}</ul>'
        '<input type="hidden" name="confirm" value="true">'
        '<button type="submit">Confirm subscription</button></form>',
    )


def _leave_page(model: Listmonk, visit: Visit) -> Shown:
    one = model.by_uuid(visit.parts[1])
    if first(visit.form, "manage") == "true" and model.settings["privacy.allow_preferences"]:
        return _manage_page(model, one)
    block = '<label><input type="checkbox" name="blocklist" value="true"> All mail</label>'
    return page(
        "Unsubscribe",
        '<form method="post">'
        + (block if model.settings["privacy.allow_blocklist"] else "")
        + '<button type="submit">Unsubscribe</button></form>',
    )


def _manage_page(model: Listmonk, one: Subscriber) -> Shown:
    rows = "".join(
        f'<li><label><input type="checkbox" name="l" value="{row.uuid}" checked> '
        f"{escape(row.name)}</label></li>"
        for row in model.lists.values()
        if row.type != "private" and model.members[row.id].get(one.id, GONE) != GONE
    )
    return page(
        "Manage",
        '<form method="post"><input type="hidden" name="manage" value="true">'
        f'<input type="hidden" name="name" value="{escape(one.name)}"><ul>{rows}</ul>'
        '<button type="submit">Save</button></form>',
    )


def _leave(model: Listmonk, visit: Visit) -> Shown:
    campaign, subscriber = visit.parts
    block = first(visit.form, "blocklist") == "true" and model.settings["privacy.allow_blocklist"]
    if first(visit.form, "manage") == "true" and not block:
        name = first(visit.form, "name")
        model.keep_only(subscriber, name, visit.form.get("l", ()))
        return page("Done", "")
    model.leave(campaign, subscriber, block=bool(block))
    return page("Unsubscribed", "")


def _read(model: Listmonk, visit: Visit) -> Shown:
    one, to = model.campaign_by_uuid(visit.parts[0]), model.by_uuid(visit.parts[1])
    if one is None:
        raise ApiError(404, "Campaign not found")
    sender = Sender(model.root_url, not model.settings["privacy.disable_tracking"], True)
    try:
        mail = compile_campaign(one, model.layout(one.template_id)).message(to, sender)
    except (ParseError, RenderError) as error:
        raise ApiError(500, str(error)) from error
    return Shown(200, mail.html or mail.text or "")


_ID = r"([^/]+)"
VIEWS: Mapping[tuple[str, str], Callable[[Listmonk, Visit], Shown]] = {
    ("GET", "/"): lambda m, v: page("listmonk", ""),
    ("GET", "/subscription/form"): _form,
    ("POST", "/subscription/form"): _submit,
    ("GET", f"/subscription/optin/{_ID}"): _ask,
    ("POST", f"/subscription/optin/{_ID}"): _ask,
    ("GET", f"/subscription/{_ID}/{_ID}"): _leave_page,
    ("POST", f"/subscription/{_ID}/{_ID}"): _leave,
    ("GET", f"/campaign/{_ID}/{_ID}"): _read,
    ("GET", f"/campaign/{_ID}/{DUMMY_UUID}/px.png"): lambda m, v: Shown(200, ""),
}
