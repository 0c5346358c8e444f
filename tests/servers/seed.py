r"""Fill a model from a JSON file.

::

    {"settings": {"app.max_send_errors": 5},
     "templates": [{"name": "Bare", "body": "{{ template \"content\" . }}"}],
     "lists": [{"name": "News", "optin": "double", "tags": ["infokanal-town"]}],
     "subscribers": [{"email": "a@residents.example", "lists": ["News"], "confirmed": true}],
     "users": [{"name": "narrow", "token": "t", "permissions": ["campaigns:get"],
                "lists": {"News": ["list:get"]}}],
     "campaigns": [{"name": "…", "subject": "…", "lists": ["News"], "status": "running"}]}
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .model import ADMIN, Listmonk, User


def plant(model: Listmonk, seed: Mapping[str, Any], now: datetime) -> None:
    """Add what the seed names. Lists are referred to by name; KeyError for an unknown one."""
    model.settings.update(seed.get("settings", {}))
    for row in seed.get("templates", ()):
        model.create_template(ADMIN, {"type": "campaign", **row}, now)
    for row in seed.get("lists", ()):
        model.create_list(ADMIN, {"type": "public", **row}, now)
    keys = {row.name: row.id for row in model.lists.values()}
    for row in seed.get("subscribers", ()):
        model.create_subscriber(
            ADMIN,
            {
                "email": row["email"],
                "name": row.get("name", ""),
                "lists": [keys[name] for name in row.get("lists", ())],
                "preconfirm_subscriptions": row.get("confirmed", True),
            },
            now,
        )
    for row in seed.get("users", ()):
        rights = {keys[name]: frozenset(value) for name, value in row.get("lists", {}).items()}
        model.users[row["name"]] = User(
            row["name"], row["token"], frozenset(row.get("permissions", ())), rights
        )
    for row in seed.get("campaigns", ()):
        asked = {**row, "lists": [keys[name] for name in row["lists"]]}
        status = asked.pop("status", "draft")
        made = model.create_campaign(ADMIN, asked, now)
        if status != "draft":
            model.change_status(ADMIN, made["id"], {"status": status}, now)
    model.notices.clear()
