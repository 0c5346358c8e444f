"""The Pelican plugin: a generator that gives Pelican's settings to the engine.

``pelican`` alone makes the whole site, the same bytes as ``publish.py build``.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

from plugins.engine.build import build
from plugins.engine.request import Report, Request
from plugins.engine.theme import Theme
from subscriptions.core.problems import InvalidContentError

_log = logging.getLogger(__name__)


class TownSiteGenerator(Generator):  # type: ignore[misc]
    """Builds all pages and feeds when Pelican generates its output."""

    def generate_context(self) -> None:
        """Nothing: the engine reads the content itself, once."""

    def generate_output(self, writer: Any) -> None:
        """Make the site.

        Raises:
            SystemExit: 3, after every problem was logged; Pelican itself would go on and exit 0.
        """
        del writer
        try:
            report: Report = build(_request(self.settings, Path(self.output_path)))
        except InvalidContentError as error:
            gettext = self.settings["INFOKANAL_TRANSLATIONS"].gettext
            for problem in error.problems:
                _log.error("%s", problem.format(gettext))
            raise SystemExit(3) from error
        _log.info("%d files, %d written", report.written.total, len(report.written.changed))


def _request(settings: dict[str, Any], output: Path) -> Request:
    places = settings["INFOKANAL_PLACES"]
    return Request(
        town=settings["INFOKANAL_TOWN"],
        topics=settings["INFOKANAL_TOPICS"],
        sign_up=settings["INFOKANAL_SIGN_UP"],
        content=Path(settings["PATH"]),
        theme=Theme(places.themes),
        output=output,
        published=places.var / "published",
        translations=settings["INFOKANAL_TRANSLATIONS"],
        now=settings.get("INFOKANAL_AS_OF") or datetime.now(UTC),
    )


def _generators(pelican: Any) -> type[Generator]:
    del pelican
    return TownSiteGenerator


def register() -> None:
    """Pelican calls this once."""
    signals.get_generators.connect(_generators)
