"""What the benchmarks build: a sound town, with every page and feed that it should have."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks.archive import NOW, TOPICS, archive
from benchmarks.layouts import LAYOUTS, PEERS, PUBLISH, Layout, years
from tests.site.site_runs import TownFolder


def test_the_archive_passes_the_check_and_builds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    items = archive(60)
    town = TownFolder(tmp_path / "town", capsys)
    PUBLISH.write(town.folder, items)
    assert town.run("check").code == 0
    assert town.build(f"{NOW:%Y-%m-%d %H:%M}").code == 0
    pages = {path.parent.name for path in town.output.glob("aktuelles/*/index.html")}
    assert pages == {item.id for item in items}
    found = {
        (path.parts[-3], int(path.parts[-2])) for path in town.output.glob("themen/*/*/index.html")
    }
    assert found == set(years(items))
    assert {path.name for path in town.output.glob("feeds/*.json")} == {
        f"{name}.json" for name in ("alle", *TOPICS)
    }
    assert found_beside("warnung.cap.xml", town.output) == {i.id for i in items if i.incident}
    assert found_beside("termin.ics", town.output) == {i.id for i in items if i.deadline}


def found_beside(name: str, output: Path) -> set[str]:
    """The items beside whose page there is a file of this name."""
    return {path.parent.name for path in output.glob(f"aktuelles/*/{name}")}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_generator_gets_the_same_texts(layout: Layout, tmp_path: Path) -> None:
    items = archive(20)
    layout.write(tmp_path / "site", items)
    for item in items:
        source = layout.path(tmp_path / "site", item).read_text(encoding="utf-8")
        assert source.endswith(item.body)
        assert item.title in source


def settings_in(name: str) -> set[str]:
    """The settings that a file of the Pelican site makes."""
    tree = ast.parse((PEERS / "pelican" / name).read_text(encoding="utf-8"))
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {node.id for node in names if isinstance(node.ctx, ast.Store) and node.id.isupper()}


def test_pelican_converts_as_it_comes_and_only_its_twin_is_tuned() -> None:
    tuned = {"MARKDOWN", "FORMATTED_FIELDS"}
    assert settings_in("pelicanconf_tuned.py") == tuned
    assert not settings_in("pelicanconf.py") & tuned
