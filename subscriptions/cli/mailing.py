"""From a session to a plan and its delivery, for all commands that mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from subscriptions.adapters.http import JsonApi, fetch_text
from subscriptions.adapters.listmonk import Listmonk
from subscriptions.adapters.live import ReadPage, live_pages, page_in_folder, page_on_web
from subscriptions.adapters.mail_templates import read_mail_templates
from subscriptions.adapters.outbox import Outbox
from subscriptions.adapters.program import ROOT
from subscriptions.adapters.server import MailServer
from subscriptions.adapters.settings import ConfigurationError, read_credentials
from subscriptions.adapters.witness import Witness
from subscriptions.cli.logs import quiet_retries
from subscriptions.cli.session import Session
from subscriptions.core.actions import Facts, Plan
from subscriptions.core.feed import Entry, Feed
from subscriptions.core.feed_reading import read_feed
from subscriptions.core.intake import take_in
from subscriptions.core.keys import Key, parse_key
from subscriptions.core.ledger import Ledger, ledger_of
from subscriptions.core.lost import MISSED_SHOWN
from subscriptions.core.mail_templates import Texts, UnmadeMailError
from subscriptions.core.mails import Composer, Mail
from subscriptions.core.messages import Message, message
from subscriptions.core.plan import keys_to_ask_for, plan
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.subjects import Occasion

# How long an ordinary item's page may take to become live after the build (seconds).
LIVE_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a server knew at ``now``, and what was to be done if every page were live."""

    now: datetime
    facts: Facts
    sent: Ledger
    plan: Plan


@dataclass
class Mailing:
    """One town's mails on one server."""

    session: Session
    server: MailServer
    clock: Callable[[], datetime]
    feed_source: str | None = None
    over: frozenset[str] = frozenset()
    again: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)

    @property
    def witness(self) -> Witness:
        """What this machine saw start on this server."""
        return Witness(self.session.places.var / f"started-{self.server.name}.jsonl")

    def note(self, *problems: Problem | None) -> None:
        """Remember problems to be told at the end, each once."""
        for problem in problems:
            if problem and problem not in self.problems:
                self.problems.append(problem)

    def feed(self) -> Feed:
        """The feed that the site build made, or that ``--feed`` names."""
        source = self.feed_source or str(self.session.places.feed)
        if source.startswith(("http://", "https://")):
            text = fetch_text(source)
        else:
            text = _read_text(Path(source), self.session)
        return read_feed(text, source, site=self.session.town.site)

    @cached_property
    def composer(self) -> Composer:
        """Makes the mails."""
        translations = self.session.translations
        shipped, own = (read_mail_templates(at) for at in (ROOT, self.session.places.site))
        texts = Texts(shipped.found, translations.gettext, translations.ngettext, own.found)
        composer = Composer(self.session.town, self.session.topics, texts)
        self.note(*own.problems, *composer.templates.problems())
        return composer

    def make_plan(self, keys: Iterable[str] = (), *, live_wait: float = 0.0) -> Plan:
        """Plan; look at the pages of what is due; plan again with what was seen."""
        asked = self._ask(self.clock())
        made = asked.plan
        if due := [entry for action in made.to_do for entry in action.entries]:
            live = live_pages(due, self._page_reader(), wait=live_wait, sleep=self.session.sleep)
            made = self._plan(replace(asked.facts, live=live), asked.sent, asked.now)
        made = _only(made, keys)
        self.note(*(action.mail.problem for action in made.to_do if action.mail))
        return made

    def outlook(self) -> Plan:
        """What would be mailed if every page were live. The server is asked, and nothing more."""
        return self._ask(self.clock()).plan

    def unasked(self) -> Plan:
        """The same as far as this machine knows, while the server cannot be asked."""
        facts = Facts(started=self.witness.started(), over=self.over)
        return self._plan(facts, ledger_of(()), self.clock())

    def _ask(self, now: datetime) -> _Asked:
        """What the server knows that a plan for ``now`` must know, and that plan."""
        topics = self.session.topics
        window = max(topic.max_age for topic in topics) + MISSED_SHOWN + timedelta(days=2)
        lists = self.server.lists()
        sent = self.server.ledger(now - window)
        facts = Facts(
            lists=lists,
            started=self.witness.started(),
            over=self.over,
            again=self.again,
            skew=self.server.skew(now),
            demo_refused=self.session.town.demo and self.server.name == "listmonk",
        )
        made, site = self._plan(facts, sent, now), self.session.town.site
        asked = keys_to_ask_for(made, self.entries, sent, topics, site=site, now=now)
        if older := [found for key in asked if (found := self.server.find(key))]:
            sent = ledger_of([*sent, *older])
            made = self._plan(facts, sent, now)
        return _Asked(now, facts, sent, made)

    def _plan(self, facts: Facts, sent: Ledger, now: datetime) -> Plan:
        composing = self.composer.compose, self.composer.compose_digest
        site, topics = self.session.town.site, self.session.topics
        return plan(self.entries, sent, facts, topics, *composing, site=site, now=now)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The feed's entries with known topics; ``problems`` tells of the others."""
        source = self.feed_source or "alle.json"
        foreign = self.session.town.url if self.feed_source else ""
        taken = take_in(self.feed().items, self.session.topics, source, foreign)
        self.note(*taken.problems)
        return taken.entries

    def _page_reader(self) -> ReadPage:
        if self.server.name == "outbox":
            return page_in_folder(self.session.places.output, self.session.town)
        return page_on_web

    def key(self, text: str) -> Key:
        """A key, or the identity of an item, as a person types it."""
        if "/" not in text:
            return Key("item", self.session.town.site, text)
        try:
            return parse_key(text)
        except ValueError as error:
            raise ConfigurationError(message("“{text}” is no key", text=text)) from error

    def mail(self, key: Key) -> Mail:
        """The mail that the feed's entry for a key would make.

        Raises:
            InvalidContentError: the feed has no such item, no mail can be made of it, or it is a
                digest that is not due.
        """
        if key.kind == "digest":
            return self._digest_mail(key)
        for entry in self.entries:
            if entry.info.id == key.id:
                break
        else:
            raise self._invalid(message("the feed has no item “{id}”", id=key.id))
        try:
            mail = self.composer.compose(entry, Occasion(key))
        except UnmadeMailError as error:
            what = message("{key}: {what}", key=key, what=error.message)
            raise self._invalid(what) from error
        self.note(mail.problem)
        return mail

    def _digest_mail(self, key: Key) -> Mail:
        for action in self.make_plan((str(key),)).to_do:
            if action.mail:
                return action.mail
        raise self._invalid(message("{key}: is not due now", key=key))

    def _invalid(self, what: Message) -> InvalidContentError:
        return InvalidContentError([Problem(str(self.session.places.feed), 1, what)])


