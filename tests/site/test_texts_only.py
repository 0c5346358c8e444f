"""Which outputs show the text of an item, and that a build makes no others for a new text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from plugins.engine import files
from plugins.engine.build import build, frame_of
from plugins.engine.carriers import Carriers
from plugins.engine.decide import decide
from plugins.engine.frame import Frame
from plugins.engine.live import Live
from plugins.engine.output import Bundle, Output
from plugins.engine.outputs import outputs, outputs_with_texts
from plugins.engine.readings import OvertakenError
from plugins.engine.request import Request
from plugins.engine.store import Store
from plugins.engine.unchanged import Since, open_store
from subscriptions.cli import building
from subscriptions.cli.session import Session, default_places
from subscriptions.cli.site import request
from subscriptions.core.dates import parse_moment
from subscriptions.core.item import Item

from .site_runs import SECOND_NOW, SHIPPED_NOW, TownFolder, tree


def frame(town: TownFolder, at: str) -> Frame:
    """What a build of the town at that moment makes its pages with."""
    session = Session(default_places(str(town.folder), None))
    asked = replace(request(session, parse_moment(at).at), cache=None)
    return frame_of(asked, decide(asked, None).site)


def hashes(shown: object) -> Iterator[bytes]:
    """All hashes among what an output shows."""
    if isinstance(shown, tuple):
        for one in shown:
            yield from hashes(one)
    elif isinstance(shown, bytes):
        yield shown


def all_outputs(made: Frame) -> Iterator[Output]:
    """Those of bundles one by one."""
    for output in outputs(made):
        if isinstance(output, Bundle):
            yield from map(output.member, range(len(output.paths)))
        else:
            yield output


@pytest.fixture(params=["shipped", "second"])
def made(request: pytest.FixtureRequest, shipped: TownFolder, second: TownFolder) -> Frame:
    """The pages of both towns."""
    return frame(*((shipped, SHIPPED_NOW) if request.param == "shipped" else (second, SECOND_NOW)))


def test_what_shows_a_text_says_so(made: Frame) -> None:
    readings = made.site.readings
    of_items = {one.whole: name for name, one in readings.items() if isinstance(one.thing, Item)}
    carrying = 0
    for output in all_outputs(made):
        found = hashes(output.shows()) if output.shows else ()
        texts = {of_items[one] for one in found if one in of_items}
        assert texts == set(output.texts), output.path
        carrying += bool(texts)
    assert carrying > len(made.site.items)


def test_a_bundle_names_the_text_of_each_of_its_members(made: Frame) -> None:
    bundles = [output for output in outputs(made) if isinstance(output, Bundle)]
    assert bundles
    for bundle in bundles:
        members = [bundle.member(number) for number in range(len(bundle.paths))]
        assert tuple(member.path for member in members) == bundle.paths
        assert [set(member.texts) for member in members] == [{text} for text in bundle.texts]


def test_some_of_all_outputs_are_enough_to_find_what_shows_a_text(made: Frame) -> None:
    everything = Carriers(outputs(made))
    for item in made.site.items:
        wanted = everything.of([item.source])
        found = Carriers(outputs_with_texts(made, [item.source])).of([item.source])
        assert {one.path for one in found.outputs} == {one.path for one in wanted.outputs}
        assert {one.name for one in found.bundles} == {one.name for one in wanted.bundles}


def one_more_sentence(town: TownFolder, sentence: str = "Ein Satz mehr.") -> Path:
    """Add it to the newest item that is published."""
    found = (town.folder / "content/aktuelles").rglob("*.md")
    source = max(path for path in found if path.stem < SECOND_NOW)
    source.write_text(source.read_text("utf-8") + f"\n{sentence}\n", encoding="utf-8")
    return source


def test_a_new_text_makes_its_page_and_its_feeds_alone(second: TownFolder) -> None:
    assert second.build(SECOND_NOW).code == 0
    before = {path: path.stat().st_mtime_ns for path in second.output.rglob("*") if path.is_file()}
    source = one_more_sentence(second)
    assert second.build(SECOND_NOW).code == 0
    changed = {
        path.relative_to(second.output).as_posix()
        for path in second.output.rglob("*")
        if path.is_file() and before.get(path) != path.stat().st_mtime_ns
    }
    assert f"aktuelles/{source.stem}/index.html" in changed
    assert "feeds/alle.json" in changed
    assert all(path.startswith(("aktuelles/", "feeds/")) for path in changed)
    assert second.build(SECOND_NOW).out.count(" 0 ") == 2


def test_a_harmed_output_is_made_again_with_a_new_text(second: TownFolder) -> None:
    assert second.build(SECOND_NOW).code == 0
    one_more_sentence(second)
    home = second.output / "index.html"
    whole = home.read_bytes()
    home.write_bytes(b"")
    assert second.build(SECOND_NOW).code == 0
    assert home.read_bytes() == whole


def test_a_watcher_gets_ready_for_each_topic_and_changes_nothing(second: TownFolder) -> None:
    session = Session(default_places(str(second.folder), None))
    now = parse_moment(SECOND_NOW).at
    live = Live(lambda: request(session, now))
    assert not live.get_ready()
    live.update(now)
    before = tree(second.output)
    with_items = {topic for item in frame(second, SECOND_NOW).site.listed for topic in item.topics}
    assert with_items
    for _ in with_items:
        assert live.get_ready()
    assert not live.get_ready()
    assert tree(second.output) == before
    source = one_more_sentence(second)
    report = live.update(now, [source])
    assert f"aktuelles/{source.stem}/index.html" in report.written.changed


def test_a_watcher_shows_each_edit_though_there_are_last_good_versions(
    second: TownFolder,
) -> None:
    session = Session(default_places(str(second.folder), None))
    now = parse_moment(SECOND_NOW).at
    build(replace(request(session, now), remember=True))
    live = Live(lambda: request(session, now))
    live.update(now)
    while live.get_ready():
        pass
    for sentence in ("Ein Satz mehr.", "Noch ein Satz mehr.", "Der dritte Satz."):
        source = one_more_sentence(second, sentence)
        report = live.update(now, [source])
        page = f"aktuelles/{source.stem}/index.html"
        assert page in report.written.changed
        for name in report.written.changed:
            assert sentence in (second.output / name).read_text("utf-8"), name


def test_a_watcher_goes_on_when_another_process_has_built(second: TownFolder) -> None:
    session = Session(default_places(str(second.folder), None))
    now = parse_moment(SECOND_NOW).at
    live = Live(lambda: request(session, now))
    live.update(now)
    source = one_more_sentence(second)
    live.update(now, [source])
    time.sleep(0.1)
    assert second.build(SECOND_NOW).code == 0
    live.update(now)
    while live.get_ready():
        pass
    report = live.update(now, [one_more_sentence(second, "Noch ein Satz mehr.")])
    assert f"aktuelles/{source.stem}/index.html" in report.written.changed


def test_an_attachment_that_changes_meanwhile_is_not_passed_over(
    second: TownFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert second.build(SECOND_NOW).code == 0
    one_more_sentence(second)
    file = next(path for path in (second.folder / "content/anhaenge").iterdir() if path.is_file())
    real = building.since_last_build

    def slow(asked: Request, store: Store) -> Since | None:
        found = real(asked, store)
        file.write_bytes(file.read_bytes() + b" ")
        return found

    monkeypatch.setattr(building, "since_last_build", slow)
    assert second.build(SECOND_NOW).code == 0
    assert (second.output / f"anhaenge/{file.name}").read_bytes() == file.read_bytes()


def test_a_text_that_another_build_has_put_aside_is_read_again(second: TownFolder) -> None:
    asked = request(Session(default_places(str(second.folder), None)), parse_moment(SECOND_NOW).at)
    source = one_more_sentence(second)
    ours, theirs = open_store(asked), open_store(asked)
    site = decide(asked, ours).site
    name = f"content/aktuelles/{source.name}"
    theirs.keep_readings("content", [(name, (*ours.rows("content")[name][:1], b"old"), "old")], ())
    assert "Ein Satz mehr." in site.texts[name].html
    source.write_text(f"{source.read_text('utf-8')}\nUnd noch einer.\n", "utf-8")
    with pytest.raises(OvertakenError, match=f"^{name}:1: .*changed while"):
        site.texts[name]
    for store in (ours, theirs):
        store.close()


def test_a_new_message_leaves_the_pages_of_other_years_alone(second: TownFolder) -> None:
    for year in (2024, 2025, 2026):
        text = f"---\ntitle: T\ndate: {year}-01-05\ntopics: stadtleben\n---\nText.\n"
        second.write(f"content/aktuelles/{year}-01-05-erst.md", text)
    assert second.build(SECOND_NOW).code == 0
    before = tree(second.output)
    text = "---\ntitle: Neu\ndate: 2026-01-06\ntopics: stadtleben\n---\nText.\n"
    second.write("content/aktuelles/2026-01-06-neu.md", text)
    assert second.build(SECOND_NOW).code == 0
    after = tree(second.output)
    changed = {path for path in after if before.get(path) != after[path]}
    assert "themen/stadtleben/2026/index.html" in changed
    assert not changed & {f"themen/stadtleben/{year}/index.html" for year in (2024, 2025)}


@pytest.mark.parametrize("edit", ["title: Ganz ", "title: "], ids=["title", "text"])
def test_a_build_that_another_has_overtaken_begins_anew(
    second: TownFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edit: str
) -> None:
    """It has read everything when another one changes more, and builds."""
    ours, theirs = (
        second.folder / f"content/aktuelles/{stem}.md"
        for stem in ("2026-03-08-hochwasser-am-talbach", "2026-03-09-heizung-rathaus")
    )
    assert second.build(SECOND_NOW).code == 0
    name = "_alone"
    real = getattr(files, name)

    def overtaken(folder: Path) -> AbstractContextManager[None]:
        monkeypatch.setattr(files, name, real)
        theirs.write_text(theirs.read_text("utf-8").replace("title: ", "title: Ganz ", 1), "utf-8")
        time.sleep(0.1)  # a file this old keeps its stamp
        assert second.build(SECOND_NOW).code == 0
        found: AbstractContextManager[None] = real(folder)
        return found

    ours.write_text(ours.read_text("utf-8").replace("title: ", edit, 1) + "\nMehr.\n", "utf-8")
    monkeypatch.setattr(files, name, overtaken)
    time.sleep(0.1)
    assert second.build(SECOND_NOW).code == 0
    assert second.run("--into", str(tmp_path), "build", "--as-of", SECOND_NOW).code == 0
    assert tree(second.output) == tree(tmp_path / "output")
