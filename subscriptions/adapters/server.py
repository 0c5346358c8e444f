"""What every mail server can do for us."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign, Ledger, MailingList
from subscriptions.core.mails import Mail


class MailServer(Protocol):
    """A place that mails go to, and that remembers them: the ledger."""

    @property
    def name(self) -> str:
        """``outbox`` or ``listmonk``."""

    def lists(self) -> Mapping[str, MailingList] | None:
        """The mailing list of each topic that has one; None if this server has no lists."""

    def ledger(self, since: datetime) -> Ledger:
        """The campaigns made since then, newest first read."""

    def find(self, key: Key) -> Campaign | None:
        """The campaign of one key, whenever it was made."""

    def create(self, mail: Mail, planned: int | None) -> Campaign:
        """Make a draft; ``planned`` is how many subscribers its lists have now."""

    def update(self, campaign: Campaign, mail: Mail) -> Campaign:
        """Give a draft all of the mail's content."""

    def start(self, campaign: Campaign, mail: Mail) -> Campaign:
        """Check that the draft is the mail, send it, and read what became of it."""

    def progress(self, campaign: Campaign) -> Campaign:
        """The campaign as it is now."""

    def skew(self, now: datetime) -> timedelta:
        """How far the server's clock is ahead of ours, as far as it told."""

    def stop(self, campaign: Campaign) -> Campaign:
        """Cancel what is being sent; the campaign as it is then."""

    def test(self, campaign: Campaign, mail: Mail, address: str) -> None:
        """Send the mail to one address only. The draft stays a draft."""
