"""What holds for the whole run: a real Listmonk where one is asked for, and skips said loudly."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from gettext import NullTranslations
from hashlib import sha256

import pytest
from jinja2 import Environment

from plugins.engine import build
from plugins.engine.request import Cache
from plugins.engine.theme import Theme
from subscriptions.core.town import Town
from tests.browser import chromium
from tests.servers import postgres, real

REQUIRED = "INFOKANAL_REQUIRE_LISTMONK"


@pytest.fixture(autouse=True, scope="session")
def _compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hundreds of fresh towns share the theme: it is compiled once (Jinja compares its text).

    A folder keeps the templates of one path below a host, and of one language.
    """
    templates, make = tmp_path_factory.mktemp("templates"), build.environment

    def shared(
        theme: Theme, town: Town, translations: NullTranslations, cache: Cache | None = None
    ) -> Environment:
        if cache:
            name = sha256(f"{town.base_path} {town.language}".encode()).hexdigest()
            (templates / name).mkdir(exist_ok=True)
            cache = replace(cache, file=templates / name / "unused")
        return make(theme, town, translations, cache)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "environment", shared)
        yield


def pytest_sessionstart(session: pytest.Session) -> None:
    """``make test-listmonk`` fails without a real Listmonk instead of skipping everything.

    A shell starts what runs in the background with SIGINT ignored, and programs inherit that; those
    that the tests interrupt must hear it.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get(REQUIRED) and (why := real.missing()):
        pytest.exit(f"make test-listmonk: {why}", returncode=1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not tested: a skip that nobody notices tests nothing."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    kinds = (
        (
            "Listmonk",
            f"against a real Listmonk. {real.missing()} Run them with: make test-listmonk",
        ),
        ("Chromium", f"in a browser. {chromium.missing()}"),
        ("HTML checker", "of what an HTML checker says. Run make html-checker; it needs Java."),
        ("PostgreSQL", f"with a database. {postgres.missing()}"),
        ("nginx", "of the nginx that deploy/nginx.conf is for. Install nginx-light."),
        ("caddy", "of the Caddy that deploy/Caddyfile is for. Install caddy."),
        ("systemd-analyze", "of the units in deploy/systemd. Install systemd."),
        ("setuptools", "of the installed package. Run make dev."),
    )
    for word, what in kinds:
        count = sum(word in why for why in skipped)
        if count:
            text = f"NOT RUN: {count} tests {what}"
            terminalreporter.write_line(text, yellow=True, bold=True)
    for why in skipped:
        if not any(word in why for word, _ in kinds):
            terminalreporter.write_line(f"NOT RUN: {why}", yellow=True)
