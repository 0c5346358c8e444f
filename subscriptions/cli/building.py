"""A build in two steps: its folders are looked at beside, and meanwhile there is more to load."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from plugins.engine.alike import LastGood, hashes_of
from plugins.engine.beside import beside
from plugins.engine.garbage import keep_until_the_next, no_collection
from plugins.engine.request import Report, Request
from plugins.engine.store import Store
from plugins.engine.unchanged import Seen, lie_there, look, open_store, since_last_build
from subscriptions.cli.session import Session
from subscriptions.cli.site import request


class Building:
    """A build that has begun: another process looks at its sources and at what it wrote before."""

    def __init__(self, asked: Request) -> None:
        self._asked = asked
        store = self._store = open_store(asked)
        self._seen = beside(
            lambda: look(asked.folder),
            lambda: _last_good(asked, store),
            lambda: lie_there(asked.output, store.outputs()),
        )

    def finish(self) -> Report:
        """Build, if there is anything to do.

        Raises:
            InvalidContentError: as ``plugins.engine.build.build``.
        """
        # The build itself allows collection again when everything is decided.
        with no_collection():
            try:
                report = self._finish()
            finally:
                self._seen.close()
                self._store.close()
        keep_until_the_next((self._store, report))
        return report

    def _finish(self) -> Report:
        self._store.rows(self._asked.folder.name)
        asked = replace(self._asked, found=next(self._seen))
        since = since_last_build(asked, self._store)
        if since is None or since.differing:
            import plugins.engine.build  # noqa: F401, PLC0415  # slow to load, in the meantime
        last_good = next(self._seen)
        asked = replace(asked, found_published=last_good.found)
        seen = Seen(since, last_good.hashes, cache(lambda: bool(next(self._seen))))
        if since and not since.differing and seen.are_unharmed():
            return since.report
        from plugins.engine.build import build  # noqa: PLC0415

        return build(asked, self._store, seen)


def _last_good(asked: Request, store: Store) -> LastGood:
    """What is known of the last good versions; only a build that renews them asks."""
    if not asked.remember:
        return LastGood()
    folder = asked.last_good
    return hashes_of(replace(folder, found=look(folder)), store)


def begun(session: Session) -> Building:
    """The build that ``publish`` makes.

    Raises:
        ConfigurationError, InvalidContentError: of the settings.
        OSError, sqlite3.Error: there is no place for the cache.
    """
    return Building(request(session, session.clock(None)(), lenient=True, remember=True))
