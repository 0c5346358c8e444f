"""Names of files whose letters are composed in two ways: "ä" as one character or as two."""

from __future__ import annotations

import shutil
import unicodedata

import pytest

from .site_runs import ROOT, SECOND_NOW, TownFolder, href, tree

COMPOSED = "anhaenge/Übersicht für Gäste.pdf"
APART = unicodedata.normalize("NFD", COMPOSED)
ITEM = """---
title: Übersicht
date: 2026-03-08
topics: stadtleben
attachments: {{file: {name}, title: Plan}}
image: {{file: anhaenge/Räte/größe.png, alt: Ein Plan}}
---
![Ein Plan](<anhaenge/Räte/größe.png>) und [der Plan](<{name}>)
"""
PAGE = "content/aktuelles/plan.md"
PICTURE = "content/anhaenge/Räte/größe.png"


def picture(town: TownFolder, name: str) -> None:
    path = town.write(name, b"")
    shutil.copy(next((ROOT / "content" / "anhaenge").rglob("*.png")), path)


def stored(town: TownFolder, form: str) -> None:
    """The attachment and the picture in one form, their folder too."""
    town.write(f"content/{unicodedata.normalize(form, COMPOSED)}", b"%PDF-1.4")
    picture(town, unicodedata.normalize(form, PICTURE))


@pytest.mark.parametrize("on_disk", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["NFC", "NFD"])
def test_a_file_is_found_in_either_form(second: TownFolder, on_disk: str, written: str) -> None:
    stored(second, on_disk)
    second.write(PAGE, unicodedata.normalize(written, ITEM.format(name=COMPOSED)))
    answer = second.build(SECOND_NOW)
    assert (answer.code, answer.err) == (0, "")
    files = {name for name in tree(second.output) if name.startswith("anhaenge/")}
    assert {COMPOSED, "anhaenge/Räte/größe.png"} <= files
    assert all(unicodedata.is_normalized("NFC", name) for name in files)
    links = {href(link) for link in second.page("aktuelles/plan/").select("main a[href$=pdf]")}
    assert all("%C3%9Cbersicht" in link or "Übersicht" in link for link in links), links


def test_the_site_is_the_same_in_either_form(second: TownFolder) -> None:
    second.write(PAGE, ITEM.format(name=COMPOSED))
    stored(second, "NFC")
    assert second.build(SECOND_NOW).code == 0
    composed = tree(second.output)
    shutil.rmtree(second.folder / "content/anhaenge/Räte")
    (second.folder / "content" / COMPOSED).unlink()
    stored(second, "NFD")
    assert second.build(SECOND_NOW).code == 0
    assert tree(second.output) == composed


def test_a_link_by_numbers_leads_to_the_file(second: TownFolder) -> None:
    stored(second, "NFD")
    text = ITEM.replace("<{name}>", "anhaenge/U%CC%88bersicht%20fu%CC%88r%20Ga%CC%88ste.pdf")
    second.write(PAGE, text.format(name=COMPOSED))
    assert second.build(SECOND_NOW).code == 0
    (link,) = second.page("aktuelles/plan/").select(".content a[href], main p a[href$=pdf]")[:1]
    assert href(link).endswith("/anhaenge/%C3%9Cbersicht%20f%C3%BCr%20G%C3%A4ste.pdf")


def test_both_forms_at_once_are_a_mistake(second: TownFolder) -> None:
    second.write(PAGE, ITEM.format(name=COMPOSED))
    stored(second, "NFC")
    second.write(f"content/{APART}", b"%PDF-1.4 another")
    answer = second.run("check")
    assert answer.code == 3
    (told,) = (line for line in answer.problems if "Hinweis: " not in line)
    assert told.startswith(f"content/{COMPOSED}:1: zwei Dateien heißen so")
    assert second.build(SECOND_NOW, "--lenient").code == 3
    assert tree(second.output)[COMPOSED] == b"%PDF-1.4"
