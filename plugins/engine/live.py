"""A site that one process keeps up to date: changes in, a report out.

``publish.py build --watch`` stands on it. Who calls it knows what changed and what time it is; it
reads no clock and waits for nothing. A changed text costs what shows it, whatever the archive
holds; for anything else all decisions are made anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from plugins.engine.build import SiteReport, frame_of, keep_entries
from plugins.engine.carriers import Carriers
from plugins.engine.decide import decide
from plugins.engine.files import rewrite_outputs, write_outputs
from plugins.engine.garbage import what_is_there_stays
from plugins.engine.new_texts import new_texts
from plugins.engine.outputs import outputs
from plugins.engine.own_templates import PlainPageError
from plugins.engine.readings import OvertakenError
from plugins.engine.request import Request, Written
from plugins.engine.store import Store
from plugins.engine.unchanged import Seal, look, open_store, others_of, unchanged
from subscriptions.core.item import Item
from subscriptions.core.problems import InvalidContentError

# After an error the next try is due so late, in seconds, if nothing changes before.
_AGAIN = 30.0


@dataclass(frozen=True, slots=True)
class _Built:
    """The last build, without problems. ``others``: what it saw beside the texts (unchanged.py)."""

    request: Request
    others: bytes
    report: SiteReport
    carriers: Carriers


class Live:
    """One site between its builds.

    ``renew`` reads the town's settings and says what to build, with a cache; it is called again
    whenever something outside of the content has changed.
    """

    def __init__(self, renew: Callable[[], Request]) -> None:
        self._renew = renew
        self._request: Request | None = None
        self._store: Store | None = None
        self._built: _Built | None = None
        # From when until when nothing changes by itself, in seconds since 1970.
        self._quiet = (0.0, 0.0)
        # The newest items of the topics for which nothing is ready yet.
        self._waiting: list[Item] = []

    def is_due(self, now: datetime) -> bool:
        """True when something changes by itself though no file does."""
        since, until = self._quiet
        return not since <= now.timestamp() < until

    def get_ready(self) -> bool:
        """Do a part of what the next change will need; False if all of it is done.

        The first text of a topic that changes takes several times as long as the next one: until
        then nobody needed the thirty entries of its feeds.
        """
        if not (self._built and self._waiting and self._store and self._store.is_fresh()):
            return False
        for output in self._built.carriers.of([self._waiting.pop().source]).outputs:
            # What is wrong is told by the build that needs it.
            with suppress(PlainPageError, InvalidContentError, KeyError, OSError, sqlite3.Error):
                output.make()
        return True

    def update(self, now: datetime, changed: Collection[Path] | None = None) -> SiteReport:
        """Bring the output folder to what a build at ``now`` makes; the same bytes.

        ``changed``: all files and folders that may differ from what they were at the last call;
        None: anything may, the output folder too.

        Raises:
            InvalidContentError: the settings are wrong, or, of a strict request, the content; the
                site stays as it was, and the next call tries again.
        """
        if changed is not None and not self.is_due(now):
            with suppress(OvertakenError):
                if report := self._texts(changed):
                    return report
        built, self._built = self._built, None
        quiet, self._quiet = self._quiet, (now.timestamp(), now.timestamp() + _AGAIN)
        request = self._request
        if request is None or changed is None or not _is_content(changed, request):
            self._request = None
            request = self._request = self._renew()
        request = replace(request, now=now, found=look(request.folder))
        before = self._store
        store = self._opened(request)
        # What was built with another store reads its texts there.
        if built and store is before and unchanged(request, store):
            self._built, self._quiet = built, quiet
            return _nothing_new(built.report)
        return self._build(request, store)

    def _opened(self, request: Request) -> Store:
        """The store; opened anew if another process has changed it, or it holds no longer."""
        store = open_store(request)
        if self._store and self._store.fingerprint == store.fingerprint and self._store.is_fresh():
            store.close()
            return self._store
        if self._store:
            self._store.close()
        self._store = store
        return store

    def _build(self, request: Request, store: Store) -> SiteReport:
        others = others_of(request)
        decided = decide(request, store)
        site = decided.site
        files = tuple(outputs(frame_of(request, site)))
        written = write_outputs(files, request.output, store, lenient=request.lenient)
        keep_entries(site, store)
        problems = (*decided.problems, *written.problems)
        report = SiteReport(written, len(site.items), problems, site)
        self._quiet = (request.now.timestamp(), decided.quiet_until(request.now))
        if not problems:
            self._built = _Built(request, others, report, Carriers(files))
            self._waiting = [item for topic in site.topics for item in site.of_topic(topic.id)[:1]]
            store.keep_seal(Seal(*self._quiet, others, report.items, written.total))
        what_is_there_stays()
        return report

    def _texts(self, changed: Collection[Path]) -> SiteReport | None:
        """Make what shows these texts; None if anything else has changed, or may have."""
        built, store = self._built, self._store
        if not (built and store and store.is_fresh()):
            return None
        known = built.report.site.readings
        found = [new_texts(path, built.request, known) for path in changed]
        if not all(one is not None for one in found):
            return None
        new = [text for one in found if one for text in one]
        self._built = None  # in case that anything goes wrong
        store.keep_readings(built.request.folder.name, [(t.source, t.row, t.html) for t in new], ())
        for text in new:
            known[text.source] = text.reading
            built.report.site.entries.forget(text.reading.likely_id)
        outputs, bundles = built.carriers.of(text.source for text in new)
        request = built.request
        # The next build looks into the bundles: their keys would take as long as a page.
        unknown = {bundle.name: b"" for bundle in bundles}
        written = rewrite_outputs(outputs, unknown, request.output, store, lenient=request.lenient)
        if written.problems:
            return None
        self._built = built
        total = built.report.written.total
        store.keep_seal(Seal(*self._quiet, built.others, built.report.items, total))
        return _nothing_new(built.report, written.changed)


def _nothing_new(before: SiteReport, changed: tuple[str, ...] = ()) -> SiteReport:
    """The report of the same site, of which only some files are new."""
    return replace(before, written=Written(before.written.total, changed, ()))


def _is_content(changed: Collection[Path], request: Request) -> bool:
    return all(path.is_relative_to(request.content) for path in changed)
