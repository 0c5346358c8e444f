"""What a run of ``send`` or ``publish`` came to, as events for the staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from subscriptions.core.actions import Action
from subscriptions.core.exit_codes import SERVER
from subscriptions.core.formats import Formats
from subscriptions.core.messages import Message, message
from subscriptions.core.receipt_failures import failure_events
from subscriptions.core.receipts import Event
from subscriptions.core.report import Failure, Result, title_of

# What ended longer ago needs no receipt any more; without a record it would come again.
RECENT = timedelta(hours=24)

_NOT_SENT = message("NOT sent")

_WHAT_NOW = {
    "incomplete": message(
        "What now: look into the logs of Listmonk and of its SMTP relay; after a warning publish"
        " an update"
    ),
    "paused": message("What now: look into Listmonk, and resume or cancel it there"),
    "stuck": message("What now: is Listmonk running? Look into its log"),
    "missed": message("What now: if people still need it, publish it as a new item"),
}

# The reasons of the others say themselves what to do.
_OVERRULED_HERE = frozenset({"broken", "clock", "live", "since"})


def events_of(
    result: Result, waiting: Iterable[Action], now: datetime, formats: Formats
) -> tuple[Event, ...]:
    """All that a run makes known.

    ``waiting``: what is due as far as this machine knows, while the mail server cannot be asked.
    """
    failed = {failure.key: failure for failure in result.failures if failure.key}
    is_out = any(one.exit_code == SERVER and not one.key for one in result.failures)
    left = [
        action
        for action in (*result.actions, *waiting)
        if action.delivers
        and action.start_at is None
        and str(action.key) not in result.now
        and (is_out or str(action.key) in failed)
    ]
    told = {str(action.key) for action in left}
    return (
        *(event for one in result.actions for event in _of_action(one, result, now, formats)),
        *(_not_started(action, failed) for action in left),
        *failure_events(one for one in result.failures if one.key not in told),
    )


def _of_action(action: Action, result: Result, now: datetime, formats: Formats) -> Iterator[Event]:
    is_now = str(action.key) in result.now
    if action.verb == "done" and _ended_lately(action, now):
        lines = () if action.sent == action.recipients else (action.reason,)
        yield _event(action, "done", _sent(action, formats), lines, good=True)
    elif action.verb == "wait" and is_now:
        yield _event(action, "wait", _running(action, now, formats), good=True)
    elif action.verb == "stopped" and _ended_lately(action, now):
        yield _event(action, "stopped", message("stopped by a person"), (action.reason,))
    elif action.verb in ("hold", "forgotten"):
        yield _not_sent(action, f"{action.verb} {action.guard or ''}".strip(), _NOT_SENT)
    elif action.verb == "incomplete" and action.loud:
        yield _not_sent(action, _figures("incomplete", action), _not_to_all(action, formats))
    elif action.verb in ("paused", "stuck", "missed") and action.loud:
        yield _not_sent(action, action.verb, _NOT_SENT)
    if action.changed_after_sending:
        headline = message("changed after it was sent")
        yield _event(action, "changed", headline, (action.reason,), about="edit")


def _ended_lately(action: Action, now: datetime) -> bool:
    campaign = action.campaign
    return campaign is not None and campaign.is_mailed and now - campaign.changed <= RECENT


def _sent(action: Action, formats: Formats) -> Message:
    campaign = action.campaign
    if campaign is None or action.sent is None or not action.recipients:
        return message("sent; nobody has subscribed")
    return message(
        "sent to {sent} of {count}, {time}",
        sent=formats.number(action.sent),
        count=formats.number(action.recipients),
        time=formats.clock_seconds(campaign.changed),
    )


def _running(action: Action, now: datetime, formats: Formats) -> Message:
    return message(
        "being sent, so far to {sent} of {count}, {time}",
        sent=formats.number(action.sent or 0),
        count=formats.number(action.recipients or 0),
        time=formats.clock_seconds(now),
    )


def _not_to_all(action: Action, formats: Formats) -> Message:
    return message(
        "NOT sent to all: {sent} of {count}",
        sent=formats.number(action.sent or 0),
        count=formats.number(action.recipients or 0),
    )


def _figures(word: str, action: Action) -> str:
    return f"{word} {action.sent}/{action.recipients}"


def _not_sent(action: Action, state: str, headline: Message) -> Event:
    lines = [_why(action.reason)]
    if action.verb in _WHAT_NOW:
        lines.append(_WHAT_NOW[action.verb])
    elif action.guard in _OVERRULED_HERE:
        what_now = message(
            "What now: mend that, or if it is right so: publish.py send {id} --over {guard}",
            id=action.key.id,
            guard=action.guard,
        )
        lines.append(what_now)
    return _event(action, state, headline, tuple(lines), lasts=True)


def _not_started(action: Action, failed: Mapping[str, Failure]) -> Event:
    """Due, but the server did not take it."""
    failure = failed.get(str(action.key))
    why = failure.message if failure else message("the mail server cannot be asked")
    what_now = message(
        "What now: is Listmonk running, are its address and token right? The next run of"
        " publish.py publish sends it, and nothing twice"
    )
    return _event(action, "failed", _NOT_SENT, (_why(why), what_now), lasts=True)


def _why(reason: Message) -> Message:
    return message("Why: {reason}", reason=reason)


def _event(
    action: Action,
    state: str,
    headline: Message,
    lines: tuple[Message, ...] = (),
    *,
    about: str = "mail",
    good: bool = False,
    lasts: bool = False,
) -> Event:
    return Event(
        f"{about}/{action.key}",
        state,
        "good" if good else "bad",
        headline,
        title_of(action) or str(action.key),
        action.entry.url if action.entry else "",
        lines,
        lasts,
    )
