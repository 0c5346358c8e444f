"""The policies (CSP) that the files of deploy/ send, as a browser gets them."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, Route

from tests.site.web_servers import DEPLOY

FILES = ("nginx.conf", "Caddyfile")


def policy_of(file: str, path: str) -> str:
    """The policy for a page of the site."""
    text = (Path(DEPLOY) / file).read_text(encoding="utf-8")
    found = re.search(r"Content-Security-Policy \"(default-src[^\"]+)\"", text)
    assert found is not None
    wide = "'self' 'wasm-unsafe-eval'" if path.startswith("suche/") else "'self'"
    sent = re.sub(r"\{\$[A-Z_]+:([^}]+)\}", r"\1", found[1])
    return re.sub(r"\{script_src\}|\$infokanal_script_src", wide, sent)


def send(page: Page, policy: str) -> None:
    """Let every answer to this page carry the policy."""

    def with_policy(route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy": policy}
        route.fulfill(response=answer, headers=headers)

    page.route("**/*", with_policy)
