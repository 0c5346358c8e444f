"""The command line at its edges: one sentence and the right exit code, never a traceback."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .site_runs import ROOT, SECOND_NOW, TownFolder, program, publish_py, tree

SetClock = Callable[[str], None]

LISTMONK = {
    "LISTMONK_URL": "https://listmonk.example",
    "LISTMONK_USER": "api",
    "LISTMONK_TOKEN": "secret-token",
}


def _set(patch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        patch.setenv(name, value)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["veroeffentlichen"], "veroeffentlichen"),
        (["build", "--schnell"], "--schnell"),
        (["build", "--as-of", "gestern"], "gestern"),
        (["plan", "--to", "brieftaube"], "brieftaube"),
        (["send", "--wait", "-1"], "-1"),
        (["build", "zuviel"], "zuviel"),
    ],
)
def test_a_wrong_call_exits_2(second: TownFolder, arguments: list[str], word: str) -> None:
    answer = second.run(*arguments)
    assert answer.code == 2
    assert word in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""


@pytest.mark.parametrize("command", ["check", "build", "plan", "publish", "status", "setup"])
def test_a_missing_town_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    nowhere = TownFolder(tmp_path / "nirgends", capsys)
    answer = nowhere.run(command)
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert "town.yml" in answer.err
    assert str(nowhere.folder) in answer.err
    assert not nowhere.folder.exists()


def test_without_its_dependencies_it_says_one_sentence() -> None:
    answer = program(sys.executable, "-I", "-S", "publish.py", "check")
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1
    assert "make setup" in answer.err
    assert "not set up yet" in answer.err


@pytest.mark.parametrize("arguments", [[], ["help"]])
def test_make_lists_its_targets(arguments: list[str]) -> None:
    if not shutil.which("make"):
        pytest.skip("no make")
    answer = program("make", "--no-print-directory", *arguments)
    assert (answer.code, answer.err) == (0, "")
    targets = [line.split()[0] for line in answer.out.splitlines()]
    wanted = {"demo", "test", "test-all", "site", "check", "plan", "publish", "lint", "serve"}
    assert wanted | {"test-listmonk"} <= set(targets)
    assert all(len(line.split(maxsplit=1)) == 2 for line in answer.out.splitlines())


@pytest.mark.parametrize("command", ["plan", "send", "publish", "status"])
def test_no_mail_server_is_ever_assumed(second: TownFolder, command: str) -> None:
    second.build(SECOND_NOW)
    before = tree(second.folder)
    answer = second.run(command)
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert "--to" in answer.err
    assert tree(second.folder) == before


@pytest.mark.parametrize("missing", list(LISTMONK))
@pytest.mark.parametrize("command", ["plan", "send", "publish", "status", "setup"])
def test_credentials_set_in_part_exit_2(
    second: TownFolder, monkeypatch: pytest.MonkeyPatch, missing: str, command: str
) -> None:
    _set(monkeypatch, **{name: value for name, value in LISTMONK.items() if name != missing})
    before = tree(second.folder)
    answer = second.run(command, *(() if command == "setup" else ("--to", "listmonk")))
    assert answer.code == 2
    assert missing in answer.err
    assert not any(name in answer.err for name in LISTMONK if name != missing)
    assert "secret-token" not in answer.err
    assert tree(second.folder) == before


def test_the_dotenv_file_counts_too(second: TownFolder) -> None:
    second.write(".env", "LISTMONK_URL=https://listmonk.example\nLISTMONK_USER=\n")
    answer = second.run("plan", "--to", "listmonk")
    assert answer.code == 2
    assert "LISTMONK_USER" in answer.err
    assert "LISTMONK_TOKEN" in answer.err
    assert "LISTMONK_URL" not in answer.err


@pytest.mark.parametrize("command", ["plan", "send", "publish", "status", "setup"])
def test_plain_http_is_refused(
    second: TownFolder, monkeypatch: pytest.MonkeyPatch, socket_disabled: None, command: str
) -> None:
    _set(monkeypatch, **{**LISTMONK, "LISTMONK_URL": "http://listmonk.example:9000"})
    answer = second.run(command, *(() if command == "setup" else ("--to", "listmonk")))
    assert answer.code == 2
    assert "http://listmonk.example:9000" in answer.err
    assert "https://" in answer.err
    assert "secret-token" not in answer.err


def test_the_clock_cannot_be_moved_for_a_real_server(
    second: TownFolder, monkeypatch: pytest.MonkeyPatch, socket_disabled: None
) -> None:
    _set(monkeypatch, **LISTMONK)
    second.build(SECOND_NOW)
    answer = second.run("send", "--to", "listmonk", "--as-of", SECOND_NOW)
    assert answer.code == 2
    assert "--as-of" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert second.run("publish", "--to", "outbox", "--as-of", SECOND_NOW).code == 2


def test_an_unreachable_server_exits_4_after_building(
    second: TownFolder, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    _set(monkeypatch, **{**LISTMONK, "LISTMONK_URL": "http://127.0.0.1:9"})
    clock(SECOND_NOW)
    answer = second.run("publish", "--to", "listmonk")
    assert answer.code == 4
    assert "Traceback" not in answer.err
    assert "secret-token" not in answer.err + answer.out
    assert (second.output / "index.html").exists()


@pytest.mark.parametrize(
    ("feed", "word"),
    [
        ("", "alle.json"),
        ("kein JSON", "publish.py build"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "publish.py build"),
        ("VERSION", "JSON Feed 1.1"),
        ("EMPTY", "publish.py build"),
    ],
)
def test_a_feed_that_cannot_be_used_exits_3(second: TownFolder, feed: str, word: str) -> None:
    second.build(SECOND_NOW)
    path = second.output / "feeds/alle.json"
    good = json.loads(path.read_text(encoding="utf-8"))
    if feed == "VERSION":
        feed = json.dumps({**good, "version": "https://jsonfeed.org/version/2"})
    elif feed == "EMPTY":
        feed = json.dumps({**good, "items": []})
    path.unlink()
    if feed:
        path.write_text(feed, encoding="utf-8")
    for command in ("plan", "send"):
        answer = second.run(command, "--to", "outbox", "--as-of", SECOND_NOW)
        assert answer.code == 3
        assert word in answer.err
        assert "Traceback" not in answer.err
    assert second.mails() == {}


def test_hundreds_at_once_are_held_but_not_the_warning(second: TownFolder, clock: SetClock) -> None:
    for number in range(120):
        second.write(
            f"content/aktuelles/flut-{number}.md",
            f"---\ntitle: Nachricht {number}\ndate: 2026-03-09 15:00\ntopics: stadtleben\n---\nX\n",
        )
    clock(SECOND_NOW)
    answer = second.run("publish", "--to", "outbox")
    assert answer.code in (1, 5)
    names = list(second.mails())
    assert "item.beispielstadt.2026-03-09-hochwasser-am-talbach-aktualisierung.eml" in names
    assert not any("flut" in name for name in names)


def test_without_since_only_the_warning_goes(second: TownFolder, clock: SetClock) -> None:
    second.change("subscriptions/topics.yml", "  since: 2026-03-01 00:00\n", "")
    clock(SECOND_NOW)
    answer = second.run("publish", "--to", "outbox")
    assert answer.code in (1, 5)
    assert list(second.mails()) == [
        "item.beispielstadt.2026-03-09-hochwasser-am-talbach-aktualisierung.eml"
    ]


def test_plan_and_status_change_nothing(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    before = tree(second.folder)
    for command in ("plan", "status"):
        answer = second.run(command, "--to", "outbox", "--as-of", SECOND_NOW)
        assert answer.code in (0, 1)
        assert "2026-03-09-hallenbad-geschlossen" in answer.out
    assert tree(second.folder) == before


def test_send_with_a_moved_clock_fills_the_outbox_once(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    first = second.run("send", "--to", "outbox", "--as-of", SECOND_NOW, "--json")
    sent = [row["item"] for row in json.loads(first.out)["actions"] if row["action"] == "sent"]
    assert len(sent) == len(second.mails()) == 3
    again = second.run("send", "--to", "outbox", "--as-of", SECOND_NOW, "--json")
    rows = json.loads(again.out)["actions"]
    assert [row["item"] for row in rows if row["action"] == "sent"] == []
    assert sorted(row["item"] for row in rows if row["action"] == "done") == sorted(sent)


def test_one_key_may_be_sent_by_itself(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    answer = second.run(
        "send", "2026-03-09-heizung-rathaus", "--to", "outbox", "--as-of", SECOND_NOW
    )
    assert answer.code == 0
    assert list(second.mails()) == ["item.beispielstadt.2026-03-09-heizung-rathaus.eml"]


def test_a_test_mail_is_no_mail(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    options = ("--to", "outbox", "--as-of", SECOND_NOW, "--test", "probe@example.org")
    answer = second.run("send", "2026-03-09-heizung-rathaus", *options)
    assert answer.code == 0
    assert second.mails() == {}
    (written,) = second.outbox.glob("test.*.txt")
    assert "To: probe@example.org" in written.read_text(encoding="utf-8")
    assert second.run("send", *options).code == 2
    assert second.run("send", "gibt-es-nicht", *options).code == 3


def test_help_is_german_by_default_and_english_on_request() -> None:
    german, english = publish_py("--help"), publish_py("--help", INFOKANAL_LANG="en")
    assert german.code == english.code == 0
    for command in ("check", "build", "publish", "plan", "send", "status", "setup", "demo"):
        assert f"  {command} " in german.out
        assert f"  {command} " in english.out
    assert "Options:" in english.out
    assert "Options:" not in german.out


def test_it_runs_from_any_folder(tmp_path: Path) -> None:
    script = str(ROOT / "publish.py")
    answer = program("sh", "-c", f'cd "{tmp_path}" && "{sys.executable}" "{script}" --help')
    assert answer.code == 0
    assert list(tmp_path.iterdir()) == []
