"""Hashes of what is shown of an item: the keys of all outputs that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from plugins.engine.content import Hashes
from plugins.engine.folder import Folder
from subscriptions.core.incidents import EXPIRED_SHOWN, Incidents
from subscriptions.core.item import Item
from subscriptions.core.pool_reports import PoolReports
from subscriptions.core.pool_states import holds_until


class Faces:
    """The faces of one site's items at ``now``. Each is made once."""

    def __init__(
        self,
        folder: Folder,
        hashes: Mapping[str, Hashes],
        incidents: Incidents,
        reports: PoolReports,
        held: frozenset[str],
        now: datetime,
    ) -> None:
        self._folder = folder
        self._hashes = hashes
        self._incidents = incidents
        self._reports = reports
        self._held = held
        self._now = now
        self._known: dict[str, tuple[object, ...]] = {}

    def face(self, item: Item) -> tuple[object, ...]:
        """What a list shows: the front matter, and the state with what decides it."""
        known = self._known.get(item.id)
        if known is None:
            known = self._known[item.id] = (
                item.id,
                self._front(item),
                item.id in self._held,
                sum(moment <= self._now for moment in _moments(item)),
                *((other.id, self._front(other)) for other in self._related(item)),
                item.pool and self._reports.has_ended(item),
            )
        return known

    def _related(self, item: Item) -> Iterator[Item]:
        yield from self._incidents.members(item)
        if item.pool:
            pair = (self._reports.closure(item), self._reports.reopening(item))
            yield from (other for other in pair if other)

    def _front(self, item: Item) -> bytes:
        # What is left of a file that is gone cannot change.
        return b"gone" if item.gone else self._hashes[item.source].front

    def faces(self, items: Iterable[Item]) -> tuple[object, ...]:
        """What a list of these items shows."""
        return tuple(self.face(item) for item in items)

    def whole(self, item: Item) -> tuple[object, ...]:
        """What a page or a feed shows: the text and the files too."""
        files = [attachment.file for attachment in item.attachments]
        files += [item.image.file] if item.image else []
        stamps = tuple(self._folder.stamp_of(name) for name in files)
        return (self._hashes[item.source].whole, stamps, *self.face(item))


def _moments(item: Item) -> Iterator[datetime]:
    """When the state of an item may change by itself."""
    if item.expires:
        yield item.expires.at
        yield item.expires.at + EXPIRED_SHOWN
    if item.state:
        yield holds_until(item)
    for moment in (item.deadline, item.start, item.end):
        if moment:
            yield moment.latest
