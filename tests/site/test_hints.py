"""``check`` with hints: what needs the whole site to be seen, and the forms of its output."""

from __future__ import annotations

import json
import zlib

import pytest

from plugins.engine.pdf_tags import is_untagged

from .site_runs import SECOND_NOW, SHIPPED_NOW, TownFolder

ITEM = "content/aktuelles/2026-03-09-probe.md"
TEXT = """---
title: Probe
date: 2026-03-09 10:00
topics: [stadtleben]
{fields}---
Erste Zeile.

{text}
"""


def write(town: TownFolder, text: str = "", fields: str = "") -> None:
    town.write(ITEM, TEXT.format(text=text, fields=fields))


def hints(town: TownFolder) -> list[str]:
    answer = town.run("check", "--as-of", SECOND_NOW)
    assert answer.code == 0
    assert answer.out == "Keine Fehler.\n"
    return answer.err.splitlines()


@pytest.mark.parametrize("now", [SHIPPED_NOW, "2022-07-14 20:38"])
def test_the_shipped_content_gives_no_cause(shipped: TownFolder, now: str) -> None:
    answer = shipped.run("check", "--as-of", now)
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize(
    "target",
    [
        "leistungen/anwohnerparkausweis/",
        "leistungen/anwohnerparkausweis",
        "/",
        "themen/stadtleben/#s",
        "feeds/alle.json",
        "anhaenge/marktplan.csv",
        "#oben",
        "https://www.example.org/gibt-es-nicht/",
        "mailto:rathaus@beispielstadt.example",
        "aktuelles/2026-03-09-probe/",
    ],
)
def test_a_link_that_leads_somewhere(second: TownFolder, target: str) -> None:
    write(second, f"Siehe [dort]({target}).")
    assert hints(second) == []


@pytest.mark.parametrize("target", ["leistungen/gibt-es-nicht/", "anhaenge/plan.pdf", "kontakt/"])
def test_a_dead_link(second: TownFolder, target: str) -> None:
    write(second, f"Siehe [dort]({target}).")
    (hint,) = hints(second)
    assert hint.startswith(f"{ITEM}:8: Hinweis: der Link führt zu {target}")


def _pdf(catalogue: bytes, *, packed: bool = False) -> bytes:
    if not packed:
        return b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog " + catalogue + b" >>\nendobj\n%%EOF"
    data = zlib.compress(b"1 0 << /Type /Catalog " + catalogue + b" >>")
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n"
    return head + data + b"\nendstream\nendobj\n%%EOF"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("catalogue", "untagged"),
    [
        (b"", True),
        (b"/MarkInfo << /Marked true >>", False),
        (b"/MarkInfo << /Marked false >>", True),
        (b"/StructTreeRoot 5 0 R", False),
    ],
)
def test_tags_of_a_pdf(catalogue: bytes, untagged: bool, packed: bool) -> None:
    assert is_untagged(_pdf(catalogue, packed=packed)) == untagged


def test_of_what_cannot_be_read_nothing_is_said() -> None:
    assert not is_untagged(b"<html>")
    assert not is_untagged(_pdf(b"/Encrypt 3 0 R"))
    assert is_untagged(b"%PDF-1.7 /ObjStm stream\nno zlib data")


def test_a_pdf_without_tags(second: TownFolder) -> None:
    second.write("content/anhaenge/plan.pdf", _pdf(b""))
    write(second, fields="attachments: [{file: anhaenge/plan.pdf, title: Plan}]\n")
    (hint,) = hints(second)
    assert hint.startswith(f"{ITEM}:5: Hinweis: attachments (Anhänge): anhaenge/plan.pdf ist nicht")


def test_what_is_too_old_to_be_mailed(second: TownFolder) -> None:
    write(second, "Text", "summary: Ohne Folgen.\n")
    second.change(ITEM, "2026-03-09 10:00", "2025-03-09 10:00")
    assert hints(second) == [], "nobody knows what was published before"
    published = second.folder / "var" / "published" / "aktuelles"
    published.mkdir(parents=True)
    for path in (second.folder / "content" / "aktuelles").glob("*.md"):
        if path.name != "2026-03-09-probe.md":
            (published / path.name).write_bytes(path.read_bytes())
    (hint,) = hints(second)
    assert hint.startswith(f"{ITEM}:3: Hinweis: date (Datum): liegt so weit zurück")


def test_a_draft_may_have_placeholders(second: TownFolder) -> None:
    write(second, "Am ___Tag___ geht es los.", "draft: true\n")
    assert hints(second) == []
    second.change(ITEM, "draft: true\n", "")
    assert second.run("check").code == 3


def test_hints_stop_no_build(second: TownFolder) -> None:
    write(second, "[dort](gibt-es-nicht/)", "summary: HIER STEHT ALLES GROSS!!\n")
    assert len(hints(second)) == 2
    assert second.build(SECOND_NOW).code == 0


def test_the_forms(second: TownFolder) -> None:
    write(second, "[dort](gibt-es-nicht/)", "wetter: gut\n")
    second.write("content/aktuelles/zwei.md", TEXT.format(fields="", text="[x](gibt-es-nicht/)"))
    answer = second.run("check", "--format", "json", "--as-of", SECOND_NOW)
    assert (answer.code, answer.err) == (3, "")
    found = [(one["path"], one["level"]) for one in json.loads(answer.out)["problems"]]
    assert found == [(ITEM, "error"), ("content/aktuelles/zwei.md", "warning")]
    for form in ("gitlab", "sarif"):
        assert json.loads(second.run("check", "--format", form, "--as-of", SECOND_NOW).out)
    assert second.run("check", "--format", "github").out.startswith(f"::error file={ITEM},line=5")
    only = second.run("check", "--format", "github", str(second.folder / "content/seiten"))
    assert (only.code, only.out) == (0, "")


def test_broken_settings_are_in_the_document_too(second: TownFolder) -> None:
    second.write("subscriptions/topics.yml", "topics: {}\n")
    answer = second.run("check", "--format", "json")
    assert (answer.code, answer.err) == (3, "")
    (problem,) = json.loads(answer.out)["problems"]
    assert problem["path"] == "subscriptions/topics.yml"
