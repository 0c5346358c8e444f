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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from subscriptions.core.dates import ZONE
from subscriptions.core.keys import Key
from tests.contract.towns import found_town, minutes_ago, website
from tests.servers.servers import ENDED, Server, unique

from .proxy import Proxy, proxy_to

ROOT = Path(__file__).parents[2]
LONGEST = 180.0


@dataclass(frozen=True, slots=True)
class Run:
    """How a publisher ended."""

    code: int
    out: str
    err: str

    @property
    def verbs(self) -> dict[str, str]:
        """What the report says of each key."""
        return {key: row["action"] for key, row in self.rows.items()}

    @property
    def rows(self) -> dict[str, Any]:
        """The report's actions by their keys."""
        return {row["key"]: row for row in json.loads(self.out)["actions"]}


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
    site_url: str = ""
    lists: dict[str, int] = field(default_factory=dict)
    taken: int = 0

    def next_pair(self) -> Pair:
        """A pair that was not mailed yet."""
        self.taken += 1
        return self.pairs[self.taken - 1]

    def begin(self, *arguments: str, bent: Sequence[str] = ()) -> subprocess.Popen[str]:
        """Start ``publish.py`` with these arguments; ``bent``: see :mod:`.bent`."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith("LISTMONK_")}
        environ |= {
            "LISTMONK_URL": self.proxy.url,
            "LISTMONK_USER": self.server.user,
            "LISTMONK_TOKEN": self.server.token,
        }
        program = ["-m", "tests.faults.bent", *bent, "--"] if bent else ["publish.py"]
        return subprocess.Popen(
            [sys.executable, *program, "--site", str(self.folder), *arguments],
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

    def begin_send(self, pair: Pair, *, bent: Sequence[str] = ()) -> subprocess.Popen[str]:
        """Start ``publish.py send`` for a pair."""
        feed = self.folder / "var" / f"feed-{pair.number}.json"
        return self.begin("send", "--to", "listmonk", "--json", "--feed", str(feed), bent=bent)

    def send(self, pair: Pair, at: int = 0, fault: str = "", *, bent: Sequence[str] = ()) -> Run:
        """Run ``publish.py send`` for a pair, with a fault at one of its calls."""
        self.proxy.arm(at, fault)
        process = self.begin_send(pair, bent=bent)
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
        town = Town(folder, site, server, proxy, {}, [], address)
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
    ids = {topic: lists[f"infokanal-{town.site}--{topic}"] for topic in ("gefahren", "vereine")}
    town.lists = ids
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
