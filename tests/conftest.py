"""What holds for the whole run: a real Listmonk where one is asked for, and skips said loudly."""

from __future__ import annotations

import os

import pytest

from tests.browser import chromium
from tests.servers import real

REQUIRED = "INFOKANAL_REQUIRE_LISTMONK"


def pytest_sessionstart(session: pytest.Session) -> None:
    """``make test-listmonk`` fails without a real Listmonk instead of skipping everything."""
    if os.environ.get(REQUIRED) and (why := real.missing()):
        pytest.exit(f"make test-listmonk: {why}", returncode=1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not tested: a skip that nobody notices tests nothing."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum("Listmonk" in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(
            f"NOT RUN: {count} tests against a real Listmonk. {real.missing()}"
            " Run them with: make test-listmonk",
            yellow=True,
            bold=True,
        )
    count = sum("Chromium" in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(
            f"NOT RUN: {count} tests in a browser. {chromium.missing()}",
            yellow=True,
            bold=True,
        )
