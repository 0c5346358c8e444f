"""What the preview knows of mails: the plan, the mails, and whether a server answered."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from subscriptions.adapters.mail_errors import MailServerError
from subscriptions.adapters.settings import ConfigurationError
from subscriptions.cli.mailing import Mailing, mailing
from subscriptions.cli.session import Session
from subscriptions.core.actions import Plan
from subscriptions.core.digests import Digest
from subscriptions.core.mail_templates import UnmadeMailError
from subscriptions.core.mails import MANAGE, UNSUBSCRIBE, Mail
from subscriptions.core.messages import Message, message
from subscriptions.core.outlook import Word, occasions, words
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.sign_up import SUBSCRIBE_PATH
from subscriptions.core.town import Town

# A server that did not answer is not asked again before (seconds): pages would wait for it.
_AGAIN = 30.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """The plan for what one build made.

    ``trouble``: why no server was asked. ``mails`` is None if there is not even a feed.
    """

    mails: Mailing | None = None
    made: Plan = field(default_factory=lambda: Plan(()))
    trouble: Message | None = None

    def words(self, identity: str) -> tuple[Word, ...]:
        """The plan's word on an item."""
        return words(identity, self.made)

    def mails_of(self, identity: str) -> Iterator[Mail | Message]:
        """An item's mails as they will arrive; a sentence for one that cannot be made."""
        if self.mails is None:
            return
        session, composer = self.mails.session, self.mails.composer
        topics, site, now = session.topics, session.town.site, self.mails.clock()
        entries = {entry.info.id: entry for entry in self.mails.entries}
        for one in occasions(identity, entries.values(), self.made, topics, site=site, now=now):
            try:
                if isinstance(one, Digest):
                    yield composer.compose_digest(one)
                else:
                    yield composer.compose(entries[identity], one)
            except UnmadeMailError as error:
                yield error.message

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the town's own mail templates."""
        return self.mails.composer.templates.problems() if self.mails else ()

    def feed_entry(self, identity: str) -> dict[str, Any] | None:
        """An item's entry as it stands in the feed."""
        if self.mails is None:
            return None
        items = json.loads(Path(str(self.mails.feed_source)).read_text(encoding="utf-8"))["items"]
        return next((one for one in items if one["_infokanal"]["id"] == identity), None)


@dataclass
class Outlooks:
    """Makes outlooks on what ``feed`` says; the mail server is asked and never changed.

    ``is_now``: the clock is the real one, so the server's is compared with it.
    """

    session: Session
    feed: Path
    clock: Callable[[], datetime]
    to: str | None
    is_now: bool
    _silent: float = field(default=float("-inf"))
    _why: Message | None = None

    def look(self) -> Outlook:
        """The outlook on the last build.

        A server that cannot be asked is told in it, and then it goes by what this machine knows.
        """
        session = Session(self.session.places, self.session.environ)
        try:
            name = self.to or session.town.mail_server or "outbox"
            return self._asked(session, name) or self._unasked(session)
        except InvalidContentError as error:
            told = error.problems[0].told(self.session.gettext)
            return Outlook(trouble=message("{what}", what=told))
        except ConfigurationError as error:
            return Outlook(trouble=error.message)

    def _asked(self, session: Session, name: str) -> Outlook | None:
        if time.monotonic() - self._silent < _AGAIN:
            return None
        over = () if self.is_now else ("clock",)
        try:
            with mailing(
                session, name, as_of=self._as_of(), feed=str(self.feed), over=over
            ) as mails:
                return Outlook(mails, mails.outlook())
        except (MailServerError, ConfigurationError) as error:
            self._silent, self._why = time.monotonic(), error.message
            return None

    def _unasked(self, session: Session) -> Outlook:
        with mailing(session, "outbox", as_of=self._as_of(), feed=str(self.feed)) as mails:
            return Outlook(mails, mails.unasked(), self._why)

    def _as_of(self) -> datetime | None:
        return None if self.is_now else self.clock()


def filled(text: str, town: Town) -> str:
    """A mail's text with the page of subscriptions in place of each reader's own links."""
    page = town.absolute(SUBSCRIBE_PATH)
    return text.replace(UNSUBSCRIBE, page).replace(MANAGE, page)
