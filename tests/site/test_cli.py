"""The command line at its edges: one sentence and the right exit code, never a traceback."""

from __future__ import annotations

import re
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


def test_help_is_german_by_default_and_english_on_request() -> None:
    german, english = publish_py("--help"), publish_py("--help", INFOKANAL_LANG="en")
    assert german.code == english.code == 0
    for command in ("check", "build", "publish", "plan", "send", "status", "setup", "demo"):
        assert f"  {command} " in german.out
        assert f"  {command} " in english.out
        assert re.search(rf"^  {command} .*[^\W\d]\.{{1,3}}$", german.out, re.MULTILINE), command
    assert "Options:" in english.out
    assert "Options:" not in german.out


def test_it_runs_from_any_folder(tmp_path: Path) -> None:
    script = str(ROOT / "publish.py")
    answer = program("sh", "-c", f'cd "{tmp_path}" && "{sys.executable}" "{script}" --help')
    assert answer.code == 0
    assert list(tmp_path.iterdir()) == []
