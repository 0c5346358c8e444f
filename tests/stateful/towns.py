"""A town: what its editors write, and the real publisher that mails it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest import mock

from subscriptions.adapters import deliver as delivering
from subscriptions.adapters import live
from subscriptions.adapters.http import JsonApi
from subscriptions.adapters.listmonk import Listmonk
from subscriptions.adapters.live import ReadPage
from subscriptions.adapters.settings import Places
from subscriptions.cli import send as sending
from subscriptions.cli.mailing import Mailing
from subscriptions.cli.session import Session
from subscriptions.core.actions import Plan
from subscriptions.core.digests import Digest
from subscriptions.core.feed import Entry, Feed, FeedInfo
from subscriptions.core.mails import Mail, remembered, remembered_of_all
from subscriptions.core.report import Result
from subscriptions.core.subjects import Occasion
from subscriptions.core.town import Town
from tests.stateful.wire import Event, Killed, Line, Runner, interleave
from tests.stateful.world import TOPICS, World

REVISION = "0f"
WAIT = 3.0


class _Plain:
    """Composes a mail that differs whenever the entry does, quickly."""

    def compose(self, entry: Entry, occasion: Occasion) -> Mail:
        text = f"{occasion.kind} {occasion.note} {entry.content_html} {entry.info.severity}"
        return Mail(
            occasion.key,
            entry.tags,
            f"{occasion.kind}: {entry.title}",
            f"<p>{text}</p>",
            text,
            '"Ort" <post@ort.example>',
            (("Reply-To", "rathaus@ort.example"), ("X-Infokanal-Key", str(occasion.key))),
            remembered(entry, occasion.note),
        )

    def compose_digest(self, digest: Digest) -> Mail:
        text = " ".join(f"{entry.info.id} {entry.content_html}" for entry in digest.entries)
        return Mail(
            digest.key,
            (digest.period.topic.id,),
            str(digest.key),
            f"<p>{text}</p>",
            text,
            '"Ort" <post@ort.example>',
            (("Reply-To", "rathaus@ort.example"), ("X-Infokanal-Key", str(digest.key))),
            remembered_of_all(digest.entries),
        )


@dataclass
class _Desk(Mailing):
    """The real planning, with the feed, the mails and the pages of a test."""

    place: Place | None = None

    def feed(self) -> Feed:
        assert self.place is not None
        items = tuple(self.place.entries.values())
        return Feed(title="Ort", _infokanal=FeedInfo(site=self.place.site), items=items)

    @cached_property
    def composer(self) -> Any:
        return _Plain()

    def _page_reader(self) -> ReadPage:
        assert self.place is not None
        up = self.place.world.website
        page = f'<meta name="infokanal-revision" content="{REVISION}">'
        return lambda entry, seconds: page if up else ""


@dataclass
class Place:
    """One town. ``entries`` is its feed; ``ahead`` how far its machine's clock is ahead.

    ``gateway`` makes what talks to the server: the real one, or a broken one that must be caught.
    """

    site: str
    world: World
    folder: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    ahead: timedelta = timedelta()
    gateway: Callable[[JsonApi, str, Callable[[float], None]], Listmonk] = Listmonk

    def clock(self) -> datetime:
        """The time by this town's machine."""
        return self.world.now + self.ahead

    def has_seen(self, name: str) -> bool:
        """Whether the witness file holds a key, read without the product's help."""
        path = self.folder / "var" / "started-listmonk.jsonl"
        return path.is_file() and f'"key": "{name}"' in path.read_text("utf-8")

    def desk(self, line: Line, over: Iterable[str] = (), again: Iterable[str] = ()) -> _Desk:
        """A publisher of this town, as one call of the program makes it."""
        session = Session(Places(self.folder, self.folder), environ={}, sleep=self.world.sleep)
        town = Town.model_construct(
            site=self.site, url="https://ort.example", demo=False, language="de"
        )
        session.__dict__ |= {"settings": (town, TOPICS), "gettext": str}
        user = self.world.user(self.site)
        api = JsonApi("http://listmonk.example", user.name, user.token, transport=line)
        server = self.gateway(api, self.site, self.world.sleep)
        return _Desk(
            session, server, self.clock, None, frozenset(over), frozenset(again), place=self
        )

    def send(
        self,
        line: Line,
        keys: Iterable[str] = (),
        *,
        over: Iterable[str] = (),
        again: Iterable[str] = (),
    ) -> Result:
        """What ``publish.py send`` does."""
        return sending.send(self.desk(line, over, again), "send", keys, wait=WAIT)

    def plan(self, at: datetime) -> Plan:
        """What would be sent at a moment, by the ledger of now."""
        desk = self.desk(self.line())
        desk.clock = lambda: at
        return desk.make_plan()

    def line(self, events: Mapping[int, Event] | None = None) -> Line:
        """A new connection, on which these things happen."""
        return Line(self.world.server, events or {})


def send_together(
    pairs: tuple[tuple[Place, Line], tuple[Place, Line]], turns: list[int]
) -> list[Result | None]:
    """Two publishers at a time, a call at a time; None for one that was killed."""
    results: list[Result | None] = [None, None]

    def work(number: int) -> Callable[[Runner], None]:
        place, line = pairs[number]

        def run(runner: Runner) -> None:
            line.pause = runner.pause
            with contextlib.suppress(Killed):
                results[number] = place.send(line)

        return run

    interleave(Runner(work(0)), Runner(work(1)), turns)
    return results


@contextlib.contextmanager
def stopwatch(world: World) -> Iterator[None]:
    """The two places that look at a stopwatch look at the world's."""

    def elapsed() -> float:
        return world.elapsed

    with (
        mock.patch.object(delivering, "monotonic", elapsed),
        mock.patch.object(live, "monotonic", elapsed),
    ):
        yield
