"""A site that one process keeps up to date: changes in, a report out.

``publish.py build --watch`` stands on it. Who calls it knows what changed and what time it is; it
reads no clock and waits for nothing (watching.py does).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from plugins.engine.build import SiteReport, build
from plugins.engine.request import Request

# So long a state may be wrong that changes by itself.
_LATE = timedelta(seconds=30)


class Live:
    """One site between its builds.

    ``renew`` reads the town's settings and says what to build; it is called again whenever
    something outside of the content has changed.
    """

    def __init__(self, renew: Callable[[], Request]) -> None:
        self._renew = renew
        self._request: Request | None = None
        self._built: datetime | None = None

    def update(self, now: datetime, changed: Collection[Path] | None = None) -> SiteReport:
        """Bring the output folder to what a build at ``now`` makes; the same bytes.

        ``changed``: all files and folders that may differ from what they were at the last call;
        None: anything may, the output folder too.

        Raises:
            InvalidContentError: the settings are wrong, or, of a strict request, the content; the
                site stays as it was, and the next call tries again.
        """
        request = self._request
        if request is None or changed is None or not _is_content(changed, request):
            self._request = None
            request = self._renew()
            self._request = request
        report = build(replace(request, now=now))
        self._built = now
        return report

    def is_due(self, now: datetime) -> bool:
        """True when something changes by itself, though nobody wrote anything."""
        return self._built is None or abs(now - self._built) > _LATE


def _is_content(changed: Collection[Path], request: Request) -> bool:
    return all(path.is_relative_to(request.content) for path in changed)
