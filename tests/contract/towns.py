"""A town of the test's own, its website, and the mail server that its items go to."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from subscriptions.cli.main import run
from subscriptions.core.dates import ZONE
from tests.servers.servers import Server, unique

TOPICS = """\
defaults:
  since: 2020-01-01
  max_age: 24h
  max_mails: 5
topics:
  gefahren: {name: Gefahren, kind: warning}
  vereine: {name: Vereine}
  freibaeder: {name: Freibäder, kind: pool}
"""


def minutes_ago(minutes: float) -> str:
    """A front-matter date so long before now."""
    at = datetime.now(ZONE) - timedelta(minutes=minutes)
    return at.strftime("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail as its reader has it."""

    recipient: str
    subject: str
    headers: dict[str, str]
    text: str
    html: str


@dataclass
class Bench:
    """A town in ``folder``; ``server`` is None for the outbox."""

    folder: Path
    site: str
    server: Server | None
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    people: dict[str, list[str]] = field(default_factory=dict)
    out: str = ""
    err: str = ""

    @property
    def to(self) -> str:
        """What ``--to`` takes."""
        return "listmonk" if self.server else "outbox"

    def run(self, *arguments: str) -> int:
        """Run ``publish.py``; ``out`` and ``err`` hold what it printed."""
        self.capsys.readouterr()
        code = run(["--site", str(self.folder), *arguments])
        self.out, self.err = self.capsys.readouterr()
        return code

    def publish(self, *arguments: str) -> int:
        """Build and send."""
        return self.run("publish", "--to", self.to, *arguments)

    def send(self, *arguments: str) -> int:
        """Send without building."""
        return self.run("send", "--to", self.to, *arguments)

    def plan(self, *arguments: str) -> dict[str, str]:
        """What the plan says of each key."""
        self.run("plan", "--to", self.to, "--json", *arguments)
        rows = json.loads(self.out)["actions"]
        return {row["key"]: row["action"] for row in rows}

    def key(self, identity: str, kind: str = "item") -> str:
        """The key of an item of this town."""
        return f"{kind}/{self.site}/{identity}"

    def write(self, identity: str, body: str = "Text.", **fields: Any) -> Path:
        """Write an item; by default news of five minutes ago for Vereine."""
        values = {"title": "Neues", "date": minutes_ago(5), "topics": "vereine", **fields}
        front = "\n".join(f"{name}: {json.dumps(value)}" for name, value in values.items())
        path = self.folder / "content" / "aktuelles" / f"{identity}.md"
        path.write_text(f"---\n{front}\n---\n\n{body}\n", encoding="utf-8")
        return path

    def alert(self, identity: str, minutes: float = 5, **fields: Any) -> Path:
        """Write a warning; an update or all-clear by giving msgtype and references."""
        until = (datetime.now(ZONE) + timedelta(hours=5)).strftime("%Y-%m-%d %H:%M")
        given = {
            "title": "Brand",
            "topics": "gefahren",
            "msgtype": "alert",
            "date": minutes_ago(minutes),
            "expires": until,
        }
        return self.write(identity, **(given | fields))

    def arrived(self, count: int | None = None) -> list[Arrived]:
        """The mails of this town; ``count`` waits for so many at the sink."""
        if self.server is None:
            paths = sorted((self.folder / "outbox").glob("*.eml"))
            return [_arrived(path.read_bytes(), "") for path in paths]
        sink = self.server.sink
        mine = {person for people in self.people.values() for person in people}

        def own() -> list[Arrived]:
            return [_arrived(r.raw, r.recipient) for r in sink.mails() if r.recipient in mine]

        if count is not None:
            sink.until(lambda _: len(own()) >= count, timeout=self.server.patience)
        return own()

    def readers(self, *topics: str) -> int:
        """How many mails one campaign to these topics makes: one in the outbox, else a person."""
        if self.server is None:
            return 1
        return len({person for topic in topics for person in self.people[topic]})


def _arrived(raw: bytes, recipient: str) -> Arrived:
    message = BytesParser(policy=policy.default).parsebytes(raw)
    parts = {
        kind: part.get_content() if (part := message.get_body((kind,))) else ""
        for kind in ("plain", "html")
    }
    return Arrived(
        recipient,
        str(message["Subject"]),
        {name: str(value) for name, value in message.items()},
        parts["plain"],
        parts["html"],
    )


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


@contextlib.contextmanager
def website(folder: Path) -> Iterator[str]:
    """The folder served on loopback; its address."""
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def found_town(folder: Path, url: str, topics: str = TOPICS) -> str:
    """Write a town's files; its short name, which no other test uses."""
    site = unique("ort")
    (folder / "content" / "aktuelles").mkdir(parents=True)
    (folder / "subscriptions").mkdir()
    (folder / "subscriptions" / "topics.yml").write_text(topics, encoding="utf-8")
    (folder / "town.yml").write_text(
        f"""\
site: {site}
name: Gemeinde Beispielort
title: Nachrichten Beispielort
url: {url}
ids: {{domain: beispielort.example, year: 2024}}
from: post@beispielort.example
reply_to: rathaus@beispielort.example
""",
        encoding="utf-8",
    )
    return site


def settle(bench: Bench, topics: Sequence[str] = ("gefahren", "vereine", "freibaeder")) -> None:
    """Make the lists by ``setup``, with three subscribers each; the last is in every list."""
    if bench.server is None:
        return
    for name, value in (
        ("LISTMONK_URL", bench.server.url),
        ("LISTMONK_USER", bench.server.user),
        ("LISTMONK_TOKEN", bench.server.token),
    ):
        bench.monkeypatch.setenv(name, value)
    assert bench.run("setup") == 0, bench.err
    lists = lists_of(bench)
    everywhere = f"{unique('alle')}@residents.example"
    for topic in topics:
        own = [f"{unique(topic)}@residents.example" for _ in range(2)]
        for person in own:
            bench.server.add_subscriber(person, [lists[topic]])
        bench.people[topic] = [*own, everywhere]
    bench.server.add_subscriber(everywhere, [lists[topic] for topic in topics])


def lists_of(bench: Bench) -> dict[str, int]:
    """The ids of the town's lists by topic."""
    assert bench.server is not None
    prefix = f"infokanal-{bench.site}--"
    return {
        tag.removeprefix(prefix): entry["id"]
        for entry in bench.server.data("GET", "/api/lists", per_page="all")["results"]
        for tag in entry["tags"]
        if tag.startswith(prefix)
    }
