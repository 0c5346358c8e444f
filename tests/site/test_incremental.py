"""A build that makes only what is new gives the same bytes as one that makes everything."""

from __future__ import annotations

import shutil
from datetime import datetime
from random import Random

import pytest

from .edits import Editor
from .site_runs import SECOND_NOW, SHIPPED_NOW, TownFolder, tree


def compare(town: TownFolder, at: str, done: list[str]) -> None:
    """Build, and compare every file with a clean build of the same moment."""
    clean = town.folder.parent / "clean"
    code = town.build(at, "--lenient").code
    assert town.run("--into", str(clean), "build", "--as-of", at, "--lenient").code == code
    built, wanted = tree(town.output), tree(clean / "output")
    names = sorted(built.keys() | wanted.keys())
    assert [n for n in names if built.get(n) != wanted.get(n)] == [], done
    shutil.rmtree(clean)


def follow(town: TownFolder, editor: Editor, edits: int) -> None:
    """Edit, and compare, again and again."""
    done: list[str] = []
    for _ in range(edits):
        done.append(editor.edit())
        compare(town, f"{editor.now:%Y-%m-%d %H:%M}", done)


def test_the_last_pool_leaves_every_menu(second: TownFolder) -> None:
    assert second.build(SECOND_NOW).code == 0
    for path in (second.folder / "content").rglob("*hallenbad*.md"):
        path.unlink()
    compare(second, SECOND_NOW, ["no pool"])


def test_the_site_moves_to_another_folder_of_the_server(second: TownFolder) -> None:
    assert second.build(SECOND_NOW).code == 0
    second.change("town.yml", "/info", "/neu")
    compare(second, SECOND_NOW, ["another address"])


@pytest.mark.parametrize("seed", range(2))
def test_edits_of_a_small_town(second: TownFolder, seed: int) -> None:
    topics = ("stadtleben", "schule-und-kita")
    now = datetime.fromisoformat(SECOND_NOW)
    follow(second, Editor(second.folder, Random(seed), topics, "warnungen", now), 10)  # noqa: S311


def test_edits_of_the_shipped_town(shipped: TownFolder) -> None:
    topics = ("vereine", "neubuerger")
    now = datetime.fromisoformat(SHIPPED_NOW)
    follow(shipped, Editor(shipped.folder, Random(1), topics, "gefahrenhinweise", now), 10)  # noqa: S311


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_many_edits(shipped: TownFolder, seed: int) -> None:
    topics = ("vereine", "neubuerger")
    now = datetime.fromisoformat(SHIPPED_NOW)
    follow(shipped, Editor(shipped.folder, Random(seed), topics, "gefahrenhinweise", now), 30)  # noqa: S311
