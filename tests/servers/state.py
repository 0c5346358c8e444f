"""The records of one Listmonk and the tables that hold them. No HTTP, no threads, no clock."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ALL_PERMISSIONS = frozenset(
    [
        "lists:get_all",
        "lists:manage_all",
        "subscribers:get",
        "subscribers:get_all",
        "subscribers:manage",
        "subscribers:import",
        "subscribers:sql_query",
        "tx:send",
        "campaigns:get",
        "campaigns:get_all",
        "campaigns:get_analytics",
        "campaigns:manage",
        "campaigns:manage_all",
        "campaigns:send",
        "bounces:get",
        "bounces:manage",
        "webhooks:post_bounce",
        "media:get",
        "media:manage",
        "templates:get",
        "templates:manage",
        "users:get",
        "users:manage",
        "roles:get",
        "roles:manage",
        "settings:get",
        "settings:manage",
        "settings:maintain",
    ]
)
DUMMY_UUID = "00000000-0000-0000-0000-000000000000"
SETTINGS: Mapping[str, Any] = {
    "app.batch_size": 1000,
    "app.check_updates": True,
    "app.concurrency": 10,
    "app.from_email": "listmonk <noreply@listmonk.yoursite.com>",
    "app.lang": "en",
    "app.max_send_errors": 1000,
    "app.message_rate": 10,
    "app.message_sliding_window": False,
    "app.message_sliding_window_duration": "1h",
    "app.message_sliding_window_rate": 10000,
    "app.send_optin_confirmation": True,
    "app.enable_public_subscription_page": True,
    "bounce.actions": {"hard": {"count": 1, "action": "blocklist"}},
    "bounce.enabled": False,
    "bounce.mailboxes": [{"enabled": False, "type": "pop", "host": "pop.yoursite.com"}],
    "bounce.webhooks_enabled": False,
    "privacy.allow_blocklist": True,
    "privacy.allow_preferences": True,
    "privacy.disable_tracking": False,
    "privacy.individual_tracking": False,
    "privacy.unsubscribe_header": True,
    "security.trusted_urls": [],
    "smtp": [{"enabled": True, "host": "127.0.0.1", "tls_type": "none"}],
}


class ApiError(Exception):
    """An answer other than 200: its HTTP ``status`` and the text that goes into ``message``."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class User:
    """An API user with the rights of its roles.

    ``lists`` maps a list id to ``list:get`` and ``list:manage``.
    """

    name: str
    token: str
    permissions: frozenset[str] = ALL_PERMISSIONS
    lists: Mapping[int, frozenset[str]] = field(default_factory=dict)
    super_admin: bool = False

    def may(self, permission: str) -> bool:
        """Whether a role grants this permission."""
        return self.super_admin or permission in self.permissions

    def need(self, *permissions: str) -> None:
        """Raise 403 unless one of these is granted."""
        if not any(self.may(permission) for permission in permissions):
            raise ApiError(403, f"permission denied: {permissions[-1]}")

    def visible(self, *, manage_only: bool = False) -> frozenset[int] | None:
        """The list ids this user may work with, None for all."""
        if (not manage_only and self.may("lists:get_all")) or self.may("lists:manage_all"):
            return None
        readable = frozenset(key for key, value in self.lists.items() if "list:get" in value)
        if readable and not manage_only:
            return readable
        return frozenset(key for key, value in self.lists.items() if "list:manage" in value)

    def only_permitted(self, ids: Sequence[int], *, manage_only: bool = False) -> tuple[int, ...]:
        """These list ids without those the user has no right to; unknown ids count as that."""
        if (not manage_only and self.may("lists:get_all")) or self.may("lists:manage_all"):
            return tuple(ids)
        wanted = "list:manage" if manage_only else "list:get"
        return tuple(key for key in ids if wanted in self.lists.get(key, ()))


@dataclass(frozen=True, slots=True)
class ListRecord:
    """A mailing list."""

    id: int
    uuid: str
    name: str
    type: str
    optin: str
    status: str
    tags: tuple[str, ...]
    description: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A subscriber; the subscriptions are in :attr:`State.members`."""

    id: int
    uuid: str
    email: str
    name: str
    status: str
    attribs: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Template:
    """A template of any type."""

    id: int
    name: str
    type: str
    subject: str
    body: str
    is_default: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign. A list that was deleted stays in ``lists`` by name, its id None."""

    id: int
    uuid: str
    created_at: datetime
    updated_at: datetime
    type: str = ""
    name: str = ""
    subject: str = ""
    from_email: str = ""
    body: str = ""
    altbody: str | None = None
    send_at: datetime | None = None
    status: str = "draft"
    content_type: str = ""
    tags: tuple[str, ...] = ()
    headers: tuple[Mapping[str, str], ...] = ()
    attribs: Mapping[str, Any] = field(default_factory=dict)
    template_id: int | None = None
    messenger: str = ""
    archive: bool = False
    archive_slug: str | None = None
    archive_template_id: int | None = None
    archive_meta: Mapping[str, Any] | None = field(default_factory=dict)
    lists: tuple[tuple[int | None, str], ...] = ()
    started_at: datetime | None = None
    to_send: int = 0
    sent: int = 0
    max_subscriber_id: int = 0
    last_subscriber_id: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail of Listmonk's own making: the request to confirm a subscription."""

    to: str
    subject: str
    html: str
    headers: tuple[tuple[str, str], ...]


class State:
    """The tables. ``members`` maps list id to subscriber id to the subscription's status.

    ``new_uuid`` makes identities, so that a test can have them from its own random source.
    """

    def __init__(
        self,
        root_url: str = "http://localhost:9000",
        settings: Mapping[str, Any] | None = None,
        new_uuid: Callable[[], str] = lambda: str(uuid.uuid4()),
    ) -> None:
        self.settings: dict[str, Any] = {**SETTINGS, "app.root_url": root_url, **(settings or {})}
        self.new_uuid = new_uuid
        self.users: dict[str, User] = {}
        self.lists: dict[int, ListRecord] = {}
        self.subscribers: dict[int, Subscriber] = {}
        self.emails: dict[str, int] = {}
        self.members: dict[int, dict[int, str]] = {}
        self.templates: dict[int, Template] = {}
        self.campaigns: dict[int, Campaign] = {}
        self.slugs: dict[str, int] = {}
        self.notices: list[Notice] = []
        self.log: list[str] = []
        self._serial: Counter[str] = Counter()

    @property
    def root_url(self) -> str:
        """Where residents reach the public pages."""
        return str(self.settings["app.root_url"]).rstrip("/")

    def next_id(self, table: str) -> int:
        """The next number of a table. Like a sequence, it does not come back after a failure."""
        self._serial[table] += 1
        return self._serial[table]

    def login(self, name: str, token: str) -> User:
        """The user with these credentials; 403 if there is none."""
        user = self.users.get(name)
        if user is None or user.token != token:
            raise ApiError(403, "invalid API credentials")
        return user
