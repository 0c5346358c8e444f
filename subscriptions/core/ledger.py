"""What a mail server holds: the record of what was mailed, and the only one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from subscriptions.core.keys import Key

State = Literal["draft", "scheduled", "running", "finished", "paused", "cancelled"]

# Listmonk's states in which mail was, is or will be sent without anybody's doing.
STARTED: frozenset[State] = frozenset({"scheduled", "running", "finished", "paused"})

ENDED: frozenset[State] = frozenset({"finished", "cancelled"})


@dataclass(frozen=True, slots=True)
class Campaign:
    """One mail on the server. ``id`` is the server's own handle.

    ``content`` is the fingerprint of the mail it was made from; ``topics`` whose lists it goes to.
    ``to_send`` and ``sent`` count mails; None where the server does not count. ``failures`` counts
    the mails that its log says were not accepted; None where nobody looked, or may look.
    """

    key: Key
    slug: str
    id: str
    state: State
    content: str
    topics: tuple[str, ...]
    created: datetime
    changed: datetime
    started: datetime | None = None
    subject: str = ""
    to_send: int | None = None
    sent: int | None = None
    failures: int | None = None
    attribs: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Sending has begun: nobody may send this key again."""
        return self.state in STARTED

    @property
    def is_mailed(self) -> bool:
        """Somebody may have it: it was begun, and not cancelled before the first mail."""
        return self.is_sent or (self.state == "cancelled" and self.sent != 0)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Campaigns by the slug of their key."""

    campaigns: Mapping[str, Campaign] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Campaign]:
        return iter(self.campaigns.values())

    def get(self, key: Key) -> Campaign | None:
        """The campaign of a key, recognised by its slug alone."""
        return self.campaigns.get(key.slug)

    def was_mailed(self, key: Key) -> bool:
        """True when somebody may have mail under this key."""
        campaign = self.get(key)
        return campaign is not None and campaign.is_mailed


def ledger_of(campaigns: Iterable[Campaign]) -> Ledger:
    """A ledger of these campaigns."""
    return Ledger({campaign.slug: campaign for campaign in campaigns})


@dataclass(frozen=True, slots=True)
class MailingList:
    """The list of one topic; ``size`` counts the confirmed subscribers, None if unknown."""

    topic: str
    id: int
    name: str
    size: int | None = None
