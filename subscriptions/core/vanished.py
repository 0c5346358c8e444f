"""Warnings that were published and are there no longer, though nothing lifted them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from subscriptions.core.incidents import Incidents, needing_attention, needs_attention
from subscriptions.core.item import Item
from subscriptions.core.messages import message
from subscriptions.core.problems import Problem
from subscriptions.core.shown import is_published

_ALL_CLEAR_GONE = message(
    "this all-clear was published, and its file is gone or no longer says so: the warning that it"
    " lifted would hold again; put it back. If the danger is back, publish a new warning; an"
    " all-clear that was wrong gets withdrawn:"
)


def vanished(
    items: Iterable[Item],
    before: Collection[Item],
    gone: Collection[Item],
    held: Collection[Item],
    now: datetime,
) -> dict[Item, Problem]:
    """Warnings in force that are gone, and all-clears without which a warning would hold again.

    Gone is also what became a draft, was dated into the future or is no warning any more.

    ``items``: of today. ``before``: what was published last. ``gone``: what is left of those that
    vanished earlier. ``held``: what is broken today, as it was published.
    """
    if not any(item.is_warning for item in before):
        return {}
    files = {item.id: item for item in items}
    public = (item for item in files.values() if is_published(item, now))
    there = [*(item for item in public if item.is_warning or item.withdrawn), *held]
    present = {item.id for item in there}
    lost = [
        item for item in before if item.is_warning and item.id not in present and not item.withdrawn
    ]
    if not lost:
        return {}
    known = Incidents({item.id: item for item in (*gone, *before, *there)}.values())
    again = {one.id for one in needing_attention(there, Incidents(there), now)}

    def is_missed(item: Item) -> bool:
        if item.msgtype == "cancel":
            return not again.isdisjoint(one.id for one in known.members(item))
        return needs_attention(item, known, now)

    return {item: _wrong(item, files.get(item.id)) for item in lost if is_missed(item)}


def _wrong(published: Item, now_there: Item | None) -> Problem:
    """The problem of a file that is gone, or of the field that makes it no public warning."""
    what = message(
        "this warning is in force, and its file is gone or no longer says so; put it back. To"
        " end the warning, publish an item with msgtype: cancel and references: {id};"
        " a false alarm gets withdrawn:",
        id=published.id,
    )
    if published.msgtype == "cancel":
        what = _ALL_CLEAR_GONE
    if now_there is None:
        return Problem(f"content/aktuelles/{published.id}.md", 1, what)
    field = "date" if now_there.is_warning else "msgtype"
    return now_there.problem("draft" if now_there.draft else field, what)
