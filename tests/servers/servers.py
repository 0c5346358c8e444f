"""What a contract test needs of a mail server, the stand-in's and the real one's alike."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import httpx

from .smtp_sink import SmtpSink

Kind = Literal["stand-in", "listmonk"]
ENDED = frozenset({"finished", "paused", "cancelled"})
PUBLISHER = ("campaigns:get", "campaigns:manage", "campaigns:send", "templates:get")


@dataclass(frozen=True, slots=True)
class MailList:
    """A list as the server knows it."""

    id: int
    uuid: str
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """One request that the stand-in answered. ``status`` 0: it was left without an answer."""

    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True)
class Server:
    """A running mail server with one API user, and the sink its mail ends in.

    ``scan`` is how often, in seconds, the manager looks for campaigns to send. ``http`` is for
    calls without credentials too.
    """

    kind: Kind
    url: str
    user: str
    token: str
    sink: SmtpSink
    scan: float
    http: httpx.Client = field(default_factory=lambda: httpx.Client(trust_env=False, timeout=30))

    @property
    def patience(self) -> float:
        """Seconds after which a campaign that has not ended will not end."""
        return 10 + 3 * self.scan

    def call(self, method: str, path: str, *, json: Any = None, **query: Any) -> httpx.Response:
        """One request as this server's user. ``query`` values may be sequences."""
        return self.http.request(
            method,
            self.url + path,
            json=json,
            params={key: value for key, value in query.items() if value is not None},
            auth=(self.user, self.token),
        )

    def data(self, method: str, path: str, *, json: Any = None, **query: Any) -> Any:
        """The ``data`` of a call that must succeed."""
        answer = self.call(method, path, json=json, **query)
        assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()["data"]

    def add_list(
        self,
        name: str = "",
        *,
        optin: str = "single",
        tags: Sequence[str] = (),
        kind: str = "public",
    ) -> MailList:
        """Create a list; without a name it gets one that no other test uses."""
        made = self.data(
            "POST",
            "/api/lists",
            json={"name": name or unique("list"), "type": kind, "optin": optin, "tags": list(tags)},
        )
        return MailList(made["id"], made["uuid"], made["name"])

    def add_subscriber(self, email: str, lists: Sequence[int], *, confirmed: bool = True) -> int:
        """Create a subscriber of these list ids and return the id."""
        made = self.data(
            "POST",
            "/api/subscribers",
            json={
                "email": email,
                "name": email.partition("@")[0],
                "status": "enabled",
                "lists": list(lists),
                "preconfirm_subscriptions": confirmed,
            },
        )
        return int(made["id"])

    def add_user(
        self, lists: Mapping[int, Sequence[str]], permissions: Sequence[str] = PUBLISHER
    ) -> Server:
        """The same server seen by a new API user with just these rights.

        ``lists`` maps list ids to ``list:get`` and ``list:manage``.
        """
        name = unique("user")
        role = self.data(
            "POST", "/api/roles/users", json={"name": name, "permissions": list(permissions)}
        )
        scoped = self.data(
            "POST",
            "/api/roles/lists",
            json={
                "name": name,
                "lists": [{"id": key, "permissions": list(value)} for key, value in lists.items()],
            },
        )
        made = self.data(
            "POST",
            "/api/users",
            json={
                "username": name,
                "name": name,
                "type": "api",
                "status": "enabled",
                "user_role_id": role["id"],
                "list_role_id": scoped["id"],
            },
        )
        return replace(self, user=name, token=made["password"])

    def campaign(self, campaign_id: int) -> dict[str, Any]:
        """The campaign as the server tells it now."""
        found: dict[str, Any] = self.data("GET", f"/api/campaigns/{campaign_id}")
        return found

    def start(self, campaign_id: int) -> httpx.Response:
        """Ask for the start, whatever the answer is."""
        return self.call("PUT", f"/api/campaigns/{campaign_id}/status", json={"status": "running"})

    def wait_ended(self, campaign_id: int) -> dict[str, Any]:
        """The campaign once it is finished, paused or cancelled."""
        deadline = time.monotonic() + self.patience
        while True:
            found = self.campaign(campaign_id)
            if found["status"] in ENDED:
                return found
            assert time.monotonic() < deadline, f"still {found['status']}"
            time.sleep(min(0.2, self.scan / 4))

    @property
    def controllable(self) -> bool:
        """Whether :meth:`control` and :meth:`log` work, which only the stand-in can do."""
        return self.kind == "stand-in"

    def control(self, **orders: Any) -> None:
        """Give the stand-in orders; see :mod:`.faults` for what it understands."""
        assert self.controllable, "a real Listmonk takes no orders"
        self.http.post(self.url + "/__control", json=orders).raise_for_status()

    def log(self) -> tuple[Call, ...]:
        """The requests so far, oldest first, without those to the stand-in's own pages."""
        assert self.controllable, "a real Listmonk keeps no such log"
        return tuple(Call(**call) for call in self.http.get(self.url + "/__log").json())


def unique(stem: str) -> str:
    """A name that no other test uses."""
    return f"{stem}-{uuid.uuid4().hex[:12]}"


def address(stem: str = "someone") -> str:
    """An address that no other test uses."""
    return f"{unique(stem)}@residents.example"
