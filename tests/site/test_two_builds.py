"""Files that change while a site is built, and another process that reads them meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plugins.engine import build as engine
from plugins.engine import published
from plugins.engine.alike import LastGood, hashes_of
from plugins.engine.build import build
from plugins.engine.decide import decide, read_sources
from plugins.engine.live import Live
from plugins.engine.request import Request
from plugins.engine.stamps import Stamp
from plugins.engine.store import Store
from plugins.engine.unchanged import open_store
from subscriptions.cli import building
from subscriptions.cli.building import Building
from subscriptions.cli.session import Session, default_places
from subscriptions.cli.site import request
from subscriptions.core.dates import parse_moment
from subscriptions.core.item import Item

from .site_runs import SECOND_NOW, TownFolder, tree

NOW = parse_moment(SECOND_NOW).at


def asked(town: TownFolder, *, remember: bool = False, into: Path | None = None) -> Request:
    places = default_places(str(town.folder), str(into) if into else None)
    return request(Session(places, lenient=True), NOW, lenient=True, remember=remember)


def another_reads(town: TownFolder) -> None:
    """What another process does that has just begun to build."""
    wanted = asked(town)
    store = open_store(wanted)
    read_sources(wanted, store)
    store.close()


def add(path: Path, sentence: str) -> str:
    text = f"{path.read_text('utf-8')}\n{sentence}\n"
    path.write_text(text, "utf-8")
    return text


def after_deciding(monkeypatch: pytest.MonkeyPatch, action: Callable[[], None]) -> None:
    """Something happens once, between the decisions of a build and its files."""

    def decided(*arguments: Any) -> Any:
        result = decide(*arguments)
        monkeypatch.setattr(engine, "decide", decide)
        action()
        return result

    monkeypatch.setattr(engine, "decide", decided)


@pytest.fixture(params=["build", "publish"])
def remember(request: pytest.FixtureRequest) -> bool:
    is_published: bool = request.param == "publish"
    return is_published


@pytest.fixture
def newest(second: TownFolder, *, remember: bool) -> Item:
    return build(asked(second, remember=remember)).site.items[0]


def pages_are_as_a_clean_build_makes_them(town: TownFolder, tmp_path: Path) -> bool:
    build(asked(town, into=tmp_path / "clean"))
    return tree(town.output) == tree(tmp_path / "clean/output")


def test_a_text_that_is_another_meanwhile_is_shown_as_it_is_then(
    second: TownFolder,
    newest: Item,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    *,
    remember: bool,
) -> None:
    path = second.folder / newest.source
    first = add(path, "Satz A.")

    def edited() -> None:
        add(path, "Satz B.")
        another_reads(second)

    after_deciding(monkeypatch, edited)
    build(asked(second, remember=remember))
    assert "Satz B." in (second.output / newest.path / "index.html").read_text("utf-8")
    path.write_text(first, "utf-8")
    Building(asked(second, remember=remember)).finish()
    assert pages_are_as_a_clean_build_makes_them(second, tmp_path)


def test_a_file_that_breaks_meanwhile_stops_no_lenient_build(
    second: TownFolder, newest: Item, monkeypatch: pytest.MonkeyPatch, *, remember: bool
) -> None:
    path = second.folder / newest.source
    add(path, "Satz A.")

    def broken() -> None:
        path.write_text("---\ntitle: [\n", "utf-8")
        another_reads(second)

    after_deciding(monkeypatch, broken)
    report = build(asked(second, remember=remember))
    assert [problem.path for problem in report.problems] == [newest.source]
    page = second.output / newest.path / "index.html"
    assert page.exists() is remember, "what was published once stays"


def test_a_watcher_shows_what_it_has_read_though_there_is_more_by_then(
    second: TownFolder, newest: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = Live(lambda: asked(second))
    live.update(NOW)
    path, real = second.folder / newest.source, Store.keep_readings
    first = add(path, "Satz A.")

    def edited(store: Store, *arguments: Any, **options: Any) -> None:
        real(store, *arguments, **options)
        add(path, "Satz B.")

    monkeypatch.setattr(Store, "keep_readings", edited)
    live.update(NOW, [path])
    monkeypatch.setattr(Store, "keep_readings", real)
    page = second.output / newest.path / "index.html"
    assert "Satz B." not in page.read_text("utf-8")
    path.write_text(first, "utf-8")
    live.update(NOW, [path])
    assert "Satz A." in page.read_text("utf-8")
    assert "Satz B." not in page.read_text("utf-8")


def test_a_draft_made_meanwhile_is_no_last_good_version_overlooked(
    second: TownFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is published is what was read, whatever was there when the folders were looked at."""
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: {0})
    (warning, *_) = build(asked(second, remember=True)).site.alerts
    path = second.folder / warning.source
    text = add(path, "Noch ein Satz.")
    build(asked(second, remember=True))

    def slow(folder: Any, store: Store) -> LastGood:
        found = hashes_of(folder, store)
        assert found.hashes is not None
        path.write_text(text.replace("---\n", "---\ndraft: ja\n", 1), "utf-8")
        return found

    monkeypatch.setattr(building, "hashes_of", slow)
    asked_then = asked(second, remember=True)
    one = Building(asked_then)
    # Another process has forgotten what the file said, and so it is opened.
    store = open_store(asked_then)
    store.keep_readings("content", (), [warning.source])
    store.close()
    report = one.finish()
    assert [problem.path for problem in report.problems] == [warning.source]
    assert (second.folder / f"var/published/aktuelles/{warning.id}.md").read_text("utf-8") == text
    assert (second.output / warning.path / "index.html").exists()


def test_a_last_good_version_that_another_has_replaced_is_not_believed(
    second: TownFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = build(asked(second, remember=True)).site.items[0]
    path, real = second.folder / item.source, published.write_atomically
    before = path.read_bytes()
    add(path, "Satz A.")

    def overtaken(target: Path, data: bytes) -> Stamp:
        replace = Path.replace

        def replaced(temporary: Path, there: Path) -> Path:
            monkeypatch.setattr(Path, "replace", replace)
            result = temporary.replace(there)
            real(there, before)
            return result

        if target.stem == item.id:
            monkeypatch.setattr(Path, "replace", replaced)
        return real(target, data)

    monkeypatch.setattr(published, "write_atomically", overtaken)
    build(asked(second, remember=True))
    monkeypatch.setattr(published, "write_atomically", real)
    kept = second.folder / f"var/published/aktuelles/{item.id}.md"
    assert kept.read_bytes() == before
    Building(asked(second, remember=True)).finish()
    assert kept.read_bytes() == path.read_bytes()
