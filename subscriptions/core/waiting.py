"""What waits before it is mailed: for the hour of its topics, or for the end of quiet hours.

Of several topics the most urgent one decides: what has one that mails at once does not wait for an
hour, and it is quiet only while all of them are. A warning waits for nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from subscriptions.core.cadence import Quiet, later_awake, quiet_until
from subscriptions.core.candidates import Candidate, max_age
from subscriptions.core.dates import ZONE, after
from subscriptions.core.messages import Message, message
from subscriptions.core.topics import Topic, Topics


def digest_topic(candidate: Candidate, topics: Topics) -> Topic | None:
    """The topic with whose digest it goes; None if it is mailed by itself."""
    entry = candidate.entry
    if candidate.key.kind != "item" or entry.is_warning or len(entry.tags) != 1:
        return None
    topic = topics[entry.tags[0]]
    return topic if topic.delivery else None


def quiets(candidate: Candidate, topics: Topics) -> tuple[Quiet | None, ...]:
    """The quiet hours of its topics; none for a warning."""
    if candidate.is_warning:
        return ()
    return tuple(topics[topic].quiet for topic in candidate.entry.tags)


def released(candidate: Candidate, topics: Topics, at: datetime) -> datetime:
    """When something dated ``at`` that is mailed by itself may go, but for quiet hours (UTC).

    Corrections and withdrawals set right what people have read, so they keep no hours.
    """
    hours = [topics[topic].delivery for topic in candidate.entry.tags]
    known = [hour.from_(at) for hour in hours if hour]
    if candidate.key.kind != "item" or candidate.is_warning or len(known) < len(hours):
        return after(at, timedelta())
    return min(known)


def waits_until(candidate: Candidate, topics: Topics, now: datetime) -> datetime | None:
    """Until when what is mailed by itself waits; None if it does not."""
    if candidate.is_warning:
        return None
    begin = max(now, released(candidate, topics, candidate.at))
    moment = quiet_until(begin, quiets(candidate, topics)) or begin
    return moment if moment > now else None


def last_moment(candidate: Candidate, topics: Topics) -> datetime:
    """The last moment at which it is young enough to be mailed; waiting is not ageing (UTC)."""
    begin = released(candidate, topics, candidate.latest)
    return later_awake(begin, max_age(candidate, topics), quiets(candidate, topics))


def clock_words(moment: datetime, now: datetime) -> Message:
    """``at 17:00``, with the day if that is not today."""
    local = moment.astimezone(ZONE)
    if local.date() == now.astimezone(ZONE).date():
        return message("at {time}", time=f"{local:%H:%M}")
    return message("on {day} at {time}", day=f"{local:%d.%m.%Y}", time=f"{local:%H:%M}")
