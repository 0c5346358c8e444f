"""The policy (CSP) that deploy/ sends forbids nothing that the pages need."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.site.web_servers import DEPLOY

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("file", ["nginx.conf", "Caddyfile"])
@pytest.mark.parametrize("path", ["", "gefahren/", "aktuelles/2026-03-08-hochwasser-am-talbach/"])
def test_no_page_breaks_the_policy(page: Page, site: str, file: str, path: str) -> None:
    text = (Path(DEPLOY) / file).read_text(encoding="utf-8")
    policy = re.search(r"Content-Security-Policy \"(default-src[^\"]+)\"", text)
    assert policy is not None
    sent = re.sub(r"\{\$[A-Z_]+:([^}]+)\}", r"\1", policy[1])
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("requestfailed", lambda request: told.append(request.url))

    def with_policy(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        headers = {**answer.headers, "content-security-policy": sent}
        route.fulfill(response=answer, headers=headers)  # type: ignore[attr-defined]

    page.route("**/*", with_policy)
    page.goto(site + path, wait_until="networkidle")
    assert [line for line in told if "favicon" not in line] == []
    assert page.evaluate("getComputedStyle(document.querySelector('.site-header')).display")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert any(name.endswith("theme/style.css") for name in loaded)
    assert any(name.endswith("theme/over.js") for name in loaded)
