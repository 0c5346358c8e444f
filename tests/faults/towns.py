"""Small towns of one's own, many pairs of a warning and a news item, and publishers as processes.

A town's site is built once; each run gets a feed that holds one pair only, so that what was mailed
before is not looked at again and each run makes the same calls.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from subscriptions.core.dates import ZONE
from subscriptions.core.keys import Key
from tests.contract.towns import found_town, minutes_ago, website
from tests.servers.servers import ENDED, Server, unique

from .proxy import KILLS, Call, Proxy, proxy_to

ROOT = Path(__file__).parents[2]
LONGEST = 180.0

P = TypeVar("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Run:
    """How a publisher ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A warning and a news item that go out together."""

    number: int
    alert: Key
    news: Key

    @property
    def keys(self) -> tuple[Key, Key]:
        """Both."""
        return (self.alert, self.news)


@dataclass
class Town:
    """A town whose publisher talks to ``server`` through ``proxy``."""

    folder: Path
    site: str
    server: Server
    proxy: Proxy
    people: dict[str, list[str]]
    pairs: list[Pair]
    taken: int = 0

    def next_pair(self) -> Pair:
        """A pair that was not mailed yet."""
        self.taken += 1
        return self.pairs[self.taken - 1]

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start ``publish.py`` with these arguments."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith("LISTMONK_")}
        environ |= {
            "LISTMONK_URL": self.proxy.url,
            "LISTMONK_USER": self.server.user,
            "LISTMONK_TOKEN": self.server.token,
        }
        return subprocess.Popen(
            [sys.executable, "publish.py", "--site", str(self.folder), *arguments],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self, process: subprocess.Popen[str]) -> Run:
        """Wait for a publisher, which must say what is wrong in sentences and tell no secret."""
        out, err = process.communicate(timeout=LONGEST)
        assert "Traceback" not in out + err, err
        assert self.server.token not in out + err
        return Run(process.returncode, out, err)

    def run(self, *arguments: str) -> Run:
        """Run ``publish.py`` to its end."""
        return self.end(self.begin(*arguments))

    def begin_send(self, pair: Pair) -> subprocess.Popen[str]:
        """Start ``publish.py send`` for a pair."""
        feed = self.folder / "var" / f"feed-{pair.number}.json"
        return self.begin("send", "--to", "listmonk", "--feed", str(feed))

    def send(self, pair: Pair, at: int = 0, fault: str = "") -> Run:
        """Run ``publish.py send`` for a pair, with a fault at one of its calls."""
        self.proxy.arm(at, fault)
        process = self.begin_send(pair)
        self.proxy.victim(process.pid)
        return self.end(process)

    def expected(self, pair: Pair) -> Counter[tuple[str, str]]:
        """Who must get which key, once each."""
        return Counter(
            {(person, str(pair.alert)): 1 for person in self.people["gefahren"]}
            | {(person, str(pair.news)): 1 for person in self.people["vereine"]}
        )

    def arrived(self, pair: Pair) -> Counter[tuple[str, str]]:
        """Who got which key how often."""
        everybody = {person for people in self.people.values() for person in people}
        titles = {_title(key): str(key) for key in pair.keys}
        return Counter(
            (mail.recipient, key)
            for mail in self.server.sink.mails()
            if mail.recipient in everybody
            and (key := titles.get(str(mail.message["Subject"]).removeprefix("Warnung: ")))
        )

    def campaigns(self, key: Key) -> list[str]:
        """The states of the campaigns with a key's name."""
        found = self.server.data("GET", "/api/campaigns", query=str(key), per_page="all")
        return [raw["status"] for raw in found["results"] or () if raw["name"] == str(key)]

    def settle(self, pair: Pair) -> None:
        """Wait until the server is done with a pair."""
        deadline = time.monotonic() + 2 * self.server.patience
        while not all(
            (states := self.campaigns(key)) and set(states) <= ENDED for key in pair.keys
        ):
            assert time.monotonic() < deadline, [self.campaigns(key) for key in pair.keys]
            time.sleep(self.server.scan / 4)

    def assert_once(self, pair: Pair) -> None:
        """Each subscriber has got each mail of a pair once, from one campaign each."""
        self.settle(pair)
        assert self.arrived(pair) == self.expected(pair)
        assert [len(self.campaigns(key)) for key in pair.keys] == [1, 1]


def _title(key: Key) -> str:
    return f"{key.id} in {key.site}"


