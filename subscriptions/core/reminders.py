"""Warnings that somebody should look at again: those about to expire, and those without an end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from subscriptions.core.dates import after
from subscriptions.core.feed import Entry
from subscriptions.core.formats import Formats
from subscriptions.core.messages import message
from subscriptions.core.receipts import Event

# So long before a warning expires, and so often while it has no end.
BEFORE_EXPIRY = timedelta(minutes=30)
DAILY = timedelta(hours=24)

# A reminder that could not be told in time is told for so long after.
STILL_TOLD = timedelta(hours=24)


def reminders(entries: Iterable[Entry], now: datetime, formats: Formats) -> tuple[Event, ...]:
    """What holds of the last word of each incident, as far as somebody should act on it."""
    return tuple(
        event for entry in _last_words(entries) for event in _reminders(entry, now, formats)
    )


def next_reminder(entries: Iterable[Entry], now: datetime) -> tuple[datetime, str] | None:
    """The first moment after ``now`` (UTC) that asks for one, and of which item; None: never."""
    moments = ((at, entry.info.id) for entry in _last_words(entries) for at in _moments(entry, now))
    return min(moments, default=None)


def _last_words(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The newest message of each incident that still warns. An exercise ends without harm."""
    newest: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.sort_key):
        if entry.is_warning and not entry.info.exercise and not entry.info.withdrawn:
            newest[entry.info.incident or entry.info.id] = entry
    return (entry for entry in newest.values() if entry.info.msgtype != "cancel")


def _moments(entry: Entry, now: datetime) -> Iterator[datetime]:
    if entry.info.expires:
        at = after(entry.info.expires, -BEFORE_EXPIRY)
        if at > now:
            yield at
    else:
        yield after(entry.date_published, max(_days(entry, now) + 1, 1) * DAILY)


def _days(entry: Entry, now: datetime) -> int:
    """Whole days since the message, in hours that pass."""
    return (after(now, timedelta()) - after(entry.date_published, timedelta())) // DAILY


def _reminders(entry: Entry, now: datetime, formats: Formats) -> Iterator[Event]:
    about = f"warning/{entry.info.id}"
    what_now = message(
        "What now: publish an update (msgtype: update) with a later end, or an all-clear"
        " (msgtype: cancel). Expiry is no all-clear."
    )
    if entry.info.expires:
        end = entry.info.expires
        if after(end, -BEFORE_EXPIRY) <= now < after(end, STILL_TOLD):
            text = formats.date_time(end)
            headline = (
                message("expires soon without a successor: {date}", date=text)
                if now < end
                else message("expired without a successor: {date}", date=text)
            )
            state = after(end, timedelta()).isoformat()
            yield Event(
                about, state, "reminder", headline, entry.bare_title, entry.url, (what_now,)
            )
    elif (days := _days(entry, now)) >= 1:
        headline = message(
            "holds until further notice, since {date}",
            date=formats.date_time(entry.date_published),
        )
        still = message("Does it still hold? If not, publish an all-clear (msgtype: cancel).")
        yield Event(
            about, f"day {days}", "reminder", headline, entry.bare_title, entry.url, (still,)
        )
