"""The policy (CSP) that deploy/ sends forbids nothing that the pages need."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.policies import FILES, policy_of, send

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("path", ["", "gefahren/", "aktuelles/2026-03-08-hochwasser-am-talbach/"])
def test_no_page_breaks_the_policy(page: Page, site: str, file: str, path: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("requestfailed", lambda request: told.append(request.url))
    send(page, policy_of(file, path))
    page.goto(site + path, wait_until="networkidle")
    # test_offline.py registers the worker; here Playwright says that it keeps it out.
    expected = ("favicon", "Service Worker registration blocked")
    assert [line for line in told if not any(word in line for word in expected)] == []
    assert page.evaluate("getComputedStyle(document.querySelector('.site-header')).display")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert any(name.endswith("theme/style.css") for name in loaded)
    assert any(name.endswith("theme/over.js") for name in loaded)