@contextlib.contextmanager
def town_on(server: Server, folder: Path, pairs: int) -> Iterator[Town]:
    """A town with lists, subscribers and a built site, its items not mailed yet."""
    folder.mkdir()
    with website(folder / "output") as address, proxy_to(server.url) as proxy:
        site = found_town(folder, address)
        town = Town(folder, site, server, proxy, {}, [])
        made = town.run("setup")
        assert made.code == 0, made.err
        _subscribe(town)
        for number in range(pairs):
            town.pairs.append(_write_pair(town, number))
        built = town.run("build")
        assert built.code == 0, built.err
        _split_feed(town)
        yield town


def _subscribe(town: Town) -> None:
    found = town.server.data("GET", "/api/lists", per_page="all")["results"]
    lists = {tag: entry["id"] for entry in found for tag in entry["tags"]}
    ids = {topic: lists[f"infokanal-{town.site}-{topic}"] for topic in ("gefahren", "vereine")}
    both = f"{unique('alle')}@residents.example"
    town.server.add_subscriber(both, list(ids.values()))
    for topic, number in ids.items():
        own = f"{unique(topic)}@residents.example"
        town.server.add_subscriber(own, [number])
        town.people[topic] = [own, both]


def _write_pair(town: Town, number: int) -> Pair:
    pair = Pair(
        number,
        Key("item", town.site, f"brand-{number}"),
        Key("item", town.site, f"fest-{number}"),
    )
    until = (datetime.now(ZONE) + timedelta(hours=9)).strftime("%Y-%m-%d %H:%M")
    alert = {"topics": "gefahren", "msgtype": "alert", "expires": until}
    for key, fields in ((pair.alert, alert), (pair.news, {"topics": "vereine"})):
        values = {"title": _title(key), "date": minutes_ago(5), **fields}
        front = "\n".join(f"{name}: {json.dumps(value)}" for name, value in values.items())
        path = town.folder / "content" / "aktuelles" / f"{key.id}.md"
        path.write_text(f"---\n{front}\n---\n\nText zu {key}.\n", encoding="utf-8")
    return pair


def _split_feed(town: Town) -> None:
    feed = json.loads((town.folder / "output" / "feeds" / "alle.json").read_text("utf-8"))
    (town.folder / "var").mkdir(exist_ok=True)
    for pair in town.pairs:
        ids = {key.id for key in pair.keys}
        items = [item for item in feed["items"] if item["_infokanal"]["id"] in ids]
        assert len(items) == 2
        path = town.folder / "var" / f"feed-{pair.number}.json"
        path.write_text(json.dumps({**feed, "items": items}), encoding="utf-8")


def expected_codes(fault: str, struck: Call | None) -> set[int]:
    """The exit codes that docs/exit-codes.md allows for a fault at this call."""
    if struck is None:
        return {0}
    if fault in KILLS:
        return {-9}
    if fault == "trickle":
        return {0, 4}
    if struck.changes and fault in ("reset-before", "500", "late"):
        return {4}
    return {0}


def try_fault(town: Town, at: int, fault: str) -> tuple[Pair, Call | None]:
    """One run with the fault, one without, and everybody has got everything once."""
    pair = town.next_pair()
    first = town.send(pair, at, fault)
    struck = town.proxy.struck
    where = f"{fault} at call {at} ({struck})"
    assert first.code in expected_codes(fault, struck), f"{where}: {first}"
    second = town.send(pair)
    assert second.code == 0, f"{where}: {second}"
    try:
        town.assert_once(pair)
    except AssertionError as error:
        raise AssertionError(f"{where}: {error}\n{first}\n{second}") from error
    return pair, struck


def spread(
    server: Server,
    folder: Path,
    work: Sequence[P],
    act: Callable[[Town, P], R],
    workers: int,
) -> list[tuple[Town, R]]:
    """Do the work in several towns at a time; all that failed is told together."""
    shares = [work[number::workers] for number in range(workers) if work[number::workers]]
    failed: list[str] = []
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(workers) as pool:
        towns = [
            stack.enter_context(town_on(server, folder / f"ort-{number}", len(share)))
            for number, share in enumerate(shares)
        ]

        def one(town: Town, share: Sequence[P]) -> list[tuple[Town, R]]:
            done = []
            for point in share:
                try:
                    done.append((town, act(town, point)))
                except AssertionError as error:
                    failed.append(f"{point}: {error}")
            return done

        lists = list(pool.map(one, towns, shares))
    assert not failed, "\n\n".join(failed)
    return [result for done in lists for result in done]
