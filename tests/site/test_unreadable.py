"""What of content/ cannot be read: told with its path, never a hang, and nothing vanishes by it."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import SetClock
from .site_runs import TownFolder, text, tree
from .test_published import publish

# Nothing is so old by then that its mail would be reported as missed.
NOW = "2026-03-05 09:05"
NOTE = "---\ntitle: Nachtrag\ndate: 2026-03-05 09:00\ntopics: stadtleben\n---\nText\n"
FOLDER = "content/aktuelles/archiv"
OLD = "aktuelles/alt/index.html"


def dangling_file(news: Path) -> None:
    (news / "lose.md").symlink_to(news / "nirgends.md")


def dangling_folder(news: Path) -> None:
    (news / "lose").symlink_to(news / "nirgends")


def loop_of_folders(news: Path) -> None:
    (news / "lose").symlink_to(news, target_is_directory=True)


def loop_of_itself(news: Path) -> None:
    (news / "lose").symlink_to(news / "lose")


def loop_of_a_file(news: Path) -> None:
    (news / "lose.md").symlink_to(news / "lose.md")


def linked_folder(news: Path) -> None:
    (news / "lose").symlink_to(news.parent / "seiten", target_is_directory=True)


def outside(news: Path) -> None:
    (news / "lose.md").symlink_to("/etc/hostname")


def fifo(news: Path) -> None:
    os.mkfifo(news / "lose.md")


@pytest.mark.parametrize(
    ("make", "piece"),
    [
        (dangling_file, "führt"),
        (dangling_folder, "führt"),
        (loop_of_folders, "Verknüpfung auf einen Ordner"),
        (loop_of_itself, "führt"),
        (loop_of_a_file, "führt"),
        (linked_folder, "Verknüpfung auf einen Ordner"),
        (outside, "gewöhnliche Datei"),
        (fifo, "gewöhnliche Datei"),
    ],
)
def test_it_is_told_and_others_go_on(
    second: TownFolder, clock: SetClock, make: Callable[[Path], None], piece: str
) -> None:
    clock(NOW)
    make(second.folder / "content/aktuelles")
    second.write("content/aktuelles/nachtrag.md", NOTE)
    for arguments in (["check"], ["check", str(second.folder / "content/aktuelles")]):
        answer = second.run(*arguments)
        assert (answer.code, len(answer.problems)) == (3, 1), answer.err
        assert answer.problems[0].startswith("content/aktuelles/lose")
        assert piece in answer.problems[0]
    code, errors = publish(second)
    assert (code, "content/aktuelles/lose" in errors) == (3, True)
    assert "item.beispielstadt.nachtrag.eml" in second.mails()


@pytest.mark.parametrize("name", [".#offen.md", "._offen.md", ".verweis"])
def test_hidden_names_are_passed_over(second: TownFolder, name: str) -> None:
    """Editors and file managers leave such behind."""
    (second.folder / "content/aktuelles" / name).symlink_to("nirgends")
    assert second.run("check").code == 0


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Makes a folder one that may not be listed; the tests may run as root, who may all."""
    scandir = os.scandir

    def forbid(folder: Path) -> None:
        def refusing(path: Any = ".") -> Any:
            if str(path) == str(folder):
                raise PermissionError(13, "Permission denied", str(folder))
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refusing)

    return forbid


def test_nothing_vanishes_with_a_folder_that_cannot_be_read(
    second: TownFolder, clock: SetClock, forbid: Callable[[Path], None]
) -> None:
    clock(NOW)
    second.write(f"{FOLDER}/alt.md", NOTE)
    publish(second)
    assert OLD in tree(second.output)
    forbid(second.folder / FOLDER)
    second.write("content/aktuelles/neu.md", NOTE.replace("Nachtrag", "Neues"))
    answer = second.run("check")
    assert (answer.code, len(answer.problems)) == (3, 1)
    assert answer.problems[0].startswith(f"{FOLDER}:1: lässt sich nicht lesen (Permission denied)")
    for times in ("the first run", "the next one"):
        assert publish(second)[0] == 3, times
        assert text(second.page("aktuelles/alt/"), "h1") == "Nachtrag"
        assert "aktuelles/neu/index.html" in tree(second.output)
    names = [name for name in second.mails() if "alt" in name or "neu" in name]
    assert names == ["item.beispielstadt.alt.eml", "item.beispielstadt.neu.eml"]


@pytest.mark.parametrize("part", ["aktuelles", "seiten", "leistungen"])
def test_no_part_vanishes_when_it_cannot_be_read(
    second: TownFolder, clock: SetClock, forbid: Callable[[Path], None], part: str
) -> None:
    clock(NOW)
    publish(second)
    before = set(tree(second.output))
    forbid(second.folder / "content" / part)
    code, errors = publish(second)
    assert (code, f"content/{part}:1: lässt sich nicht" in errors) == (3, True)
    assert set(tree(second.output)) == before


def test_no_text_vanishes_when_the_content_is_not_there(
    second: TownFolder, clock: SetClock
) -> None:
    clock(NOW)
    second.write("content/aktuelles/alt.md", NOTE)
    publish(second)
    (second.folder / "content").rename(second.folder / "inhalt")
    assert publish(second)[0] == 3
    assert {OLD, "impressum/index.html"} <= set(tree(second.output))


def test_a_file_that_may_not_be_read(
    second: TownFolder, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock(NOW)
    path = second.write("content/aktuelles/geheim.md", NOTE)
    real = builtins.open

    def refusing(file: Any, *arguments: Any, **options: Any) -> Any:
        if file == path:
            raise PermissionError(13, "Permission denied", str(path))
        return real(file, *arguments, **options)

    monkeypatch.setattr(builtins, "open", refusing)
    answer = second.run("check")
    (told,) = answer.problems
    assert told.startswith("content/aktuelles/geheim.md:1: lässt sich nicht lesen (Permission den")
    assert publish(second)[0] == 3
