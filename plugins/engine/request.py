"""What a build is asked for, and what it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations
from pathlib import Path

from plugins.engine.folder import Folder, Listing
from plugins.engine.theme import Theme
from subscriptions.core.problems import Problem
from subscriptions.core.sign_up import SignUp
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

# Its presence says that everything in an output folder (but for hidden names) is the build's own.
MARKER = ".infokanal"

# How the sources of last good versions are called.
PUBLISHED = "var/published"


@dataclass(frozen=True, slots=True)
class Request:
    """What to build.

    ``now``: which items are published, and what state they are in. ``published``: the folder of the
    last good versions. ``lenient``: hold back only what is broken. ``remember``: this build is
    published, so its sound files are the last good ones from now on. ``cache``: what earlier builds
    found out; without one, everything is read and made. ``sign_up``: where the form for e-mail
    goes. ``found``, ``found_published``: the files of the content and of the last good versions, if
    somebody has looked just now. ``drafts``: show drafts as if they were none; for the eyes of
    editors only.
    """

    town: Town
    topics: Topics
    content: Path
    theme: Theme
    output: Path
    published: Path
    translations: NullTranslations
    now: datetime
    lenient: bool = False
    remember: bool = False
    cache: Cache | None = None
    sign_up: SignUp | None = None
    found: Mapping[str, Listing] | None = None
    found_published: Mapping[str, Listing] | None = None
    drafts: bool = False

    @property
    def folder(self) -> Folder:
        """The content folder, as the engine reads it."""
        return Folder(self.content, self.content.name, self.town.base_path, self.found)

    @property
    def last_good(self) -> Folder:
        """The folder of the last good versions.

        It has a name of its own: the text of an earlier version is not that of the file of today.
        """
        return Folder(self.published, PUBLISHED, self.town.base_path, self.found_published)


@dataclass(frozen=True, slots=True)
class Cache:
    """Where earlier builds put down what they found out, and the stamp of the code that did."""

    file: Path
    program: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """How many outputs there are, and what this run did to the folder.

    ``problems``: what is wrong with the town's own templates.
    """

    total: int
    changed: tuple[str, ...]
    deleted: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did. ``problems`` is empty but for a lenient build."""

    written: Written
    items: int
    problems: tuple[Problem, ...]
