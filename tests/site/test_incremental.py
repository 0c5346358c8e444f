"""A build that makes only what is new gives the same bytes as one that makes everything."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from plugins.engine.live import Live
from subscriptions.cli.session import Session, default_places
from subscriptions.cli.site import request
from subscriptions.cli.watch import settings_of
from subscriptions.core.dates import parse_moment

from .edits import Editor
from .site_runs import SECOND_NOW, SHIPPED_NOW, TownFolder, tree


@dataclass
class Watched:
    """The same town beside, kept up to date by one process as ``build --watch`` does it."""

    folder: Path
    into: Path
    known: dict[Path, object] = field(init=False)
    live: Live = field(init=False)

    def __post_init__(self) -> None:
        session = Session(default_places(str(self.folder), str(self.into)))
        self.live = Live(
            settings_of(session, lambda one: request(one, datetime.now(UTC), lenient=True))
        )

    def follow(self, now: datetime, *, damaged: bool) -> dict[str, bytes]:
        """Tell what has changed since the last call, and give what lies in the output folder."""
        found = stamps(self.folder)
        first = not hasattr(self, "known")
        differ = set() if first else {path for path, _ in found.items() ^ self.known.items()}
        self.known = found
        if first or damaged or differ or self.live.is_due(now):
            self.live.update(now, None if first or damaged else differ)
        return tree(self.into / "output")


def stamps(folder: Path) -> dict[Path, object]:
    """Whatever a watcher is told of: files and folders of the town that are not made."""
    made = {folder / name for name in ("output", "var")}
    paths = (path for path in folder.rglob("*") if made.isdisjoint((path, *path.parents)))
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in paths}


def compare(town: TownFolder, at: str, done: list[str], watched: Watched | None = None) -> None:
    """Build, and compare every file with a clean build of the same moment."""
    clean = town.folder.parent / "clean"
    code = town.build(at, "--lenient").code
    assert town.run("--into", str(clean), "build", "--as-of", at, "--lenient").code == code
    built, wanted = tree(town.output), tree(clean / "output")
    assert differences(built, wanted) == [], done
    if watched:
        now = parse_moment(at).at
        seen = watched.follow(now, damaged=done[-1].startswith("damage"))
        assert differences(seen, wanted) == [], ("watching", done)
    shutil.rmtree(clean)


def differences(built: dict[str, bytes], wanted: dict[str, bytes]) -> list[str]:
    """The files that are not the same."""
    names = sorted(built.keys() | wanted.keys())
    return [name for name in names if built.get(name) != wanted.get(name)]


def follow(town: TownFolder, editor: Editor, edits: int) -> None:
    """Edit, and compare, again and again."""
    done: list[str] = []
    watched = Watched(town.folder, town.folder.parent / "watched")
    editor.outputs = (town.output, watched.into / "output")
    for _ in range(edits):
        done.append(editor.edit())
        compare(town, f"{editor.now:%Y-%m-%d %H:%M}", done, watched)


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


def test_a_withdrawn_message_ends_no_month_for_its_neighbours(second: TownFolder) -> None:
    for name, more in (
        ("2025-09-05-erst", ""),
        ("2025-09-10-da", ""),
        ("2025-09-20-fort", "withdrawn:\n  date: 2025-09-21 08:00\n  note: Irrtum\n"),
        ("2025-10-01-neu", ""),
    ):
        text = f"---\ntitle: T\ndate: {name[:10]}\ntopics: stadtleben\n{more}---\nText.\n"
        second.write(f"content/aktuelles/{name}.md", text)
    compare(second, SECOND_NOW, [])
    (second.folder / "content/aktuelles/2025-10-01-neu.md").unlink()
    compare(second, SECOND_NOW, ["without the newer neighbour of another month"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_many_edits(shipped: TownFolder, seed: int) -> None:
    topics = ("vereine", "neubuerger")
    now = datetime.fromisoformat(SHIPPED_NOW)
    follow(shipped, Editor(shipped.folder, Random(seed), topics, "gefahrenhinweise", now), 30)  # noqa: S311