def feed_entries(session: Session) -> tuple[Entry, ...]:
    """The entries of the last build's feed, whatever mail server there is.

    Raises:
        ConfigurationError: nothing was built yet.
        InvalidContentError: it cannot be read.
    """
    path = session.places.feed
    feed = read_feed(_read_text(path, session), str(path), site=session.town.site)
    return take_in(feed.items, session.topics, path.name).entries


def _read_text(path: Path, session: Session) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        if path == session.places.feed and isinstance(error, FileNotFoundError):
            none = message("There is no site yet ({path}); first: publish.py build", path=path)
            raise ConfigurationError(none) from error
        reason = getattr(error, "strerror", None) or error
        what = message("the feed cannot be read ({reason}); run publish.py build", reason=reason)
        raise InvalidContentError([Problem(str(path), 1, what)]) from error


def _only(made: Plan, keys: Iterable[str]) -> Plan:
    wanted = set(keys)
    if not wanted:
        return made
    return Plan(tuple(a for a in made.actions if str(a.key) in wanted or a.key.id in wanted))


@contextmanager
def mailing(
    session: Session,
    name: str,
    *,
    as_of: datetime | None = None,
    feed: str | None = None,
    over: Iterable[str] = (),
    again: Iterable[str] = (),
) -> Iterator[Mailing]:
    """Open a mail server, and close it."""
    clock = session.clock(as_of)
    if name == "outbox":
        outbox = Outbox(session.places.outbox, session.town, session.topics, clock)
        yield Mailing(session, outbox, clock, feed, frozenset(over), frozenset(again))
        return
    credentials = read_credentials(session.environment, session.town)
    quiet_retries()
    api = JsonApi(credentials.url, credentials.user, credentials.token)
    try:
        server = Listmonk(api, session.town.site, session.sleep)
        yield Mailing(session, server, clock, feed, frozenset(over), frozenset(again))
    finally:
        api.close()
