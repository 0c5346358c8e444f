"""``follow`` with a bare repository on disk, a real process, and mails into the outbox."""

from __future__ import annotations

import hmac
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from subscriptions.adapters.settings import Places
from subscriptions.cli.rounds import Indexing, Rounds

from .followed_town import LONG, PROGRAM, FollowedTown, git
from .site_runs import SECOND_NOW, TownFolder, clean_environment

SECRET = "nur für diesen Test"  # noqa: S105  # nothing is kept with it


@pytest.fixture
def town(tmp_path: Path) -> Iterator[FollowedTown]:
    town = FollowedTown(tmp_path)
    yield town
    if town.process and town.process.poll() is None:
        town.process.kill()
        town.process.wait()


def test_a_push_is_mailed_once_and_a_failing_pull_or_a_forced_push_loses_no_warning(
    town: FollowedTown,
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


def test_a_web_hook_wakes_it_at_once(town: FollowedTown) -> None:
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


def test_what_the_repository_does_not_hold_is_not_published(town: FollowedTown) -> None:
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


def test_nobodys_own_work_is_overwritten(town: FollowedTown) -> None:
    into = ("--into", str(town.made))
    options = ("follow", "--repository", str(town.bare), "--listen", "off")
    done = follow("--site", str(town.clone), *into, *options)
    assert done.returncode == 2
    assert "somebody's own work" in done.stderr
    done = follow("--site", str(town.site), *options)
    assert done.returncode == 2
    assert "--into DIR" in done.stderr


def test_two_do_not_follow_into_one_folder(town: FollowedTown) -> None:
    town.start()
    town.url("/")
    places = ("--site", str(town.folder / "other"), "--into", str(town.made))
    done = follow(*places, "follow", "--repository", str(town.bare), "--listen", "off")
    assert done.returncode == 2
    assert "another follow" in done.stderr


def test_no_password_of_an_address_is_shown(town: FollowedTown) -> None:
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


def test_a_program_that_is_being_replaced_ends_no_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    places = Places(tmp_path, tmp_path)
    rounds = Rounds(places, "outbox", clean_environment(), lambda: datetime.now(UTC))
    assert rounds.publish("commit").exit_code == 2


def test_the_index_of_the_search_is_made_beside_the_rounds(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    entry = second.output / "pagefind" / "pagefind-entry.json"
    indexing = Indexing(Places(second.folder, second.folder), clean_environment())
    indexing.tend()
    indexing.stop()
    assert not entry.exists(), "nobody wanted it"
    indexing.want()
    indexing.tend()
    end = time.monotonic() + LONG
    while not entry.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert entry.is_file()
    indexing.stop()
