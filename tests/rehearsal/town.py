"""A town as it runs in earnest, on loopback: repository, publisher, website, mail server, desk.

Its editor writes from the shipped prepared texts; its staff gets receipts by another SMTP server
than Listmonk's.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx

from tests.contract.towns import found_town, website
from tests.faults.machine import Machine
from tests.servers.servers import Server
from tests.servers.smtp_sink import Received, SmtpSink
from tests.site.followed_town import LONG, PROGRAM, FollowedTown
from tests.site.site_runs import ROOT, clean_environment

TOPIC = "gefahrenhinweise"
# The publisher refuses a feed without any item: that is a site gone wrong.
WELCOME = (
    f"---\ntitle: Willkommen\ndate: 2026-01-05\ntopics: {TOPIC}\nmail: false\n---\nGuten Tag.\n"
)
TOPICS = f"topics: {{{TOPIC}: {{name: Gefahrenhinweise, kind: warning}}}}\n"
STAFF = "betreuung@beispielort.example"
HOOK_SECRET = "nur für die Probe"  # noqa: S105  # nothing is kept with it

Step = Callable[[], bool]


@dataclass
class Course:
    """What happened when, in seconds after an editor's push began."""

    title: str
    began: float = field(default_factory=monotonic)
    seconds: dict[str, float] = field(default_factory=dict)

    def note(self, step: str) -> None:
        """This is done now."""
        self.seconds[step] = monotonic() - self.began

    def until(self, steps: dict[str, Step], longest: float) -> None:
        """Wait for all steps, noting each as it comes; AssertionError after ``longest`` s."""
        end = monotonic() + longest
        left = dict(steps)
        while left:
            for name in [name for name, is_there in left.items() if is_there()]:
                self.note(name)
                del left[name]
            assert monotonic() < end, f"{self}still waiting for: {', '.join(left)}"
            sleep(0.05)

    def __str__(self) -> str:
        rows = [f"{seconds:7.2f} s  {step}" for step, seconds in self.seconds.items()]
        return "\n".join([self.title, *rows, ""])


@dataclass
class LiveTown:
    """Everything that runs in one town, and what it made of an item."""

    folder: Path
    site: str
    url: str
    machine: Machine
    desk: SmtpSink
    followed: FollowedTown
    people: list[str]

    @property
    def server(self) -> Server:
        """The mail server."""
        return self.machine.server

    def write(self, *arguments: str) -> str:
        """``publish.py new``, as the editor calls it in their clone; the item's identity."""
        done = subprocess.run(
            [sys.executable, PROGRAM, "--site", str(self.followed.clone), "new", *arguments],
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=LONG,
        )
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.splitlines()[0]).stem

    def call_hook(self) -> None:
        """What the code hosting service does after a push."""
        body = b"{}"
        digest = hmac.new(HOOK_SECRET.encode(), body, "sha256").hexdigest()
        answer = httpx.post(
            self.followed.url("/hook"), content=body, headers={"x-gitea-signature": digest}
        )
        assert answer.status_code == 202

    def is_seen(self, commit: str) -> bool:
        """Whether the publisher began to publish a commit."""
        return any(event["commit"] == commit for event in self.followed.events("publishing"))

    def is_page(self, identity: str) -> bool:
        """Whether the item has a page on the website."""
        return httpx.get(f"{self.url}/aktuelles/{identity}/").status_code == 200

    def is_in_feed(self, identity: str) -> bool:
        """Whether the item is in its topic's feed on the website."""
        answer = httpx.get(f"{self.url}/feeds/{TOPIC}.json")
        return answer.status_code == 200 and f"/aktuelles/{identity}/" in answer.text

    def campaigns(self, identity: str) -> list[dict[str, Any]]:
        """The campaigns of the item's own mail."""
        name = f"item/{self.site}/{identity}"
        found = self.server.data("GET", "/api/campaigns", query=name, per_page="all")
        return [raw for raw in found["results"] or () if raw["name"] == name]

    def is_started(self, identity: str) -> bool:
        """Whether the server sends it, or has sent it."""
        return any(raw["status"] in ("running", "finished") for raw in self.campaigns(identity))

    def mails(self, subject: str) -> list[Received]:
        """What subscribers have got with this subject."""
        return [one for one in self.server.sink.mails() if one.message["Subject"] == subject]

    def receipts(self, begin: str = "") -> list[str]:
        """The subjects of what the staff was told."""
        subjects = [str(mail.message["Subject"]) for mail in self.desk.mails(STAFF)]
        return [subject for subject in subjects if subject.startswith(begin)]

    def assert_once(self, subject: str) -> None:
        """Each subscriber got this mail, once."""
        assert sorted(one.recipient for one in self.mails(subject)) == sorted(self.people)


@contextlib.contextmanager
def live_town(folder: Path, machine: Machine, people: int, *, poll: float) -> Iterator[LiveTown]:
    """A town of so many subscribers that runs; its first round, without any item, is over."""
    source = folder / "ort"
    source.mkdir()
    with SmtpSink() as desk, website(folder / "made" / "output") as url:
        site = found_town(source, url, TOPICS)
        with (source / "town.yml").open("a", encoding="utf-8") as settings:
            settings.write(f"mail_server: listmonk\nstaff: {STAFF}\n")
        (source / "content/aktuelles/willkommen.md").write_text(WELCOME, encoding="utf-8")
        shutil.copytree(ROOT / "content" / "vorlagen", source / "content" / "vorlagen")
        environment = _environment(machine.server, desk)
        _set_up(source, environment)
        followed = FollowedTown(folder, source, "listmonk")
        subscribed = machine.populate(_list_of(machine.server, site), people)
        town = LiveTown(folder, site, url, machine, desk, followed, subscribed)
        followed.start(poll, **environment)
        try:
            followed.until(lambda: next(iter(followed.events("published")), None))
            yield town
        finally:
            assert followed.stop() == 0


def _environment(server: Server, desk: SmtpSink) -> dict[str, str]:
    return {
        "LISTMONK_URL": server.url,
        "LISTMONK_USER": server.user,
        "LISTMONK_TOKEN": server.token,
        "INFOKANAL_SMTP_HOST": "127.0.0.1",
        "INFOKANAL_SMTP_PORT": str(desk.port),
        "INFOKANAL_SMTP_SECURITY": "none",
        "INFOKANAL_HOOK_SECRET": HOOK_SECRET,
    }


def _set_up(source: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM, "--site", str(source), "setup"],
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=LONG,
    )
    assert done.returncode == 0, done.stderr


def _list_of(server: Server, site: str) -> int:
    found = server.data("GET", "/api/lists", per_page="all")["results"]
    return next(entry["id"] for entry in found if f"infokanal-{site}--{TOPIC}" in entry["tags"])


def counted(count: int) -> str:
    """A number as receipts write it."""
    return json.dumps(count) if count < 1000 else f"{count // 1000}.{count % 1000:03}"
