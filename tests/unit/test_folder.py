"""Reading files of a content folder: no link leads out of it, at no moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.engine.folder import Folder
from subscriptions.core.problems import InvalidContentError


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    for name in ("content/aktuelles/archiv/eins.md", "aussen/zwei.md"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return Folder(tmp_path / "content", "content")


def read(folder: Folder, name: str) -> str:
    source = f"content/aktuelles/archiv/{name}"
    return folder.read(folder.path(source), source).decode()


def test_a_plain_file_and_a_link_within_the_folder(folder: Folder) -> None:
    assert read(folder, "eins.md") == "content/aktuelles/archiv/eins.md"
    (folder.root / "aktuelles" / "archiv" / "noch.md").symlink_to("eins.md")
    assert read(folder, "noch.md") == read(folder, "eins.md")


def test_a_link_out_of_the_folder(folder: Folder) -> None:
    (folder.root / "aktuelles" / "archiv" / "aus.md").symlink_to(
        folder.root.parent / "aussen" / "zwei.md"
    )
    with pytest.raises(InvalidContentError, match="no plain file"):
        read(folder, "aus.md")


@pytest.mark.parametrize("above", ["archiv", ""])
def test_a_folder_that_becomes_a_link_meanwhile(folder: Folder, above: str) -> None:
    read(folder, "eins.md")
    outside = folder.root.parent / "aussen"
    if not above:
        (outside / "archiv").mkdir()
        (outside / "zwei.md").rename(outside / "archiv" / "zwei.md")
    place = folder.root / "aktuelles" / above
    place.rename(folder.root / "weg")
    place.symlink_to(outside)
    with pytest.raises(InvalidContentError, match="no plain file"):
        read(folder, "zwei.md")
