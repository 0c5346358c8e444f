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
    def items(self) -> tuple[str, ...]:
        """The identities of the items that a digest lists."""
        return tuple(self.attribs.get("items", "").split())

    def memory(self, item: str) -> Mapping[str, str]:
        """What it remembers of an item; a digest has ``<item>/<name>`` in its ``attribs``."""
        if not self.items:
            return self.attribs
        begin = f"{item}/"
        return {
            name.removeprefix(begin): value
            for name, value in self.attribs.items()
            if name.startswith(begin)
        }

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
    """Campaigns by the slug of their key. ``listed``: the digest of each item that is in one."""

    campaigns: Mapping[str, Campaign] = field(default_factory=dict)
    listed: Mapping[str, Campaign] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Campaign]:
        return iter(self.campaigns.values())

    def get(self, key: Key) -> Campaign | None:
        """The campaign of a key, recognised by its slug alone."""
        return self.campaigns.get(key.slug)

    def carrier(self, key: Key) -> Campaign | None:
        """What took it to its readers: its own mail, or for an item the digest that lists it.

        A draft has taken nothing to anybody; it is given if there is nothing else.
        """
        own = self.get(key)
        if key.kind == "item" and (own is None or own.state == "draft"):
            return self.listed.get(key.id, own)
        return own

    def was_mailed(self, key: Key) -> bool:
        """True when somebody may have what this key names."""
        campaign = self.carrier(key)
        return campaign is not None and campaign.is_mailed


def ledger_of(campaigns: Iterable[Campaign]) -> Ledger:
    """A ledger of these campaigns."""
    known = {campaign.slug: campaign for campaign in campaigns}
    listed: dict[str, Campaign] = {}
    for campaign in sorted(known.values(), key=lambda one: (not one.is_mailed, str(one.key))):
        if campaign.key.kind == "digest" and campaign.state != "draft":
            for item in campaign.items:
                listed.setdefault(item, campaign)
    return Ledger(known, listed)


@dataclass(frozen=True, slots=True)
class MailingList:
    """The list of one topic; ``size`` counts the confirmed subscribers, None if unknown."""

    topic: str
    id: int
    name: str
    size: int | None = None
