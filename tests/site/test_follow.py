"""``follow`` with a bare repository on disk, a real process, and mails into the outbox."""

from __future__ import annotations

import hmac
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from subscriptions.core.dates import ZONE

from .site_runs import ROOT, SECOND_TOWN, clean_environment, mails

SECRET = "nur für diesen Test"  # noqa: S105  # nothing is kept with it
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


class Town:
    """A bare repository, somebody's clone of it, and the publisher that follows it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bare, self.clone = folder / "bare.git", folder / "clone"
        self.site, self.made = folder / "site", folder / "made"
        self.log = folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.bare))
        shutil.copytree(SECOND_TOWN, self.clone)
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
        options = ("--poll", str(poll), "--listen", "127.0.0.1:0", "--to", "outbox")
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


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    yield town
    if town.process and town.process.poll() is None:
        town.process.kill()
        town.process.wait()


def test_a_push_is_mailed_once_and_a_failing_pull_or_a_forced_push_loses_no_warning(
    town: Town,
) -> None:
    town.start()
    first = git(town.clone, "rev-parse", "HEAD")
    assert town.published(first)["exit_code"] in (0, 1)

    town.write_warning("2026-hochwasser", "Hochwasser am Talbach")
    second = town.push()
    town.published(second)
    assert "item.beispielstadt.2026-hochwasser.eml" in town.mails()

    town.bare.rename(town.folder / "away.git")
    failed = town.until(lambda: next(iter(town.events("pull failed")), None))
    assert str(town.bare) in failed["problem"]
    (town.folder / "away.git").rename(town.bare)
    town.until(lambda: next(iter(town.events("pull works again")), None))

    git(town.clone, "reset", "--quiet", "--hard", first)
    third = town.push("--force")
    event = town.published(third)
    assert event["exit_code"] == 3
    (rewritten,) = town.events("history was rewritten")
    assert (rewritten["before"], rewritten["now"]) == (second, third)
    assert "Meiden Sie die Wiesen." in town.flood_page()
    assert httpx.get(town.url("/health")).json()["rewritten"]
    git(town.clone, "rm", "--quiet", "-r", ".")
    fourth = town.push("--force")
    assert town.published(fourth)["exit_code"] == 3
    assert "Meiden Sie die Wiesen." in town.flood_page()
    assert town.mails().count("item.beispielstadt.2026-hochwasser.eml") == 1

    assert town.stop() == 0
    assert town.events("stopped")


def test_a_web_hook_wakes_it_at_once(town: Town) -> None:
    secret = town.folder / "secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    town.start(poll=3600, INFOKANAL_HOOK_SECRET_FILE=str(secret))
    town.published(git(town.clone, "rev-parse", "HEAD"))
    town.write_warning("2026-sturm", "Sturm")
    commit = town.push()
    body = b'{"ref": "refs/heads/main"}'
    digest = hmac.new(SECRET.encode(), body, "sha256").hexdigest()
    hook = town.url("/hook")
    assert httpx.post(hook, content=body).status_code == 403
    assert httpx.post(hook, content=b"", headers={"x-gitlab-token": "x"}).status_code == 403
    assert httpx.post(town.url("/"), content=body).status_code == 404
    assert status_of_a_large_call(hook) == 413
    signed = httpx.post(hook, content=body, headers={"x-gitea-signature": digest})
    assert signed.status_code == 202
    town.published(commit)
    assert "item.beispielstadt.2026-sturm.eml" in town.mails()
    health = httpx.get(town.url("/health"))
    assert health.json()["published_commit"] == commit
    assert health.status_code == (200 if health.json()["exit_code"] in (0, 3, 5) else 503)


def test_what_the_repository_does_not_hold_is_not_published(town: Town) -> None:
    """After a crash, and whatever somebody left in the folder."""
    town.start()
    first = git(town.clone, "rev-parse", "HEAD")
    town.published(first)
    assert town.stop() == 0
    stray = town.site / "content" / "aktuelles" / "entwurf.md"
    stray.write_text("---\ntitle: Entwurf\ndate: 2026-03-01\ntopics: stadtleben\n---\nX\n")
    (town.site / "town.yml").unlink()
    (town.site / ".env").write_text("SITEURL=\n", encoding="utf-8")
    (town.site / ".git" / "index.lock").touch()
    (town.clone / "content/aktuelles/link.md").symlink_to("/etc/hostname")
    town.start()
    event = town.published(town.push())
    assert event["exit_code"] == 3
    assert not stray.exists()
    assert (town.site / "town.yml").is_file()
    assert (town.site / ".env").is_file()
    assert not (town.site / "content/aktuelles/link.md").is_symlink()
    assert not (town.made / "output/aktuelles/entwurf").exists()


def status_of_a_large_call(url: str) -> int:
    """The answer to a call that says that it brings more than anybody wants to read."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=LONG)
    connection.request("POST", "/hook", headers={"Content-Length": "9" * 30})
    status = connection.getresponse().status
    connection.close()
    return status


def follow(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PROGRAM, *arguments],
        env=clean_environment(INFOKANAL_LANG="en"),
        capture_output=True,
        text=True,
        timeout=LONG,
    )


def test_nobodys_own_work_is_overwritten(town: Town) -> None:
    into = ("--into", str(town.made))
    options = ("follow", "--repository", str(town.bare), "--listen", "off")
    done = follow("--site", str(town.clone), *into, *options)
    assert done.returncode == 2
    assert "somebody's own work" in done.stderr
    done = follow("--site", str(town.site), *options)
    assert done.returncode == 2
    assert "--into DIR" in done.stderr


def test_two_do_not_follow_into_one_folder(town: Town) -> None:
    town.start()
    town.url("/")
    places = ("--site", str(town.folder / "other"), "--into", str(town.made))
    done = follow(*places, "follow", "--repository", str(town.bare), "--listen", "off")
    assert done.returncode == 2
    assert "another follow" in done.stderr


def test_no_password_of_an_address_is_shown(town: Town) -> None:
    address = "https://user:geheim@127.0.0.1:1/x.git"
    places = ("--site", str(town.folder / "other"), "--into", str(town.made))
    with town.log.open("wb") as log:
        town.process = subprocess.Popen(
            [sys.executable, PROGRAM, *places, "follow", "--repository", address],
            env=clean_environment(),
            stdout=log,
            stderr=log,
        )
    failed = town.until(lambda: next(iter(town.events("pull failed")), None))
    assert "//…@127.0.0.1:1/x.git" in failed["problem"]
    assert town.stop() == 0
    assert not re.search("geheim", town.log.read_text(encoding="utf-8"))
