"""``pelican`` itself and ``publish.py build``: two callers, one site."""

from __future__ import annotations

from pathlib import Path

import pytest

from .site_runs import (
    SECOND_NOW,
    SHIPPED_NOW,
    TownFolder,
    digest,
    pelican,
    publish_py,
    tree,
)


@pytest.mark.parametrize(("name", "now"), [("shipped", SHIPPED_NOW), ("second", SECOND_NOW)])
def test_pelican_and_build_make_the_same_bytes(
    request: pytest.FixtureRequest, tmp_path: Path, name: str, now: str
) -> None:
    town: TownFolder = request.getfixturevalue(name)
    assert town.build(now).code == 0
    output = tmp_path / "by-pelican"
    answer = pelican(town.folder, output, now)
    assert answer.code == 0, answer.err
    ours, pelicans = tree(town.output), tree(output)
    assert sorted(pelicans) == sorted(ours)
    assert [path for path, data in ours.items() if pelicans[path] != data] == []


def test_both_agree_on_the_time_of_the_clock(second: TownFolder, tmp_path: Path) -> None:
    """Nothing of this town changes its state today, so two moments make one site."""
    output = tmp_path / "by-pelican"
    first = pelican(second.folder, output)
    assert first.code == 0, first.err
    answer = publish_py("--site", str(second.folder), "build")
    assert answer.code == 0, answer.err
    assert tree(output) == tree(second.output)
    assert "aktuelles/2026-03-12-stadtlauf/index.html" in tree(output)


def test_pelican_leaves_the_site_alone_when_content_is_broken(
    second: TownFolder, tmp_path: Path
) -> None:
    output = tmp_path / "by-pelican"
    assert pelican(second.folder, output).code == 0
    before = digest(output)
    second.write("content/aktuelles/eins.md", "")
    second.write("content/seiten/zwei.md", "---\nsummary: x\n---\n")
    answer = pelican(second.folder, output)
    assert answer.code == 3
    assert "content/aktuelles/eins.md:1: die Datei ist leer" in answer.err + answer.out
    assert "content/seiten/zwei.md:1: title: fehlt" in answer.err + answer.out
    assert digest(output) == before
