"""Hashes of what is shown of an item: the keys of all outputs that show it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from plugins.engine.reading import Reading
from subscriptions.core.item import Item
from subscriptions.core.relations import Relations


class Faces:
    """The faces of one site's items at ``now``. Each is made once."""

    def __init__(
        self,
        stamps: Mapping[str, tuple[int, int]],
        readings: Mapping[str, Reading],
        relations: Relations,
        held: frozenset[str],
        now: datetime,
    ) -> None:
        self._stamps = stamps
        self._readings = readings
        self._relations = relations
        self._held = held
        self._now = now.timestamp()
        self._known: dict[str, tuple[object, ...]] = {}

    def face(self, item: Item) -> tuple[object, ...]:
        """What a list shows: the front matter, and the state with what decides it."""
        known = self._known.get(item.id)
        if known is None:
            known = self._known[item.id] = self._face(item)
        return known

    def _face(self, item: Item) -> tuple[object, ...]:
        begin = (item.id, self._front(item), item.id in self._held)
        if item.is_alone:
            return begin
        related = tuple(self._related(item))
        return (
            *begin,
            sum(self._passed(one) for one in (item, *related)),
            *((other.id, self._front(other)) for other in related),
            item.pool and self._relations.reports.has_ended(item),
        )

    def _passed(self, item: Item) -> int:
        """How many of the moments have passed at which something of it changes by itself."""
        moments = () if item.gone else self._readings[item.source].moments
        return bisect_right(moments, self._now)

    def _related(self, item: Item) -> Iterator[Item]:
        yield from self._relations.incidents.members(item)
        if item.pool:
            pair = (self._relations.reports.closure(item), self._relations.reports.reopening(item))
            yield from (other for other in pair if other)
        if item.tender_number:
            yield from self._relations.tenders.others(item)

    def _front(self, item: Item) -> bytes:
        # What is left of a file that is gone cannot change.
        return b"gone" if item.gone else self._readings[item.source].front

    def faces(self, items: Iterable[Item]) -> tuple[object, ...]:
        """What a list of these items shows."""
        return tuple(self.face(item) for item in items)

    def whole(self, item: Item) -> tuple[object, ...]:
        """What a page or a feed shows: the text and the files too."""
        return (self._readings[item.source].whole, self.files(item.files), *self.face(item))

    def files(self, names: Iterable[str]) -> tuple[object, ...]:
        """What is shown of files below content/."""
        return tuple(self._stamps.get(name) for name in names)
