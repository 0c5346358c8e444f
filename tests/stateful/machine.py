"""Random histories of two towns on one Listmonk (hypothesis)."""

from __future__ import annotations

import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    rule,
)

from subscriptions.adapters.listmonk import Listmonk
from subscriptions.core.report import Result
from tests.stateful import oracle
from tests.stateful.people import People, picks, sites
from tests.stateful.towns import Place, send_together, stopwatch
from tests.stateful.wire import DEATHS, WAYS, Event, Killed, Line
from tests.stateful.world import SITES, World

happenings: st.SearchStrategy[Event] = st.sampled_from(
    [*WAYS, *DEATHS, "manager", "delete", "cancel"]
)
events = st.dictionaries(st.integers(0, 16), happenings, min_size=1, max_size=4)
turns = st.lists(st.integers(0, 1), max_size=40)


class Histories(People):
    """Editors write, publishers publish, people and weather interfere; the promise holds."""

    gateway: ClassVar[Any] = Listmonk

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="stateful-")
        self.count = 0
        self.again: set[str] = set()

    @initialize(
        narrow=st.booleans(),
        limit=st.sampled_from([2, 1000]),
        relay=st.sampled_from([True, True, False]),
        website=st.sampled_from([True, True, False]),
    )
    def begin(self, narrow: bool, limit: int, relay: bool, website: bool) -> None:
        self.world = World(narrow, limit, relay=relay, website=website)
        self.places = {
            site: Place(site, self.world, Path(self.folder.name) / site, gateway=self.gateway)
            for site in SITES
        }
        self.world.witnessed = lambda name: self.place_of(name).has_seen(name)
        self.over: frozenset[str] = frozenset()
        self.world.on_start = lambda campaign: oracle.check_start(
            self.place_of(campaign.name), campaign, self.over, frozenset(self.again)
        )
        self.watch = stopwatch(self.world)
        self.watch.__enter__()
        for site in SITES:
            self.news(site, "verein", 5, mail=True, until=None)
            self.news(site, "sammel", 5, mail=True, until=None)
            self.alert(site, 5, expires=300, mail=True)

    def place_of(self, name: str) -> Place:
        return self.places[name.split("/")[1]]

    # Publishers.

    def run(self, place: Place, line: Line, **options: Any) -> Result | None:
        if not place.entries:
            return None
        self.over = frozenset(options.get("over", ()))
        try:
            result = place.send(line, **options)
        except Killed:
            self.saw("publisher killed")
            return None
        finally:
            self.over = frozenset()
            self.saw(*(f"event {word}" for word in line.happened))
        self.note(result)
        return result

    def note(self, result: Result) -> None:
        self.saw(f"exit {result.exit_code}")
        self.saw(*(f"verb {one.verb}" for one in result.actions))
        self.saw(*(f"guard {one.guard}" for one in result.actions if one.guard))
        self.saw(*(key.partition("/")[0] + " started" for key in result.now))

    @rule(site=sites)
    def publish(self, site: str) -> None:
        place = self.places[site]
        begin = place.clock()
        result = self.run(place, place.line())
        self.saw("rule publish")
        if result is not None:
            self.check_settled(place, result, begin)

    @rule(site=sites, what=events)
    def publish_badly(self, site: str, what: dict[int, Event]) -> None:
        place = self.places[site]
        self.run(place, place.line(what))
        self.saw("rule publish_badly")

    @rule(one=sites, other=sites, order=turns, what=events, more=events)
    def publish_together(
        self,
        one: str,
        other: str,
        order: list[int],
        what: dict[int, Event],
        more: dict[int, Event],
    ) -> None:
        first, second = self.places[one], self.places[other]
        if not (first.entries and second.entries):
            return
        pairs = ((first, first.line(what)), (second, second.line(more)))
        for result in send_together(pairs, order):
            if result is None:
                self.saw("publisher killed")
            else:
                self.note(result)
        self.saw(*(f"event {word}" for _, line in pairs for word in line.happened))
        self.saw("rule publish_together", "same town" if one == other else "two towns")

    @rule(
        site=sites,
        pick=picks,
        pace=st.sampled_from([None, None, 0]),
        minutes=st.sampled_from([0, 20, 60_000]),
        how=st.sampled_from(["withdraw", "rename", "correct", "date", "state", "topic"]),
    )
    def react(self, site: str, pick: int, pace: int | None, minutes: float, how: str) -> None:
        """Mail goes out, time passes, and only then an editor sees what is wrong with it."""
        self.world.pace = pace
        self.publish(site)
        self.world.tick(minutes * 60)
        self.edit(site, pick, how)
        self.publish(site)
        self.saw("rule react")

    @rule(site=sites, guard=st.sampled_from(["max_mails", "since", "rename", "broken", "live"]))
    def publish_over(self, site: str, guard: str) -> None:
        place = self.places[site]
        self.run(place, place.line(), over=(guard,))
        self.saw("rule publish_over")

    @rule(site=sites)
    def send_again(self, site: str) -> None:
        """A person reads of forgotten mails and wants the first of them sent again."""
        place = self.places[site]
        if not place.entries:
            return
        made = place.plan(place.clock()) if place.entries else None
        lost = [str(one.key) for one in made.actions if one.verb == "forgotten"] if made else []
        if lost:
            self.again.add(lost[0])
            self.run(place, place.line(), keys=(lost[0],), again=(lost[0],))
            self.saw("rule send_again")

    # The promise.

    @invariant()
    def once(self) -> None:
        if hasattr(self, "world"):
            oracle.check_once(self.world, frozenset(self.again))

    def check_settled(self, place: Place, result: Result, begin: Any) -> None:
        """After a run without a fault nothing is left to send, unless it was told."""
        told = " ".join(str(failure.message) for failure in result.failures)
        left = [one for one in result.actions if one.delivers and str(one.key) not in told]
        if not left:
            return
        # What became due while it ran is for the next run.
        still = {one.key for one in place.plan(begin).to_do}
        left = [one for one in left if one.key in still]
        assert not left, f"left to send: {[(one.verb, str(one.key)) for one in left]}"

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None and hasattr(self, "world"):
                self.end()
        finally:
            if hasattr(self, "watch"):
                self.watch.__exit__(None, None, None)
            self.folder.cleanup()

    def end(self) -> None:
        """The faults stop; publishers run until nothing more can come of it."""
        world = self.world
        world.relay = world.website = True
        world.refused, world.pace = frozenset(), None
        for place in self.places.values():
            place.ahead = timedelta()
        for _ in range(5):
            world.manage(None)
            for place in self.places.values():
                begin = place.clock()
                result = self.run(place, place.line())
                if result is None:
                    continue
                self.check_settled(place, result, begin)
                oracle.check_end(place, result, begin)
            self.once()
            world.tick(11 * 60)
        self.saw(*("excused" for _ in world.excused))
