"""deploy/bin/prune-sign-ups against a real Listmonk: unconfirmed sign-ups go, others stay."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.servers.servers import Server, address, unique
from tests.site.site_runs import ROOT, clean_environment

pytestmark = pytest.mark.listmonk


def prune(server: Server, token: Path, days: int) -> None:
    done = subprocess.run(
        [ROOT / "deploy" / "bin" / "prune-sign-ups"],
        env=clean_environment(
            LISTMONK_URL=server.url,
            LISTMONK_CLEANER=server.user,
            LISTMONK_CLEANER_TOKEN_FILE=str(token),
            DAYS=str(days),
        ),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert server.token not in done.stdout + done.stderr


def emails(server: Server) -> set[str]:
    found: Any = server.data("GET", "/api/subscribers", per_page="all")
    return {one["email"] for one in found["results"]}


def test_only_who_never_confirmed_is_deleted(servers: dict[str, Server], tmp_path: Path) -> None:
    server = servers["listmonk"]
    token = tmp_path / "token"
    token.write_text(f"{server.token}\n", encoding="utf-8")
    mailing = server.add_list(unique("Probe"), optin="double")
    confirmed, waiting = address(), address()
    body = {"name": "", "status": "enabled", "lists": [mailing.id]}
    certain = {**body, "email": confirmed, "preconfirm_subscriptions": True}
    assert server.call("POST", "/api/subscribers", json=certain).status_code == 200
    sign_up = {"email": waiting, "name": "", "list_uuids": [mailing.uuid]}
    answer = server.http.post(f"{server.url}/api/public/subscription", json=sign_up)
    assert answer.status_code == 200
    prune(server, token, days=1)
    assert {confirmed, waiting} <= emails(server)
    prune(server, token, days=-1)  # whoever signed up before tomorrow
    left = emails(server)
    assert confirmed in left
    assert waiting not in left


def test_a_wrong_token_is_told(servers: dict[str, Server], tmp_path: Path) -> None:
    server = servers["listmonk"]
    token = tmp_path / "token"
    token.write_text("falsch", encoding="utf-8")
    with pytest.raises(AssertionError, match="403"):
        prune(server, token, days=1)
