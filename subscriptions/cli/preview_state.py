"""What the preview shows at a moment: the last build that worked, and what is wrong since then."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition

from plugins.engine.folder import ITEMS
from plugins.engine.reading import Reading
from plugins.engine.site import Site
from subscriptions.cli.watch import Built
from subscriptions.core.item import Item
from subscriptions.core.messages import Message
from subscriptions.core.problems import Problem
from subscriptions.core.shown import public_from


@dataclass(frozen=True, slots=True)
class Row:
    """One item for its editor. ``at`` is None for a file that cannot be read.

    ``later``: it is not public before; None if it is now. ``has_page``: there is a page to show.
    """

    id: str
    source: str
    title: str
    at: datetime | None
    is_draft: bool
    later: datetime | None
    has_page: bool
    problems: tuple[Problem, ...]

    @property
    def sort_key(self) -> tuple[bool, bool, float]:
        """What an editor works on comes first: what is broken, drafts, then the newest."""
        at = self.at.timestamp() if self.at else 0.0
        return (not self.problems, not self.is_draft, -at)


@dataclass(frozen=True, slots=True)
class Shown:
    """One state of the preview; ``site`` is None before the first build that works.

    ``pages``: the items that have one.
    """

    version: str = ""
    site: Site | None = None
    pages: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    trouble: Message | None = None

    def rows(self) -> tuple[Row, ...]:
        """All items, drafts and broken ones too."""
        return tuple(sorted(map(self._row, self._readings()), key=lambda row: row.sort_key))

    def row(self, identity: str) -> Row | None:
        """One item."""
        found = [self._row(one) for one in self._readings() if one.likely_id == identity]
        return min(found, key=lambda row: row.sort_key, default=None)

    def _readings(self) -> Iterator[Reading]:
        if self.site:
            yield from (one for one in self.site.readings.values() if one.part == ITEMS)

    def _row(self, one: Reading) -> Row:
        item = one.thing if isinstance(one.thing, Item) else None
        problems = tuple(problem for problem in self.problems if problem.path == one.source)
        begin = public_from(item) if item else None
        is_later = bool(begin and self.site and begin > self.site.now)
        return Row(
            one.likely_id,
            one.source,
            item.title if item else one.likely_id,
            item.date.at if item else None,
            bool(item and item.draft),
            begin if is_later else None,
            one.likely_id in self.pages,
            problems,
        )


@dataclass
class Desk:
    """Where the builds put down what they made, and the browsers wait for it."""

    _shown: Shown = field(default_factory=Shown)
    _news: Condition = field(default_factory=Condition)
    # Of this run alone: a browser that saw an earlier one reloads.
    _run: str = field(default_factory=lambda: secrets.token_hex(4))
    _number: int = 0

    @property
    def shown(self) -> Shown:
        """The newest state."""
        with self._news:
            return self._shown

    def put(self, built: Built) -> None:
        """Take in what came of a build; a failed one leaves the site as it was."""
        report = built.report
        with self._news:
            before = self._shown
            site = report.site if report else before.site
            told = (built.problems, built.trouble)
            is_new = built.is_change or told != (before.problems, before.trouble)
            if report and (report.written.changed or report.written.deleted):
                is_new = True
            self._number += is_new
            pages = frozenset(item.id for item in site.items) if site else before.pages
            self._shown = Shown(f"{self._run}-{self._number}", site, pages, *told)
            self._news.notify_all()

    def wait(self, known: str, seconds: float) -> str:
        """The version, as soon as it is another than ``known``, or after some seconds."""
        with self._news:
            self._news.wait_for(lambda: self._shown.version != known, seconds)
            return self._shown.version
