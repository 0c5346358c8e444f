"""When a publisher that runs all the time publishes again, and whether all is well with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from subscriptions.core.dates import after
from subscriptions.core.exit_codes import CONTENT, INCOMPLETE, OK, REFUSED, SERVER

# What waits for a server, or was not yet counted, is looked at again after this.
RETRY = timedelta(minutes=1)
# Delays, resends and what nobody foresaw: no round is later than this.
REGULAR = timedelta(minutes=5)
# A pull may fail for so long before it counts: forges restart too.
_PULL_LATE = timedelta(minutes=2)
_ROUND_LATE = timedelta(minutes=20)
# In these, the service does its work; a person has to look at an item or a guard.
_WELL = frozenset({OK, CONTENT, REFUSED})

Reason = Literal["start", "push", "clock", "retry", "regular"]


@dataclass(frozen=True, slots=True)
class Round:
    """One ``publish`` that ended.

    ``commit`` is what it published, ``exit_code`` how it ended (negative: killed by that signal).
    ``is_open``: some mail was still on its way. ``wake`` is when the site changes by itself.
    """

    commit: str
    began: datetime
    ended: datetime
    exit_code: int
    is_open: bool = False
    wake: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a publisher knows of itself.

    ``commit`` is what the folder holds, ``pulled`` when the repository last answered, ``problem``
    why it does not now (empty: it does), ``rewritten`` when its history was last replaced by
    another (a forced push), ``busy`` since when a round runs.
    """

    commit: str = ""
    pulled: datetime | None = None
    problem: str = ""
    rewritten: datetime | None = None
    busy: datetime | None = None
    last: Round | None = None


def reason(standing: Standing, now: datetime) -> Reason | None:
    """Why to publish now; None if there is nothing to do yet. Without content there never is."""
    last = standing.last
    if not standing.commit:
        return None
    if last is None:
        return "start"
    if last.commit != standing.commit:
        return "push"
    if last.wake and last.wake <= now:
        return "clock"
    if _wants_retry(last) and after(last.ended, RETRY) <= now:
        return "retry"
    return "regular" if after(last.ended, REGULAR) <= now else None


def pause(standing: Standing, now: datetime, poll: timedelta) -> timedelta:
    """How long to sleep: until the next look at the repository, or a change before that."""
    wake = standing.last.wake if standing.last else None
    return max(min(poll, wake - now), timedelta()) if wake else poll


def is_well(standing: Standing, now: datetime) -> bool:
    """Whether content arrives, rounds end, and the mail server takes what is due."""
    if standing.problem and (not standing.pulled or after(standing.pulled, _PULL_LATE) <= now):
        return False
    if standing.busy and after(standing.busy, _ROUND_LATE) <= now:
        return False
    return standing.last is not None and standing.last.exit_code in _WELL


def document(standing: Standing, now: datetime) -> dict[str, object]:
    """The standing for programs: moments in RFC 3339, None for what never was."""
    last = standing.last
    return {
        "schema": 1,
        "status": "ok" if is_well(standing, now) else "failing",
        "commit": standing.commit or None,
        "pulled": _written(standing.pulled),
        "problem": standing.problem or None,
        "rewritten": _written(standing.rewritten),
        "publishing_since": _written(standing.busy),
        "published_commit": last.commit if last else None,
        "published": _written(last.ended) if last else None,
        "exit_code": last.exit_code if last else None,
        "next": _written(last.wake) if last else None,
    }


def _wants_retry(last: Round) -> bool:
    return last.is_open or last.exit_code in (INCOMPLETE, SERVER) or last.exit_code < OK


def _written(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
