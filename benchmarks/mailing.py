"""From a saved file to the mail of everybody: ``publish.py publish`` beside Listmonk alone.

Site and mail servers run on this machine, and they are those of the tests: without a real Listmonk
(LISTMONK_BIN, PostgreSQL) only the stand-in takes part, which knows when a campaign started.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from benchmarks.archive import ZONE, Item, fresh
from benchmarks.generators import OURS, ROOT
from benchmarks.layouts import URL
from benchmarks.measuring import Cost, RunError
from benchmarks.sites import Bench

LISTMONK = "Listmonk alone"
_PEOPLE = 1000
_TOPIC = "vereine"
_PATIENCE = 120.0
# How the campaigns are called that no publisher made.
_BARE = "bare "
_OF_A_MAIL = (
    "subject",
    "from_email",
    "type",
    "content_type",
    "body",
    "altbody",
    "template_id",
    "headers",
    "messenger",
)
_TAG = f"infokanal-musterfelde--{_TOPIC}"

Record = Callable[[str, str, Cost], None]


def started(site: Bench, rounds: int, record: Record) -> None:
    """The row ``started``: file saved → pages and feeds written → campaign started (stand-in)."""
    towns, machines = _tests()
    with machines.machine_of("stand-in", {}) as machine, towns.website(site.output) as url:
        town = _Town(site, machine, url, people=1)
        for number in range(rounds):
            record("started", OURS, town.publish(number, town.has_started))


def mailed(site: Bench, rounds: int, record: Record, say: Callable[[str], None]) -> None:
    """The row ``mailed``: file saved → last mail at the SMTP sink; beside the bare campaign."""
    towns, machines = _tests()
    why = importlib.import_module("tests.servers.real").missing()
    if why:
        say(f"mailed: left out. {why}")
        return
    with machines.machine_of("listmonk", {}) as machine, towns.website(site.output) as url:
        town = _Town(site, machine, url, people=_PEOPLE)
        for number in range(rounds):
            record("mailed", OURS, town.publish(number, town.has_all))
            record("mailed", LISTMONK, town.bare(number))


def _tests() -> tuple[Any, Any]:
    """What the tests have of towns and mail servers."""
    names = ("tests.contract.towns", "tests.faults.machine")
    towns, machines = (importlib.import_module(name) for name in names)
    return towns, machines


class _Town:
    """The archive's town with its subscribers; it was published once, and nothing was due."""

    def __init__(self, site: Bench, machine: Any, url: str, people: int) -> None:
        self._site = site
        self._server = machine.server
        self._environment = {
            **site.environment,
            "LISTMONK_URL": self._server.url,
            "LISTMONK_USER": self._server.user,
            "LISTMONK_TOKEN": self._server.token,
        }
        self._begin = datetime.now(ZONE)
        self._names: set[str] = set()
        settings = site.folder / "town.yml"
        settings.write_text(settings.read_text("utf-8").replace(URL, url), encoding="utf-8")
        self._call("setup")
        self._call("publish", "--to", "listmonk")
        lists = self._server.data("GET", "/api/lists", per_page="all")["results"]
        self._list = next(one["id"] for one in lists if _TAG in one["tags"])
        self._people = people
        machine.populate(self._list, people)

    def publish(self, number: int, is_done: Callable[[], bool]) -> Cost:
        """Save a new item and publish; seconds until it is done."""
        self._server.sink.clear()
        self._names = {one["name"] for one in self._campaigns()}
        self._site.write(self._new(number))
        begin = time.perf_counter()
        with subprocess.Popen(self._command("publish", "--to", "listmonk"), **self._how) as process:
            seconds = _until(is_done, begin)
            process.communicate()
        return Cost(seconds)

    def bare(self, number: int) -> Cost:
        """What Listmonk takes for the mail that ``publish`` sent last, from its making to its end.

        Everything of it is as it was made, but for what must differ or is no input.
        """
        made_by_us = (one for one in self._campaigns() if not one["name"].startswith(_BARE))
        newest = max(one["id"] for one in made_by_us)
        sent = self._server.data("GET", f"/api/campaigns/{newest}")
        asked = {name: sent[name] for name in _OF_A_MAIL}
        asked |= {
            "name": f"{_BARE}{number} {time.time_ns()}",
            "lists": [self._list],
            "archive": False,
        }
        begin = time.perf_counter()
        made = self._server.data("POST", "/api/campaigns", json=asked)["id"]
        path = f"/api/campaigns/{made}"
        self._server.data("PUT", f"{path}/status", json={"status": "running"})
        done = _until(lambda: self._server.data("GET", path)["status"] == "finished", begin)
        return Cost(done)

    def has_started(self) -> bool:
        """A campaign is there that was not, and is being sent or was."""
        new = [one for one in self._campaigns() if one["name"] not in self._names]
        return any(one["status"] in {"running", "finished"} for one in new)

    def has_all(self) -> bool:
        """Everybody's mail is at the sink."""
        return len(self._server.sink.mails()) >= self._people

    def _new(self, number: int) -> Item:
        at = self._begin + timedelta(seconds=number)
        return replace(fresh(number), id=f"neu-{at:%H%M}-{number}", topic=_TOPIC, date=at)

    def _campaigns(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._server.data("GET", "/api/campaigns", per_page=50)[
            "results"
        ]
        return found

    @property
    def _how(self) -> dict[str, Any]:
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return {"cwd": self._site.folder, "env": self._environment, **silent}

    def _command(self, *words: str) -> tuple[str, ...]:
        return (sys.executable, str(ROOT / "publish.py"), "--site", ".", *words)

    def _call(self, *words: str) -> None:
        done = subprocess.run(
            self._command(*words),
            cwd=self._site.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            message = f"publish.py {' '.join(words)} ended with {done.returncode}: {done.stderr}"
            raise RunError(message)


def _until(is_done: Callable[[], bool], begin: float) -> float:
    while not is_done():
        if time.perf_counter() - begin > _PATIENCE:
            message = f"not done after {_PATIENCE:.0f} s"
            raise RunError(message)
        time.sleep(0.01)
    return time.perf_counter() - begin
