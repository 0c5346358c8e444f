"""The next dates, as the front page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugins.engine.frame import Frame
from plugins.engine.views import ItemCard
from subscriptions.core.dates import Moment
from subscriptions.core.events import all_events, next_events


@dataclass(frozen=True, slots=True)
class DateView:
    """A date in a list; from ``over`` on it is past."""

    card: ItemCard
    start: Moment
    location: str
    over: datetime


def next_dates(frame: Frame) -> tuple[DateView, ...]:
    """What takes place now or is still to come, earliest start first."""
    site = frame.site
    listed = (item for item in site.relations.involved if not item.withdrawn)
    events = next_events(all_events(listed, site.relations.tenders), site.now)
    return tuple(
        DateView(frame.views.card(e.item), e.start, e.item.location, e.over) for e in events
    )
