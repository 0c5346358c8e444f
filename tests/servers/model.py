"""One Listmonk 6.2 as a plain Python object: the oracle of the tests and the stand-in's inside.

It behaves as the real one was seen to behave, oddities included, and knows neither HTTP nor
threads nor a clock: every call that needs the time is given it. A call returns what the API puts
into ``data``, or raises :class:`ApiError`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .lists import Lists
from .rendering import Message
from .rules import Payload
from .sending import Batch, Sending
from .signup import SignUp
from .state import ALL_PERMISSIONS, ApiError, User

__all__ = ["ADMIN", "ApiError", "Batch", "Listmonk", "Message", "User"]

ADMIN = User("publisher", "stand-in-token", super_admin=True)
LAYOUT = (
    "<!doctype html><html><head><title>{{ .Campaign.Subject }}</title></head><body>"
    '<div class="wrap">{{ template "content" . }}</div>'
    '<p><a href="{{ UnsubscribeURL }}">Unsubscribe</a> <a href="{{ MessageURL }}">View</a></p>'
    "{{ TrackView }}</body></html>"
)
BARE = '{{ template "content" . }}'


class Listmonk(Lists, SignUp, Sending):
    """A whole server. ``users`` holds who may log in; a fresh one has only :data:`ADMIN`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.users[ADMIN.name] = ADMIN
        self._roles: dict[int, frozenset[str]] = {self.next_id("roles"): ALL_PERMISSIONS}
        self._list_roles: dict[int, dict[int, frozenset[str]]] = {}

    def install(self, now: datetime) -> None:
        """What a fresh installation holds: two lists, two subscribers, four templates, a draft."""
        default = self.create_list(ADMIN, {"name": "Default list", "tags": ["test"]}, now)["id"]
        optin = self.create_list(
            ADMIN,
            {"name": "Opt-in list", "type": "public", "optin": "double", "tags": ["test"]},
            now,
        )["id"]
        self.insert_subscriber("first@installed.example", "First", (default,), now)
        self.insert_subscriber("second@installed.example", "Second", (optin,), now)
        self.notices.clear()
        for name, kind, body in (
            ("Default campaign template", "campaign", LAYOUT),
            ("Default archive template", "campaign", BARE),
            ("Sample transactional template", "tx", "<p>Hello</p>"),
            ("Sample visual template", "campaign_visual", "<p>Hello</p>"),
        ):
            given = {"name": name, "type": kind, "body": body, "subject": "Welcome"}
            self.create_template(ADMIN, given, now)
        self.make_default(ADMIN, 1)
        self.create_campaign(
            ADMIN,
            {
                "name": "Test campaign",
                "subject": "Welcome to listmonk",
                "lists": [default],
                "body": "<h3>Hello</h3>",
                "archive_slug": "welcome-to-listmonk",
                "tags": ["test-campaign"],
            },
            now,
        )

    def config(self, version: str) -> dict[str, Any]:
        """GET /api/config: open to every role, unlike the settings."""
        return {
            "root_url": self.root_url,
            "from_email": self.settings["app.from_email"],
            "public_subscription": {
                "enabled": self.settings["app.enable_public_subscription_page"],
                "captcha_enabled": False,
                "captcha_provider": None,
                "captcha_key": None,
                "altcha_complexity": 0,
                "redirect_urls": list(self.settings["security.trusted_urls"]) or None,
            },
            "privacy": {
                "disable_tracking": self.settings["privacy.disable_tracking"],
                "individual_tracking": self.settings["privacy.individual_tracking"],
            },
            "media_provider": "filesystem",
            "messengers": ["email"],
            "langs": [
                {"code": "de", "name": "Deutsch (de)"},
                {"code": "en", "name": "English (en)"},
            ],
            "lang": self.settings["app.lang"],
            "permissions": [],
            "update": None,
            "needs_restart": False,
            "has_legacy_user": False,
            "version": version,
        }

    def profile(self, user: User) -> dict[str, Any]:
        """GET /api/profile: the user's own roles, open to everybody, as far as we read it."""
        granted = ALL_PERMISSIONS if user.super_admin else user.permissions
        lists = [{"id": key, "permissions": sorted(of)} for key, of in user.lists.items()]
        return {
            "username": user.name,
            "type": "api",
            "user_role": {"permissions": sorted(granted)},
            "list_role": {"lists": lists} if lists else None,
        }

    def get_settings(self, user: User) -> dict[str, Any]:
        """GET /api/settings, as far as the stand-in has any."""
        user.need("settings:get")
        return dict(self.settings)

    def get_log(self, user: User) -> list[str]:
        """GET /api/logs: what the process said since it began (the real one: its last 5,000)."""
        user.need("settings:get")
        return list(self.log)

    def put_settings(self, user: User, body: Any) -> bool:
        """PUT /api/settings. The real one restarts after it."""
        user.need("settings:manage")
        self.settings.update(Payload.of(body).values)
        return True

    def create_role(self, user: User, body: Any) -> dict[str, Any]:
        """POST /api/roles/users."""
        user.need("roles:manage")
        given = Payload.of(body)
        granted = frozenset(given.each("permissions", str))
        if not given.text("name") or not granted <= ALL_PERMISSIONS:
            raise ApiError(400, "Invalid field(s)")
        key = self.next_id("roles")
        self._roles[key] = granted
        return {"id": key, "name": given.text("name"), "permissions": sorted(granted)}

    def create_list_role(self, user: User, body: Any) -> dict[str, Any]:
        """POST /api/roles/lists."""
        user.need("roles:manage")
        given = Payload.of(body)
        rows: tuple[Mapping[str, Any], ...] = given.each("lists", dict)
        rights = {int(row["id"]): frozenset(row["permissions"]) for row in rows}
        allowed = frozenset({"list:get", "list:manage"})
        if not given.text("name") or not all(value <= allowed for value in rights.values()):
            raise ApiError(400, "Invalid field(s)")
        key = self.next_id("roles")
        self._list_roles[key] = rights
        return {"id": key, "name": given.text("name"), "lists": list(rows)}

    def create_user(self, user: User, body: Any) -> dict[str, Any]:
        """POST /api/users for an API user: the token is told this once, as ``password``."""
        user.need("users:manage")
        given = Payload.of(body)
        name, role = given.text("username").strip(), given.number("user_role_id") or 0
        if len(name) < 3 or given.text("type") != "api":
            raise ApiError(400, "Invalid field(s): username")
        if name in self.users or role not in self._roles:
            raise ApiError(500, "Error creating user: pq: constraint violated")
        token = secrets.token_hex(24)
        scoped = self._list_roles.get(given.number("list_role_id") or 0, {})
        self.users[name] = User(name, token, self._roles[role], scoped, super_admin=role == 1)
        return {"id": self.next_id("users"), "username": name, "type": "api", "password": token}
