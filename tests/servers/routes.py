"""Which path calls which method of the model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .model import ApiError, Listmonk, Message, User
from .rules import first


@dataclass(frozen=True, slots=True)
class Request:
    """One call of the API by a user who is logged in. ``key`` is the id in the path or 0."""

    user: User
    query: Mapping[str, Sequence[str]]
    body: Any
    now: datetime
    key: int = 0


@dataclass(frozen=True, slots=True)
class Html:
    """An answer that is a page and not data."""

    kind: str
    text: str


Call = Callable[[Listmonk, Request], Any]


def _preview(model: Listmonk, r: Request) -> Html:
    asked = first(r.query, "template_id")
    return Html(*model.preview(r.user, r.key, int(asked) if asked.isdigit() else 0))


def _try_out(model: Listmonk, r: Request) -> tuple[Message, ...]:
    return model.try_out(r.user, r.key, r.body, r.now)


ROUTES: Mapping[tuple[str, str], Call] = {
    ("GET", "/api/health"): lambda m, r: True,
    ("GET", "/api/config"): lambda m, r: m.config("v6.2.0"),
    ("GET", "/api/profile"): lambda m, r: m.profile(r.user),
    ("GET", "/api/settings"): lambda m, r: m.get_settings(r.user),
    ("GET", "/api/logs"): lambda m, r: m.get_log(r.user),
    ("PUT", "/api/settings"): lambda m, r: m.put_settings(r.user, r.body),
    ("POST", "/api/roles/users"): lambda m, r: m.create_role(r.user, r.body),
    ("POST", "/api/roles/lists"): lambda m, r: m.create_list_role(r.user, r.body),
    ("POST", "/api/users"): lambda m, r: m.create_user(r.user, r.body),
    ("GET", "/api/lists"): lambda m, r: m.find_lists(r.user, r.query),
    ("POST", "/api/lists"): lambda m, r: m.create_list(r.user, r.body, r.now),
    ("GET", "/api/lists/:id"): lambda m, r: m.get_list(r.user, r.key),
    ("PUT", "/api/lists/:id"): lambda m, r: m.update_list(r.user, r.key, r.body, r.now),
    ("DELETE", "/api/lists/:id"): lambda m, r: m.delete_list(r.user, r.key),
    ("GET", "/api/subscribers"): lambda m, r: m.find_subscribers(r.user, r.query),
    ("POST", "/api/subscribers"): lambda m, r: m.create_subscriber(r.user, r.body, r.now),
    ("PUT", "/api/subscribers/lists"): lambda m, r: m.manage_subscriptions(r.user, r.body),
    ("GET", "/api/subscribers/:id"): lambda m, r: m.get_subscriber(r.user, r.key),
    ("DELETE", "/api/subscribers/:id"): lambda m, r: m.delete_subscriber(r.user, r.key),
    ("PUT", "/api/subscribers/:id/blocklist"): lambda m, r: m.block(r.user, r.key, r.now),
    ("GET", "/api/templates"): lambda m, r: m.find_templates(r.user, r.query),
    ("POST", "/api/templates"): lambda m, r: m.create_template(r.user, r.body, r.now),
    ("GET", "/api/templates/:id"): lambda m, r: m.get_template(r.user, r.key),
    ("PUT", "/api/templates/:id"): lambda m, r: m.update_template(r.user, r.key, r.body, r.now),
    ("PUT", "/api/templates/:id/default"): lambda m, r: m.make_default(r.user, r.key),
    ("DELETE", "/api/templates/:id"): lambda m, r: m.delete_template(r.user, r.key),
    ("GET", "/api/campaigns"): lambda m, r: m.find_campaigns(r.user, r.query),
    ("POST", "/api/campaigns"): lambda m, r: m.create_campaign(r.user, r.body, r.now),
    ("GET", "/api/campaigns/running/stats"): lambda m, r: m.running_stats(r.user),
    ("GET", "/api/campaigns/:id"): lambda m, r: m.get_campaign(r.user, r.key, r.query),
    ("PUT", "/api/campaigns/:id"): lambda m, r: m.update_campaign(r.user, r.key, r.body, r.now),
    ("DELETE", "/api/campaigns/:id"): lambda m, r: m.delete_campaign(r.user, r.key),
    ("PUT", "/api/campaigns/:id/status"): lambda m, r: m.change_status(
        r.user, r.key, r.body, r.now
    ),
    ("GET", "/api/campaigns/:id/preview"): _preview,
    ("POST", "/api/campaigns/:id/test"): _try_out,
}

# The two calls whose check and write a second request can come between.
HALVES: Mapping[tuple[str, str], tuple[Call, Callable[[Listmonk, Any, datetime], Any]]] = {
    ("PUT", "/api/campaigns/:id"): (
        lambda m, r: m.check_update(r.user, r.key, r.body, r.now),
        lambda m, half, now: m.write_update(half, now),
    ),
    ("PUT", "/api/campaigns/:id/status"): (
        lambda m, r: m.check_status(r.user, r.key, r.body),
        lambda m, half, now: m.write_status(half, now),
    ),
}


def find(method: str, path: str) -> tuple[tuple[str, str], int]:
    """The route's key and the id in the path; 404 for an unknown path, 400 for a bad id."""
    if (method, path) in ROUTES:
        return (method, path), 0
    found = re.fullmatch(r"(/api/\w+/)([^/]+)(/\w+)?", path)
    route = (method, f"{found[1]}:id{found[3] or ''}") if found else ("", "")
    if found is None or route not in ROUTES:
        raise ApiError(404, "404 unknown endpoint")
    if not re.fullmatch(r"\+?0*[1-9]\d*", found[2]):
        raise ApiError(400, "invalid ID")
    return route, int(found[2])
