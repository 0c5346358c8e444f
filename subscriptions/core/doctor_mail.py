"""Findings about sending: relay, bounces, what a crash can lose, how long a warning takes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from subscriptions.core.fields import LOOPBACK
from subscriptions.core.findings import Finding, Seen, unseen
from subscriptions.core.messages import Message, message

# A warning should have reached so many people (a small town's list) in so many minutes.
PEOPLE = 1000
MOST_MINUTES = 5

# More than these a crash should not be able to lose: half of such a list.
MOST_LOST = 500

# Below this limit a few dead addresses pause a warning in the middle.
FEWEST_ERRORS = 50

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True)
class Pace:
    """How Listmonk sends. ``window`` seconds hold at most ``window_rate`` mails; None: no limit."""

    concurrency: int
    message_rate: int
    batch_size: int
    window: float | None
    window_rate: int

    @property
    def in_memory(self) -> int:
        """Mails that were fetched, and are lost with the process: the queue and one batch."""
        return self.concurrency * self.message_rate * 2 + self.batch_size

    @property
    def in_a_minute(self) -> float:
        """The most mails that go out in one minute."""
        steady = self.concurrency * self.message_rate * 60.0
        if self.window is None:
            return steady
        return min(steady, self.window_rate * max(1.0, 60.0 / self.window))

    def minutes(self, people: int) -> float:
        """How long that many mails take at least."""
        steady = people / (self.concurrency * self.message_rate * 60.0)
        if self.window is None:
            return steady
        pauses = math.ceil(people / self.window_rate) - 1
        return max(steady, pauses * self.window / 60.0)


def read_pace(seen: Seen) -> Pace | None:
    """The pace that the settings give; None if they were not seen."""
    if seen.settings is None or seen.setting("app.batch_size") is None:
        return None
    rate = int(seen.setting("app.message_sliding_window_rate") or 0)
    window = seconds_of(str(seen.setting("app.message_sliding_window_duration") or ""))
    # Listmonk itself ignores a window of a second or less, and one without a rate.
    limited = bool(seen.setting("app.message_sliding_window")) and rate > 0 and window > 1
    return Pace(
        concurrency=max(1, int(seen.setting("app.concurrency") or 1)),
        message_rate=max(1, int(seen.setting("app.message_rate") or 1)),
        batch_size=int(seen.setting("app.batch_size")),
        window=window if limited else None,
        window_rate=rate,
    )


def seconds_of(span: str) -> float:
    """A Go duration (``1h30m``) in seconds; 0 for what is none."""
    return sum(
        float(count) * _SECONDS[unit] for count, unit in re.findall(r"([\d.]+)(ms|[smh])", span)
    )


def mail_findings(seen: Seen) -> Iterator[Finding]:
    """All findings of this module."""
    pace = read_pace(seen)
    yield _relay(seen)
    yield _bounces(seen)
    yield _crash(pace)
    yield _errors(seen)
    yield _relay_limit(seen, pace)
    yield _warning_speed(seen, pace)


def _relay(seen: Seen) -> Finding:
    why = message(
        "Listmonk hands all mail to an SMTP relay; password and mails travel there over the net"
    )
    place = message("Settings → SMTP: one relay that is enabled, with TLS")
    relays = seen.setting("smtp")
    if relays is None:
        return unseen("relay", message("the SMTP relay cannot be seen"), why, place)
    used = [relay for relay in relays if relay.get("enabled")]
    if not used:
        return Finding("relay", "error", message("no SMTP relay is enabled"), why, place)
    hosts = ", ".join(str(relay.get("host")) for relay in used)
    is_open = [
        relay
        for relay in used
        if relay.get("tls_type") == "none" and relay.get("host") not in LOOPBACK
    ]
    if is_open:
        what = message("mail goes to the relay ({hosts}) without TLS", hosts=hosts)
        return Finding("relay", "warning", what, why, place)
    return Finding("relay", "ok", message("mail goes out through {hosts}", hosts=hosts), why)


def _bounces(seen: Seen) -> Finding:
    why = message(
        "addresses that are gone stay on the lists, and a relay that sees many of them stops us"
    )
    place = message(
        "Settings → Bounces: on, with a mailbox or webhooks; hard: blocklist only after 3 or more"
    )
    enabled = seen.setting("bounce.enabled")
    if enabled is None:
        return unseen("bounces", message("bounce processing cannot be seen"), why, place)
    boxes = [box for box in seen.setting("bounce.mailboxes") or () if box.get("enabled")]
    if not (enabled and (boxes or seen.setting("bounce.webhooks_enabled"))):
        what = message("mails that come back are not looked at")
        return Finding("bounces", "warning", what, why, place)
    hard = (seen.setting("bounce.actions") or {}).get("hard") or {}
    if hard.get("action") in ("blocklist", "delete") and int(hard.get("count") or 0) < 3:  # noqa: PLR2004
        what = message(
            "a person is cut off after so many failed mails: {count}", count=hard.get("count")
        )
        hasty = message("one failure of the relay could cut people off from hazard warnings")
        return Finding("bounces", "warning", what, hasty, place)
    return Finding("bounces", "ok", message("mails that come back are looked at"), why)


def _crash(pace: Pace | None) -> Finding:
    why = message(
        "Listmonk counts mails as done when it fetches them; what is in memory when it dies is lost"
    )
    place = message(
        "Settings → Performance: concurrency × message rate × 2 + batch size at most {most}, for"
        " example 5 × 10 × 2 + 200",
        most=MOST_LOST,
    )
    if pace is None:
        return unseen("crash", message("what a crash can lose cannot be seen"), why, place)
    what = message("a crash of Listmonk can lose up to {count} mails", count=pace.in_memory)
    if pace.in_memory > MOST_LOST:
        return Finding("crash", "warning", what, why, place)
    return Finding("crash", "ok", what, why)


def _errors(seen: Seen) -> Finding:
    why = message(
        "then Listmonk pauses the mail, and a person has to go on with it; without a limit it runs"
        " to its end even where the relay refuses everything"
    )
    place = message(
        "Settings → Performance → Maximum error threshold: {fewest} or more", fewest=FEWEST_ERRORS
    )
    limit = seen.setting("app.max_send_errors")
    if limit is None:
        return unseen("errors", message("the error limit cannot be seen"), why, place)
    what = message("after {count} refused mails Listmonk pauses a mail", count=limit)
    if int(limit) == 0:
        what = message("Listmonk pauses no mail, however many are refused")
    if int(limit) < FEWEST_ERRORS:
        return Finding("errors", "warning", what, why, place)
    return Finding("errors", "ok", what, why)


def _relay_limit(seen: Seen, pace: Pace | None) -> Finding:
    why = message("what is above the relay's limit it may refuse, and Listmonk does not try again")
    limit = seen.town.relay_per_minute
    if limit is None:
        what = message("how many mails the relay takes in a minute is not known")
        how = message("ask whoever runs it, and write relay_per_minute into town.yml")
        return Finding("relay-limit", "unseen", what, why, how)
    place = message(
        "Settings → Performance → Enable sliding window limit: on, {limit} messages in 1m",
        limit=limit,
    )
    if pace is None:
        what = message(
            "whether Listmonk keeps to {limit} mails a minute cannot be seen", limit=limit
        )
        return unseen("relay-limit", what, why, place)
    rate = round(pace.in_a_minute)
    what = message(
        "Listmonk sends up to {rate} mails a minute, the relay takes {limit}",
        rate=rate,
        limit=limit,
    )
    if rate > limit:
        return Finding("relay-limit", "warning", what, why, place)
    return Finding("relay-limit", "ok", what, why)


def _warning_speed(seen: Seen, pace: Pace | None) -> Finding:
    why = message("a hazard does not wait")
    limit = seen.town.relay_per_minute
    times = [PEOPLE / limit] if limit else []
    if pace is not None:
        times.append(pace.minutes(PEOPLE))
    if not times:
        what = message("how long a warning takes cannot be seen")
        place = message("the limits of relay and Settings → Performance")
        return unseen("speed", what, why, place)
    what = _duration(max(times))
    if max(times) > MOST_MINUTES:
        how = message(
            "raise the slower of both: the relay's limit (or another relay), or concurrency,"
            " message rate and sliding window under Settings → Performance"
        )
        return Finding("speed", "warning", what, why, how)
    return Finding("speed", "ok", what, why)


def _duration(minutes: float) -> Message:
    if minutes <= 1:
        return message("a warning to {people} people takes a minute at most", people=PEOPLE)
    return message(
        "a warning to {people} people takes {minutes} minutes",
        people=PEOPLE,
        minutes=math.ceil(minutes),
    )
