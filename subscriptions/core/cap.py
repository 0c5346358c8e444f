"""Warnings as messages of the Common Alerting Protocol (OASIS CAP 1.2, 1 July 2010).

Here is decided which messages there are, what each replaces and which values it bears. Every
message but the first of an incident names all earlier ones, since the newest replaces them all,
whichever of them a receiver has.

A withdrawal is a message too. It cancels, unless an earlier warning of the incident holds again:
then it is an update that tells that one once more, for a cancellation would be a false all-clear.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from subscriptions.core.dates import ZONE, Moment
from subscriptions.core.incidents import Incidents
from subscriptions.core.item import Item
from subscriptions.core.item_fields import Category, Certainty, Severity, Urgency
from subscriptions.core.town import Town

CapStatus = Literal["Actual", "Exercise", "Test"]
CapType = Literal["Alert", "Update", "Cancel"]

# A cancellation has to end, too, so that receivers may drop it.
CANCEL_HOLDS = timedelta(hours=24)
# A feed of messages keeps what has ended so long, so that its readers see how it ended.
ENDED_SHOWN = timedelta(hours=48)
NEWEST = 30


@dataclass(frozen=True, slots=True)
class CapMessage:
    """One message. ``item`` is the one on whose page it lies, ``told`` the one whose words it has.

    They differ only for a withdrawal after which an earlier message holds again. ``references``
    are ``sender,identifier,sent`` triples, oldest first. ``expires``: None is until further notice.
    ``replaced`` is when the next message of the incident was sent. All times are UTC.
    """

    item: Item
    told: Item
    identifier: str
    sender: str
    sent: datetime
    status: CapStatus
    msg_type: CapType
    references: tuple[str, ...]
    incident: str
    event: str
    category: Category
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    expires: datetime | None
    area: str
    is_withdrawal: bool = False
    replaced: datetime | None = None

    @property
    def path(self) -> str:
        """The message's file, as a path below the site's address."""
        return f"{self.item.path}{'ruecknahme' if self.is_withdrawal else 'warnung'}.cap.xml"

    @property
    def end(self) -> datetime | None:
        """When it ceased or will cease to hold; None while nobody knows."""
        ends = [at for at in (self.expires, self.replaced) if at]
        return min(ends, default=None)


def stamp(at: datetime) -> str:
    """``2022-07-14T20:35:00+02:00``: CAP has no ``Z`` and no fractions of a second (3.3.2)."""
    return at.astimezone(ZONE).isoformat(timespec="seconds")


class CapMessages:
    """The messages of these items; none if the town does not send CAP.

    Those of an incident are made when somebody first asks for one of them.
    """

    def __init__(self, items: Iterable[Item], incidents: Incidents, town: Town) -> None:
        self._items = items
        self._incidents = incidents
        self._town = town
        self._made: dict[str, tuple[CapMessage, ...]] = {}

    def of(self, item: Item) -> tuple[CapMessage, ...]:
        """Those on the page of one item, oldest first."""
        return tuple(one for one in self._of_incident(item) if one.item.id == item.id)

    def all(self) -> Iterator[CapMessage]:
        """All of them, those of each incident together, oldest first."""
        heads = {self._incidents.root(item): item for item in self._items if item.is_warning}
        return (message for item in heads.values() for message in self._of_incident(item))

    def _of_incident(self, item: Item) -> tuple[CapMessage, ...]:
        if self._town.cap is None or not item.is_warning:
            return ()
        root = self._incidents.root(item)
        if root not in self._made:
            members = self._incidents.members(item)
            course = _Course(self._town, self._town.cap.sender, root, members)
            self._made[root] = tuple(course.messages())
        return self._made[root]


def newest(messages: Iterable[CapMessage], now: datetime) -> tuple[CapMessage, ...]:
    """What an index lists, newest first: thirty, and all that holds or ended within 48 hours."""
    ordered = sorted(messages, key=lambda message: (message.sent, message.identifier))
    begin = now.astimezone(UTC) - ENDED_SHOWN
    return tuple(
        message
        for number, message in enumerate(reversed(ordered))
        if number < NEWEST or message.end is None or message.end > begin
    )


@dataclass(frozen=True, slots=True)
class _Step:
    """An item is published, or (``is_withdrawal``) taken back."""

    at: datetime
    item: Item
    is_withdrawal: bool


@dataclass(frozen=True, slots=True)
class _Course:
    """One incident, from its first message to its last."""

    town: Town
    sender: str
    root: str
    members: tuple[Item, ...]

    def messages(self) -> Iterator[CapMessage]:
        """The messages of the incident, oldest first.

        Of an item whose file is gone there is none any more, but later ones still refer to it.
        """
        steps = self._steps()
        sent: list[str] = []
        for number, step in enumerate(steps):
            following = steps[number + 1].at if number + 1 < len(steps) else None
            message = None if step.item.gone else self._message(step, tuple(sent), following)
            if message or step.item.gone:
                sent.append(self._triple(step))
            if message:
                yield message

    def _steps(self) -> list[_Step]:
        steps = [_Step(_utc(item.date), item, is_withdrawal=False) for item in self.members]
        steps += [
            _Step(_utc(item.withdrawn.date), item, is_withdrawal=True)
            for item in self.members
            if item.withdrawn and not item.gone
        ]
        return sorted(steps, key=lambda step: (step.at, step.is_withdrawal, step.item.id))

    def _message(
        self, step: _Step, references: tuple[str, ...], following: datetime | None
    ) -> CapMessage | None:
        item = step.item
        holding = self._holding(step) if step.is_withdrawal else None
        told = holding or item
        msg_type: CapType = "Alert"
        if step.is_withdrawal:
            msg_type = "Update" if holding else "Cancel"
        elif references and item.msgtype != "alert":
            msg_type = "Update" if item.msgtype == "update" else "Cancel"
        elif item.msgtype == "cancel":
            return None  # What it cancels is known no longer, and a Cancel must name it.
        is_cancel = msg_type == "Cancel"
        return CapMessage(
            item=item,
            told=told,
            identifier=self._identifier(step),
            sender=self.sender,
            sent=step.at,
            status=self._status(item),
            msg_type=msg_type,
            references=() if msg_type == "Alert" else references,
            incident=f"{self.town.site}.{self.root}",
            event=next(one.title for one in self.members if not one.gone),
            category=self._category(told),
            urgency="Past" if is_cancel else told.urgency or "Unknown",
            severity="Minor" if is_cancel else told.severity or "Unknown",
            certainty="Observed" if is_cancel else told.certainty or "Unknown",
            expires=_expires(step, told, is_cancel=is_cancel),
            area=self._area(told),
            is_withdrawal=step.is_withdrawal,
            replaced=following,
        )

    def _holding(self, step: _Step) -> Item | None:
        """The warning that holds once ``step`` has taken its item back."""
        standing = [
            item
            for item in self.members
            if item.id != step.item.id
            and _utc(item.date) <= step.at
            and not (item.withdrawn and _utc(item.withdrawn.date) <= step.at)
        ]
        return standing[-1] if standing and standing[-1].msgtype != "cancel" else None

    def _category(self, item: Item) -> Category:
        """What a message does not say itself is as its predecessors said; so with the area."""
        told = (one.category for one in self._before(item))
        return next((category for category in told if category), "Safety")

    def _area(self, item: Item) -> str:
        told = (one.area for one in self._before(item))
        return next((area for area in told if area), self.town.name)

    def _before(self, item: Item) -> tuple[Item, ...]:
        """The item and its predecessors, newest first."""
        return tuple(one for one in self.members[::-1] if one.sort_key <= item.sort_key)

    def _status(self, item: Item) -> CapStatus:
        # In a demonstration nobody shall act, not even those who take part in an exercise.
        if self.town.demo:
            return "Test"
        return "Exercise" if item.exercise else "Actual"

    def _identifier(self, step: _Step) -> str:
        name = f"{self.town.site}.{step.item.id}"
        return f"{name}.ruecknahme" if step.is_withdrawal else name

    def _triple(self, step: _Step) -> str:
        return f"{self.sender},{self._identifier(step)},{stamp(step.at)}"


def _utc(moment: Moment) -> datetime:
    """For sums and comparisons: of two times in one zone Python sees only what the clock shows."""
    return moment.at.astimezone(UTC)


def _expires(step: _Step, told: Item, *, is_cancel: bool) -> datetime | None:
    own = _utc(told.expires) if told.expires else None
    if is_cancel:
        return (None if step.is_withdrawal else own) or step.at + CANCEL_HOLDS
    # What expired before it was told again was never lifted: it stays in sight.
    return own if own is None or own > step.at else step.at + CANCEL_HOLDS
