"""The last good town.yml and topics.yml: somebody's mistake in them must stop no warning."""

from __future__ import annotations

import shutil
from pathlib import Path

from subscriptions.adapters.settings import ConfigurationError, read_settings
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

_FILES = ("town.yml", "subscriptions/topics.yml")


def read_or_last(
    site: Path, kept: Path, *, url: str | None = None
) -> tuple[Town, Topics, tuple[Problem, ...]]:
    """The settings, or the last good ones from ``kept`` with what is wrong with the present ones.

    Raises:
        InvalidContentError: they are wrong, and there are no earlier ones.
        ConfigurationError: there is no town.yml, and never was.
    """
    has_earlier = all((kept / name).is_file() for name in _FILES)
    try:
        return *read_settings(site, url=url), ()
    except InvalidContentError as error:
        if not has_earlier:
            raise
        problems = error.problems
    except ConfigurationError as error:
        if not has_earlier or (site / "town.yml").exists():
            raise
        problems = (Problem("town.yml", 1, error.message),)
    return *read_settings(kept, url=url), problems


def keep(site: Path, kept: Path) -> None:
    """Remember the settings that a published site was built with."""
    for name in _FILES:
        target = kept / name
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_suffix(".tmp")
        shutil.copyfile(site / name, temporary)
        temporary.replace(target)
