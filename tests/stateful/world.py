"""The world around the publishers: one Listmonk, two towns, people, weather and time.

Nothing here is the product's. Time is ``now``, moved by whoever uses it up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any

from subscriptions.core.cadence import Delivery, Quiet
from subscriptions.core.dates import Moment
from subscriptions.core.keys import Key, parse_key
from subscriptions.core.listmonk_form import list_form, template_form
from subscriptions.core.topics import Topic, Topics
from tests.servers.model import ADMIN, Listmonk, Message, User
from tests.servers.servers import PUBLISHER
from tests.stateful.wire import Event, Server

BEGIN = datetime(2026, 6, 1, 18, 0, tzinfo=UTC)
SINCE = Moment(BEGIN - timedelta(hours=20), has_time=True)
SITES = ("ort", "ort-nord")
# The topic with a digest and its hour; the quiet topic, and from when to when.
DIGEST, HOUR = "sammel", time(20, 30)
QUIET, NIGHT = "leise", (22, 6)
_TABLES = ("lists", "subscribers", "emails", "templates", "campaigns", "slugs", "_serial")


def topic(identity: str, kind: str, hours: int, **changes: Any) -> Topic:
    values: dict[str, Any] = {"since": SINCE, "max_mails": 2, "icon": kind} | changes
    name = identity.title()
    return Topic(identity, name, "", kind, max_age=timedelta(hours=hours), **values)  # type: ignore[arg-type]


TOPICS = Topics(
    (
        topic("gefahr", "warning", 24, resends=True),
        topic("verein", "news", 24),
        topic("bad", "pool", 6, delay=timedelta(minutes=10)),
        topic("ohne", "news", 24, since=None),
        topic(DIGEST, "news", 24, delivery=Delivery(HOUR), resends=True),
        topic(QUIET, "news", 24, quiet=Quiet(time(NIGHT[0]), time(NIGHT[1]))),
    )
)


@dataclass
class World:
    """Everything outside of the publishers.

    ``starts``: when each key was started, by the server's time. ``listed``: the items of digests
    made. ``inbox``: how often each person has each key. ``excused``: keys that were lost before
    any witness could know of them, or that the server itself sends again from a backup. ``pace``:
    how many mails go out while a publisher sleeps once; None for all.
    """

    narrow: bool = False
    error_limit: int = 1000
    now: datetime = BEGIN
    elapsed: float = 0.0
    pace: int | None = None
    relay: bool = True
    website: bool = True
    refused: frozenset[str] = frozenset()
    starts: dict[str, list[datetime]] = field(default_factory=dict)
    listed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    inbox: Counter[tuple[str, str]] = field(default_factory=Counter)
    audience: dict[str, frozenset[str]] = field(default_factory=dict)
    excused: set[str] = field(default_factory=set)
    witnessed: Any = None
    on_start: Any = None
    queues: dict[int, list[Message]] = field(default_factory=dict)
    backups: list[Mapping[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        numbers = count(1)
        settings = {"app.batch_size": 2, "app.max_send_errors": self.error_limit}
        self.model = Listmonk(
            "http://listmonk.example",
            settings,
            lambda: f"00000000-0000-4000-8000-{next(numbers):012}",
        )
        layout = {"name": "Default", "type": "campaign", "body": '{{ template "content" . }}'}
        self.model.make_default(ADMIN, self.model.create_template(ADMIN, layout, self.now)["id"])
        self.server = Server(self.model, self)
        for site in SITES:
            self.model.create_template(ADMIN, template_form(site), self.now)
            self.set_up(site)

    # What the wire asks for.

    def moment(self) -> datetime:
        return self.now

    def tick(self, seconds: float) -> None:
        self.elapsed += seconds
        self.now += timedelta(seconds=seconds)

    def sleep(self, seconds: float) -> None:
        """A publisher sleeps; meanwhile the server sends."""
        self.tick(seconds)
        self.manage(self.pace)

    def started(self, campaign_id: int) -> None:
        campaign = self.model.campaigns[campaign_id]
        self.starts.setdefault(campaign.name, []).append(self.now)
        items = (campaign.attribs or {}).get("items", "")
        if items:
            there = self.listed.get(campaign.name, ())
            self.listed[campaign.name] = tuple(dict.fromkeys((*there, *items.split())))
        if self.on_start:
            self.on_start(campaign)

    def happen(self, event: Event) -> None:
        if event == "manager":
            self.manage(None)
        elif newest := max(self.model.campaigns, default=0):
            if event == "delete":
                self.delete(newest)
            else:
                self.set_status(newest, "cancelled")

    # People with the admin pages open.

    def user(self, site: str) -> User:
        return self.model.users[site] if self.narrow else ADMIN

    def set_up(self, site: str) -> None:
        """Make the lists that are missing, with readers who confirmed, as ``setup`` would."""
        there = self.lists(site)
        for one in TOPICS:
            if one.id in there:
                continue
            made = self.model.create_list(ADMIN, list_form(site, one), self.now)["id"]
            there[one.id] = made
            for name in (f"{one.id}-a", f"{one.id}-b", "alle"):
                self.join(f"{name}@{site}.example", made)
        rights = dict.fromkeys(there.values(), frozenset({"list:get"}))
        self.model.users[site] = User(site, "token", frozenset(PUBLISHER), rights)

    def lists(self, site: str) -> dict[str, int]:
        """The ids of a town's lists by topic."""
        tags = {f"infokanal-{site}--{one.id}": one.id for one in TOPICS}
        return {
            tags[tag]: row.id
            for row in self.model.lists.values()
            for tag in row.tags
            if tag in tags
        }

    def join(self, email: str, list_id: int) -> None:
        person = self.model.by_email(email)
        if person is None:
            self.model.insert_subscriber(email, email, (list_id,), self.now, confirmed=True)
        else:
            self.model.members[list_id][person.id] = "confirmed"

    def delete(self, campaign_id: int) -> None:
        name = self.model.campaigns[campaign_id].name
        self.model.delete_campaign(ADMIN, campaign_id)
        self._excuse(name)

    def set_status(self, campaign_id: int, status: str) -> None:
        there = self.model.campaigns[campaign_id].status
        if there == "running" or (there, status) == ("paused", "cancelled"):
            self.model.change_status(ADMIN, campaign_id, {"status": status}, self.now)

    def back_up(self) -> None:
        tables = {name: getattr(self.model, name).copy() for name in _TABLES}
        tables["members"] = {key: dict(row) for key, row in self.model.members.items()}
        self.backups = [*self.backups[-1:], tables]

    def restore(self, number: int) -> None:
        """Put a backup in; what was started since then is forgotten."""
        self.crash()
        tables = self.backups[number % len(self.backups)]
        for name in _TABLES:
            setattr(self.model, name, tables[name].copy())
        self.model.members = {key: dict(row) for key, row in tables["members"].items()}
        for one in self.model.campaigns.values():
            if one.status in ("running", "scheduled"):
                self.excused.add(one.name)
        for name in self.starts:
            self._excuse(name)

    def _excuse(self, name: str) -> None:
        """Nobody who is still there knows that this was started."""
        there = self.campaign(parse_key(name))
        known = there is not None and there.status != "draft"
        if name in self.starts and not known and not self.witnessed(name):
            self.excused.add(name)

    def campaign(self, key: Key) -> Any:
        """The campaign of a key, whoever may see it."""
        return self.model.campaigns.get(self.model.slugs.get(key.slug, 0))

    # The server's own work.

    def crash(self) -> None:
        """``kill -9`` and a new start: what was in memory is lost."""
        self.model.crash()
        self.queues.clear()
        # Starting takes two seconds, the first scan up to five more.
        self.tick(5)

    def manage(self, budget: int | None) -> None:
        """Scan once, then send; ``budget`` is how many mails go out, None for all there are."""
        if budget == 0:
            return
        for key in self.model.scan(self.now):
            taken = self.model.campaigns[key]
            people = self.model._audience(taken)
            self.audience[taken.uuid] = frozenset(
                self.model.subscribers[one].email for one in people
            )
        left = budget
        for message in self._queued():
            if self.model.wanted(message.campaign_id):
                self.model.record(message, delivered=self._deliver(message))
            left = None if left is None else left - 1
            if left == 0:
                return

    def _queued(self) -> Iterator[Message]:
        for key in tuple(self.model.pipes):
            while True:
                waiting = self.queues.setdefault(key, [])
                while waiting:
                    yield waiting.pop(0)
                batch = self.model.batch(key, self.now)
                if not batch.more:
                    break
                waiting.extend(batch.messages)
            self.model.close(key, self.now)
            del self.queues[key]

    def _deliver(self, message: Message) -> bool:
        if not self.relay or message.to in self.refused:
            return False
        self.inbox[self.model.pipes[message.campaign_id].compiled.campaign.name, message.to] += 1
        return True
