"""What is shown at a given moment: who is public, who has a banner, what the publisher reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from subscriptions.core.candidates import WARNING_AHEAD
from subscriptions.core.dates import after
from subscriptions.core.incidents import Incidents, needing_attention
from subscriptions.core.item import Item

# Older items carry no banner, so that a new hazard does not touch ten years of pages.
BANNER_DAYS = timedelta(days=90)

# The seam (alle.json) reaches back so far from the newest item, and holds at least so many.
SEAM_DAYS = timedelta(days=90)
SEAM_LEAST = 50


def public_from(item: Item) -> datetime:
    """From when on an item is public, unless it is a draft (a warning thirty minutes early)."""
    return after(item.date.at, -WARNING_AHEAD if item.is_warning else timedelta())


def is_published(item: Item, now: datetime) -> bool:
    """No draft, and not dated in the future (a warning may be by thirty minutes)."""
    if item.draft:
        return False
    ahead = item.sort_key[0] - now.timestamp()
    return ahead <= 0 or (item.is_warning and ahead <= WARNING_AHEAD.total_seconds())


def banner_until(item: Item) -> datetime:
    """When the item's page is too old for the banner."""
    return after(item.updated, BANNER_DAYS)


def has_banner(item: Item, now: datetime) -> bool:
    """The item's page is not too old for the banner."""
    return now.timestamp() < item.updated_at + BANNER_DAYS.total_seconds()


def seam_items(items: Iterable[Item], incidents: Incidents, now: datetime) -> tuple[Item, ...]:
    """What the publisher may need, newest first (design of alle.json in docs/architecture.md)."""
    listed = tuple(items)
    if not listed:
        return ()

    def begin(newest: float) -> float:
        # A note dated far ahead must not move what is due now out of sight.
        return min(newest, now.timestamp()) - SEAM_DAYS.total_seconds()

    # Of ten thousand most are ruled out in one walk: the newest was changed last, or another later.
    earliest = begin(listed[0].updated_at)
    some = [
        (number, item)
        for number, item in enumerate(listed)
        if number < SEAM_LEAST or item.reach > earliest or item.is_warning
    ]
    latest = begin(max(item.updated_at for _, item in some))
    attention = needing_attention((item for _, item in some), incidents, now)
    goes_on = {incidents.root(item) for item in attention}
    return tuple(
        item
        for number, item in some
        if number < SEAM_LEAST
        or item.reach > latest
        or (item.is_warning and incidents.root(item) in goes_on)
    )
