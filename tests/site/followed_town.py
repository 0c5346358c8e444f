"""A town whose content lies in a repository, and a ``follow`` of its own that publishes it."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from subscriptions.core.dates import ZONE

from .site_runs import ROOT, SECOND_TOWN, clean_environment, mails

LONG = 60.0
PROGRAM = str(ROOT / "publish.py")
WARNING = """---
title: {title}
date: {date}
topics: warnungen
msgtype: alert
severity: Severe
area: Am Talbach
instruction: Meiden Sie die Wiesen.
until_further_notice: true
---
Der Talbach steigt.
"""


class FollowedTown:
    """A bare repository, somebody's clone of it, and the publisher that follows it."""

    def __init__(self, folder: Path, source: Path = SECOND_TOWN, to: str = "outbox") -> None:
        self.folder, self.to = folder, to
        self.bare, self.clone = folder / "bare.git", folder / "clone"
        self.site, self.made = folder / "site", folder / "made"
        self.log = folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        shutil.copytree(source, self.clone)
        git(self.clone, "init", "--quiet", "--initial-branch=main")
        git(self.clone, "remote", "add", "origin", str(self.bare))
        self.push()

    def push(self, *options: str) -> str:
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--allow-empty", "-m", "Neues")
        git(self.clone, "push", "--quiet", *options, "origin", "HEAD:main")
        return git(self.clone, "rev-parse", "HEAD")

    def write_warning(self, name: str, title: str) -> None:
        date = datetime.now(ZONE).strftime("%Y-%m-%d %H:%M")
        path = self.clone / "content" / "aktuelles" / f"{name}.md"
        path.write_text(WARNING.format(title=title, date=date), encoding="utf-8")

    def start(self, poll: float = 1, **environment: str) -> None:
        options = ("--poll", str(poll), "--listen", "127.0.0.1:0", "--to", self.to)
        places = ("--site", str(self.site), "--into", str(self.made))
        source = ("--repository", str(self.bare))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, PROGRAM, *places, "follow", *source, *options],
                cwd=self.folder,
                env=clean_environment(**environment),
                stdout=log,
                stderr=log,
            )

    def stop(self) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LONG)

    def events(self, name: str) -> list[dict[str, Any]]:
        text = self.log.read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == name]

    def published(self, commit: str) -> dict[str, Any]:
        """Wait until a commit was published; what was logged of it."""

        def found() -> dict[str, Any] | None:
            events = self.events("published")
            return next((event for event in events if event["commit"] == commit), None)

        return self.until(found)

    def until(self, found: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
        end = time.monotonic() + LONG
        while time.monotonic() < end:
            if result := found():
                return result
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.1)
        raise AssertionError(self.log.read_text(encoding="utf-8"))

    def url(self, path: str) -> str:
        event = self.until(lambda: next(iter(self.events("listening")), None))
        return f"http://127.0.0.1:{event['port']}{path}"

    def flood_page(self) -> str:
        path = self.made / "output" / "aktuelles" / "2026-hochwasser" / "index.html"
        return path.read_text(encoding="utf-8")

    def mails(self) -> list[str]:
        return list(mails(self.made / "outbox"))


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Redaktion", "-c", "user.email=redaktion@example.org")
    done = subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        env=clean_environment(GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null"),
        capture_output=True,
        text=True,
        timeout=LONG,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
