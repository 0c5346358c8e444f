"""What all commands share: whose town, which clock, which mail server, which language."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from gettext import NullTranslations
from pathlib import Path

from subscriptions.adapters.catalogues import catalogue
from subscriptions.adapters.last_settings import read_or_last
from subscriptions.adapters.program import ROOT
from subscriptions.adapters.settings import (
    ConfigurationError,
    Places,
    read_credentials,
    read_environment,
    read_settings,
    read_sign_up_file,
)
from subscriptions.core.messages import Gettext, message
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.sign_up import SignUp
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

LANGUAGE_VARIABLE = "INFOKANAL_LANG"


def language(environ: Mapping[str, str]) -> str:
    """The language of the command line: German unless ``INFOKANAL_LANG`` says ``en``."""
    wanted = environ.get(LANGUAGE_VARIABLE, "de")[:2].lower()
    return wanted if wanted in ("de", "en") else "de"


@dataclass
class Session:
    """One call of the program. ``problems`` are those that a lenient one went on in spite of."""

    places: Places
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    lenient: bool = False
    problems: list[Problem] = field(default_factory=list)
    sleep: Callable[[float], None] = time.sleep

    @cached_property
    def gettext(self) -> Gettext:
        """Into the language of the person at the terminal."""
        return catalogue(language(self.environ)).gettext

    @cached_property
    def environment(self) -> dict[str, str]:
        """The environment with ``.env``."""
        return read_environment(self.environ, self.places.site)

    @cached_property
    def settings(self) -> tuple[Town, Topics]:
        """town.yml and topics.yml; of a lenient session the last good ones, if these are broken."""
        url = self.environment.get("SITEURL")
        if not self.lenient:
            return read_settings(self.places.site, url=url)
        town, topics, problems = read_or_last(self.places.site, self.places.last_settings, url=url)
        self.problems += problems
        return town, topics

    @property
    def town(self) -> Town:
        """The town."""
        return self.settings[0]

    @property
    def topics(self) -> Topics:
        """Its topics."""
        return self.settings[1]

    @cached_property
    def sign_up(self) -> SignUp | None:
        """Where the form for subscribing goes; a lenient session does without a broken file."""
        try:
            return read_sign_up_file(self.places.site, self.topics)
        except InvalidContentError as error:
            if not self.lenient:
                raise
            self.problems += error.problems
            return None

    @cached_property
    def translations(self) -> NullTranslations:
        """Into the language of the town's pages and mails."""
        return catalogue(self.town.language)

    def clock(self, as_of: datetime | None) -> Callable[[], datetime]:
        """The time, or a moment that a person chose."""
        return (lambda: as_of) if as_of else (lambda: datetime.now(UTC))

    def server_name(self, to: str | None) -> str:
        """Which mail server is meant. None is never assumed.

        Raises:
            ConfigurationError: neither ``--to`` nor town.yml names one.
        """
        name = to or self.town.mail_server
        if name is None:
            raise ConfigurationError(
                message(
                    "no mail server is named; write mail_server: listmonk into town.yml, or call"
                    " this with --to listmonk or --to outbox (make: TO=outbox)"
                )
            )
        if name == "listmonk":
            read_credentials(self.environment, self.town)
        return name


def default_places(site: str | None, into: str | None) -> Places:
    """The folders that ``--site`` and ``--into`` name; by default this checkout.

    An installed program has no town beside it: there it is the folder that it is called in.
    """
    here = ROOT if (ROOT / "town.yml").is_file() else Path.cwd()
    town = Path(site).resolve() if site else here
    return Places(town, Path(into).resolve() if into else town)
