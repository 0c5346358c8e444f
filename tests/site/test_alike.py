"""What is published without opening last good versions is what is published with all of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from plugins.engine import decide
from plugins.engine.alike import are_alike
from plugins.engine.build import build
from plugins.engine.request import Request
from subscriptions.cli.building import Building
from subscriptions.cli.session import Session, default_places
from subscriptions.cli.site import request
from subscriptions.core.dates import parse_moment

from .edits import Editor
from .site_runs import SECOND_NOW, TownFolder, tree


def asked(town: TownFolder, editor: Editor, into: Path) -> Request:
    session = Session(default_places(str(town.folder), str(into)), lenient=True)
    now = parse_moment(f"{editor.now:%Y-%m-%d %H:%M}").at
    return request(session, now, lenient=True, remember=True)


def follow(town: TownFolder, editor: Editor, edits: int) -> None:
    """Publish after each edit, once as ``publish`` does and once without any look before."""
    quick, slow = town.folder / "quick", town.folder / "slow"
    editor.outputs = (quick / "output", slow / "output")
    done: list[str] = []
    for _ in range(edits):
        one = Building(asked(town, editor, quick)).finish()
        other = build(asked(town, editor, slow))
        assert (one.items, one.problems) == (other.items, other.problems), done
        for folder in ("output", "var/published"):
            assert tree(quick / folder) == tree(slow / folder), (folder, done)
        done.append(editor.edit())


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each look whether all last good versions were as today's files."""
    results: list[bool] = []

    def watched(*arguments: Any) -> bool:
        results.append(are_alike(*arguments))
        return results[-1]

    monkeypatch.setattr(decide, "are_alike", watched)
    return results


@pytest.mark.parametrize("seed", range(4))
def test_published_edits_of_a_small_town(second: TownFolder, found: list[bool], seed: int) -> None:
    topics = ("stadtleben", "schule-und-kita")
    now = datetime.fromisoformat(SECOND_NOW)
    follow(second, Editor(second.folder, Random(seed), topics, "warnungen", now), 15)  # noqa: S311
    assert any(found)
    assert not all(found)
