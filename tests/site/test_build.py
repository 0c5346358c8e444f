"""What a build does to its folder: the same bytes each time, no more than needed, never half."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from plugins.engine import files

from .site_runs import MARKER, SECOND_NOW, SHIPPED_NOW, TownFolder, digest, publish_py, tree

ITEM = "content/aktuelles/2026-03-05-fruehjahrsmarkt.md"
PAGE = "aktuelles/2026-03-05-fruehjahrsmarkt/index.html"


def test_two_builds_are_equal_to_the_bit(shipped: TownFolder, tmp_path: Path) -> None:
    assert shipped.build(SHIPPED_NOW).code == 0
    other = shutil.copytree(shipped.folder, tmp_path / "elsewhere" / "another-name")
    shutil.rmtree(Path(other) / "output")
    arguments = ("--site", str(other), "build", "--as-of", SHIPPED_NOW)
    answer = publish_py(*arguments, PYTHONHASHSEED="7", TZ="America/New_York", LC_ALL="C")
    assert answer.code == 0, answer.err
    assert tree(Path(other) / "output") == tree(shipped.output)


def test_a_second_build_writes_nothing(second: TownFolder) -> None:
    first = second.build(SECOND_NOW)
    assert first.code == 0
    assert " 0 " not in first.out.split(":")[1].split(",")[0]
    before = digest(second.output)
    again = second.build(SECOND_NOW)
    assert again.code == 0
    assert "0 geschrieben, 0 gelöscht" in again.out
    assert digest(second.output) == before


def test_one_changed_item_leaves_the_other_pages_alone(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    before = {path: path.stat().st_mtime_ns for path in second.output.rglob("*.html")}
    second.change(ITEM, "Handwerk, Pflanzen", "Handwerk, Blumen")
    second.build(SECOND_NOW)
    changed = [path for path, time in before.items() if path.stat().st_mtime_ns != time]
    assert [path.relative_to(second.output).as_posix() for path in changed] == [PAGE]


def test_a_vanished_items_files_and_folders_are_deleted(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    before = set(tree(second.output))
    (second.folder / ITEM).unlink()
    (second.folder / "content/anhaenge/marktplan.csv").unlink()
    second.change(
        "content/aktuelles/2026-03-09-heizung-rathaus.md", "[vergaben, stadtleben]", "vergaben"
    )
    answer = second.build(SECOND_NOW)
    assert (answer.code, answer.err) == (0, "")
    gone = before - set(tree(second.output))
    calendar = PAGE.replace("index.html", "termin.ics")
    assert gone == {
        PAGE,
        calendar,
        "anhaenge/marktplan.csv",
        "themen/stadtleben/2026/index.html",
    }
    assert not (second.output / "aktuelles" / "2026-03-05-fruehjahrsmarkt").exists()
    assert not (second.output / "themen" / "stadtleben" / "2026").exists()
    assert not (second.output / "anhaenge").exists()
    empty = [path for path in second.output.rglob("*") if path.is_dir() and not any(path.iterdir())]
    assert empty == []


def test_a_page_may_take_the_place_of_a_folder_and_back(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    folder = second.folder / "content" / "anhaenge"
    second.write("content/anhaenge/plan/innen.txt", "x\n")
    assert second.build(SECOND_NOW).code == 0
    shutil.rmtree(folder / "plan")
    second.write("content/anhaenge/plan", "y\n")
    assert second.build(SECOND_NOW).code == 0
    assert (second.output / "anhaenge" / "plan").read_text() == "y\n"
    (folder / "plan").unlink()
    second.write("content/anhaenge/plan/innen.txt", "x\n")
    assert second.build(SECOND_NOW).code == 0
    assert (second.output / "anhaenge" / "plan" / "innen.txt").read_text() == "x\n"


def test_a_folder_with_foreign_files_is_refused(second: TownFolder) -> None:
    foreign = second.write("output/thesis.txt", "not ours\n")
    answer = second.build(SECOND_NOW)
    assert answer.code == 3
    assert str(second.output) in answer.err
    assert "--into" in answer.err
    assert foreign.read_text() == "not ours\n"
    assert [path.name for path in second.output.iterdir()] == ["thesis.txt"]
    assert second.build(SECOND_NOW, "--lenient").code == 3
    assert foreign.exists()


def test_a_theme_of_the_town_runs_no_code(second: TownFolder) -> None:
    second.write("theme/templates/feeds.html", "{{ ''.__class__.__mro__ }}\n")
    answer = second.build(SECOND_NOW)
    assert answer.code == 3
    assert "theme/templates/feeds.html:1: " in answer.err
    assert "SecurityError" in answer.err


def test_hidden_files_beside_the_pages_are_kept(second: TownFolder) -> None:
    second.write("output/.git/HEAD", "ref: x\n")
    second.write("output/.well-known/security.txt", "Contact: x\n")
    assert second.build(SECOND_NOW).code == 0
    assert second.build(SECOND_NOW).code == 0
    assert (second.output / ".git" / "HEAD").exists()
    assert (second.output / ".well-known" / "security.txt").exists()
    assert (second.output / MARKER).exists()


def test_a_build_that_fails_leaves_the_site_as_it_was(
    second: TownFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    second.build(SECOND_NOW)
    before = digest(second.output)
    second.change(ITEM, "Handwerk, Pflanzen", "Handwerk, Blumen")
    second.write("theme/templates/feeds.html", "{{ 1 / 0 }}\n")
    answer = second.build(SECOND_NOW)
    assert answer.code == 3
    assert "theme/templates/feeds.html:1: " in answer.err
    assert "ZeroDivisionError" in answer.err
    assert digest(second.output) == before
    shutil.rmtree(second.folder / "theme")

    def full(staged: str, folder: Path, path: str) -> None:
        raise OSError(28, "No space left on device", f"{folder}/{path}")

    monkeypatch.setattr(files, "_replace", full)
    with pytest.raises(OSError, match="No space left"):
        second.build(SECOND_NOW)
    assert digest(second.output) == before
    assert [path.name for path in second.folder.glob(".*staging*")] == []


def test_drafts_and_future_items_are_nowhere(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    everything = b"".join(tree(second.output).values())
    for word in ("Stadtlauf", "stadtlauf", "Sprechstunde", "sprechstunde"):
        assert word.encode() not in everything
    assert second.build("2026-03-12 10:00").code == 0
    assert b"Stadtlauf" in tree(second.output)["aktuelles/2026-03-12-stadtlauf/index.html"]
    assert b"Sprechstunde" not in b"".join(tree(second.output).values())


def test_a_warning_may_be_thirty_minutes_ahead(second: TownFolder) -> None:
    page = "aktuelles/2026-03-08-hochwasser-am-talbach/index.html"
    second.build("2026-03-08 06:09")
    assert page not in tree(second.output)
    second.build("2026-03-08 06:10")
    assert page in tree(second.output)


def test_the_address_comes_from_the_environment_too(
    second: TownFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEURL", "https://probe.example.org/unten/")
    assert second.build(SECOND_NOW).code == 0
    everything = b"".join(tree(second.output).values())
    assert b"https://probe.example.org/unten/feeds/alle.json" in everything
    assert b"https://www.beispielstadt.example/" not in everything
    assert b"probe.example.org/unten//" not in everything


def test_into_moves_everything_that_is_made(second: TownFolder, tmp_path: Path) -> None:
    before = digest(second.folder)
    answer = second.run("--into", str(tmp_path / "made"), "build", "--as-of", SECOND_NOW)
    assert answer.code == 0
    assert (tmp_path / "made" / "output" / "index.html").exists()
    assert digest(second.folder) == before


def test_the_towns_own_theme_comes_before_the_shipped_one(second: TownFolder) -> None:
    second.write("theme/static/style.css", "body { color: black }\n")
    second.write("theme/templates/not_found.html", "<!doctype html><p>nichts hier</p>\n")
    assert second.build(SECOND_NOW).code == 0
    assert (
        (second.output / "theme/style.css").read_text().startswith("body { color: black }\n:root")
    )
    assert "nichts hier" in (second.output / "404.html").read_text()
    assert (second.output / "theme/icons.svg").exists()


KIND = {
    "bom.md": "\ufeff---\ntitle: Ein Titel\ndate: 2026-03-05\ntopics: stadtleben\n---\nText\n",
    "crlf.md": "---\r\ntitle: Ein Titel\r\ndate: 05.03.2026 20:35\r\ntopics: [stadtleben]\r\n"
    "---\r\nText\r\n",
    "doppelpunkt.md": "---\ntitle: Markt: alles neu\ndate: 2026-03-05\ntopics: Stadtleben\n---\n",
    "gerade.md": "---\ntitle: Ein Titel\ndate: „05.03.2026, 20:35 Uhr“\ntopics: “Schule und Kita”\n"
    "---\nText\n",
    "Größe & Maß 2026.MD": "---\ntitle: Ein Titel\ndate: 2026-03-05\ntopics: stadtleben, "
    "Schule und Kita\n---\nText\n",
}


@pytest.mark.parametrize("name", KIND)
def test_kindness_where_the_meaning_is_clear(second: TownFolder, name: str) -> None:
    second.write(f"content/aktuelles/{name}", KIND[name])
    answer = second.build(SECOND_NOW)
    assert (answer.code, answer.err) == (0, "")
    identity = {"Größe & Maß 2026.MD": "groesse-mass-2026"}.get(name, name.removesuffix(".md"))
    page = second.page(f"aktuelles/{identity}/")
    expected = "Markt: alles neu" if name == "doppelpunkt.md" else "Ein Titel"
    assert page.h1 is not None
    assert page.h1.get_text() == expected
