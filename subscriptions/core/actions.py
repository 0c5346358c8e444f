"""The words that a plan is made of: facts, actions, and the plan itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from subscriptions.core.candidates import Candidate
from subscriptions.core.digests import Digest
from subscriptions.core.feed import Entry
from subscriptions.core.guard_names import Guard
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, Ledger, MailingList
from subscriptions.core.mails import Mail
from subscriptions.core.messages import Message, message
from subscriptions.core.subjects import Occasion
from subscriptions.core.topics import Topics

Verb = Literal[
    "create",
    "resume",
    "update",
    "wait",
    "done",
    "incomplete",
    "paused",
    "stuck",
    "stopped",
    "forgotten",
    "missed",
    "superseded",
    "abandoned",
    "hold",
    "skip",
]

# These send mail.
DELIVERS: frozenset[Verb] = frozenset({"create", "resume", "update"})

# These leave somebody without a mail that they should have had.
FAILURES: frozenset[Verb] = frozenset({"incomplete", "paused", "stuck", "missed"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out about the world, beside the ledger.

    ``lists``: the mailing list of each topic; None where the server has none (the outbox).
    ``live``: whether an item's page shows the feed's revision; items not in it were not asked for.
    ``started``: keys that the witness saw start. ``over``: guards that a person overrules.
    ``again``: keys that a person wants sent although they were forgotten. ``skew``: how far the
    server's clock is from ours.
    """

    lists: Mapping[str, MailingList] | None = None
    live: Mapping[str, bool] = field(default_factory=dict)
    started: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    demo_refused: bool = False
    skew: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Action:
    """What happens with one key, and why. ``mail`` is there when something is to be sent.

    ``items``: what a digest lists.

    ``start_at``: the draft is made now and started by a later run, not before then. ``ends``: from
    then on it must not be started. ``again``: a person wants it sent though it was started before.
    """

    key: Key
    verb: Verb
    reason: Message
    entry: Entry | None = None
    campaign: Campaign | None = None
    guard: Guard | None = None
    mail: Mail | None = None
    recipients: int | None = None
    sent: int | None = None
    loud: bool = False
    changed_after_sending: bool = False
    start_at: datetime | None = None
    ends: datetime | None = None
    again: bool = False
    items: tuple[Entry, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries that it is about."""
        return (self.entry,) if self.entry else self.items

    @property
    def topics(self) -> tuple[str, ...]:
        """The ids of the topics to whose lists it goes."""
        if self.entry:
            return self.entry.tags
        if self.key.kind == "digest":
            return (self.key.id,)
        return self.campaign.topics if self.campaign else ()

    @property
    def delivers(self) -> bool:
        """True when this action sends mail."""
        return self.verb in DELIVERS

    @property
    def is_warning(self) -> bool:
        """True when it is about an alert, update or cancel."""
        return self.entry is not None and self.entry.is_warning


@dataclass(frozen=True, slots=True)
class Plan:
    """All actions, in the order of sending."""

    actions: tuple[Action, ...]

    @property
    def to_do(self) -> tuple[Action, ...]:
        """The actions that send mail."""
        return tuple(action for action in self.actions if action.delivers)


# Raises UnmadeMailError.
Compose = Callable[[Entry, Occasion], Mail]
ComposeDigest = Callable[[Digest], Mail]


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a decision about one candidate may look at."""

    topics: Topics
    sent: Ledger
    facts: Facts
    compose: Compose
    compose_digest: ComposeDigest
    now: datetime
    incidents: Mapping[str, tuple[Candidate, ...]]
    renamed_from: Mapping[Key, Key]

    def size_of(self, topics: Iterable[str]) -> int | None:
        """How many subscribers the lists of these topics have; None if nobody knows."""
        lists = self.facts.lists or {}
        sizes = [lists[topic].size for topic in topics if topic in lists]
        known = [size for size in sizes if size is not None]
        return sum(known) if known else None


def act(
    candidate: Candidate, verb: Verb, reason: Message, campaign: Campaign | None = None
) -> Action:
    """An action about a candidate."""
    return Action(candidate.key, verb, reason, candidate.entry, campaign)


def taken_up(draft: Campaign | None, mail: Mail) -> tuple[Verb, Message]:
    """What is done with a mail that is due: its draft, if there is one, is not made again."""
    if draft is None:
        return "create", message("is due and was not sent yet")
    if draft.content != mail.fingerprint:
        return "update", message("lies there as a draft with an older text")
    return "resume", message("lies ready as a draft")
