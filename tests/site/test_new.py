"""``new``: files that are written without a terminal, and answers at one."""

from __future__ import annotations

import shlex
import sys
from io import StringIO
from pathlib import Path

import click
import pytest

from .site_runs import ROOT, SHIPPED_NOW, TownFolder, tree

NEWS = ("new", "vereine", "Chorprobe im Bürgerhaus", "--as-of", SHIPPED_NOW)
FILE = "content/aktuelles/2026-11-14-chorprobe-im-buergerhaus"


class Terminal(StringIO):
    """Somebody types."""

    def isatty(self) -> bool:
        return True


def text_of(town: TownFolder, name: str) -> str:
    return (town.folder / name).read_text(encoding="utf-8")


def test_a_file_is_written_and_checked(shipped: TownFolder) -> None:
    answer = shipped.run(*NEWS, "--set", "summary=Wir singen.", "--text", "Am Montag.")
    assert (answer.code, answer.out, answer.err) == (0, f"{FILE}.md\nKeine Fehler.\n", "")
    assert text_of(shipped, f"{FILE}.md") == (
        "---\ntitle: Chorprobe im Bürgerhaus\ndate: 2026-11-14 12:00\ntopics: [vereine]\n"
        "summary: Wir singen.\n---\nAm Montag.\n"
    )


def test_nothing_is_overwritten(shipped: TownFolder) -> None:
    before = tree(shipped.folder / "content")
    for number in ("", "-2", "-3"):
        answer = shipped.run(*NEWS, "--set", f"summary=Nummer {number}", "--text", "x")
        assert answer.out.splitlines()[0] == f"{FILE}{number}.md"
    after = tree(shipped.folder / "content")
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 3


def test_what_is_open_is_told(shipped: TownFolder) -> None:
    answer = shipped.run(*NEWS)
    assert answer.code == 3
    assert [line.split(": ", 1)[1] for line in answer.problems] == [
        "summary (Zusammenfassung): hier ist ___Zusammenfassung___ noch auszufüllen",
        "im Text ist ___Text___ noch auszufüllen",
    ]
    assert shipped.build(SHIPPED_NOW).code == 3


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "nennen Sie ein Thema"),
        (("vereinee", "Titel"), "meinten Sie „Vereine“"),
        (("--template", "brnd", "Titel"), "meinten Sie „brand“"),
        (("--follow-up",), "2026-10-26-gemeindestrasse-bittkau --as deadline"),
        (("--follow-up", "gibt-es-nicht"), "„gibt-es-nicht“ ist keine Meldung der Website"),
        (
            ("--follow-up", "2022-07-14-brand-am-bahndamm", "--as", "cancel"),
            "abgeschlossen: „2022-07-15-brand-am-bahndamm-entwarnung“ hat entwarnt",
        ),
        (("vereine", "Titel", "--set", "summry=x"), "summry"),
    ],
)
def test_a_wrong_call(shipped: TownFolder, arguments: tuple[str, ...], word: str) -> None:
    before = tree(shipped.folder / "content")
    answer = shipped.run("new", "--as-of", SHIPPED_NOW, *arguments)
    assert answer.code == 2
    assert word in answer.err
    assert tree(shipped.folder / "content") == before


def test_a_fire_from_its_prepared_text_to_the_all_clear(shipped: TownFolder) -> None:
    first = ("new", "--template", "brand", "Brand in der Mühle", "--text", "Es brennt.")
    shipped.run(*first, "--set", "Gebiet=Grieben", "--as-of", "2026-11-14 20:38")
    name = "2026-11-14-brand-in-der-muehle"
    begun = text_of(shipped, f"content/aktuelles/{name}.md")
    assert "date: 2026-11-14 20:38\n" in begun
    assert "expires: 2026-11-15 09:00\n" in begun
    assert "## Was Sie jetzt tun sollten" in begun
    follow = ("new", "--follow-up", name, "--text", "Neues.", "--as-of")
    assert shipped.run(*follow, "2026-11-14 21:40").code == 2, "update or all-clear?"
    assert shipped.run(*follow, "2026-11-14 21:40", "--as", "update").code == 0
    update = text_of(shipped, f"content/aktuelles/{name}-neuer-stand.md")
    assert f"references: [{name}]\n" in update
    assert "area: Grieben\n" in update
    assert shipped.run(*follow, "2026-11-15 07:00", "--as", "cancel").code == 2, "no longer newest"
    newest = ("new", "--follow-up", f"{name}-neuer-stand", "--as", "cancel", "--text", "Gelöscht.")
    assert shipped.run(*newest, "--as-of", "2026-11-15 07:00").code == 0
    assert shipped.build("2026-11-15 07:00").code == 0
    page = shipped.page(f"aktuelles/{name}/")
    assert "Aufgehoben" in page.get_text()


def test_a_new_deadline(shipped: TownFolder) -> None:
    name = "2026-10-26-gemeindestrasse-bittkau"
    answer = shipped.run(
        *(
            "new",
            "--follow-up",
            name,
            "--set",
            "deadline=2026-12-18 10:00",
            "--text",
            "Verlängert.",
        ),
        *("--as-of", SHIPPED_NOW),
    )
    assert answer.code == 0
    shipped.build(SHIPPED_NOW)
    assert "18.12.2026" in shipped.page(f"aktuelles/{name}/").get_text()


def _typing(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[str]:
    edited: list[str] = []
    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))
    monkeypatch.setenv("EDITOR", "ed")
    monkeypatch.setattr(click, "edit", lambda filename, editor: edited.append(filename))
    return edited


def test_at_a_terminal_it_asks(shipped: TownFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    edited = _typing(monkeypatch, "3", "Uetz", "Uetz, Dorfplatz", "Severe", "")
    answer = shipped.run("new", "gefahrenhinweise", "--text", "Rauch.", "--as-of", SHIPPED_NOW)
    assert answer.code == 0, answer.err
    path = shipped.folder / "content/aktuelles/2026-11-14-brand-in-uetz.md"
    assert edited == [str(path)]
    written = path.read_text(encoding="utf-8")
    assert "severity: Severe\n" in written
    assert "area: Uetz, Dorfplatz\n" in written


@pytest.mark.parametrize("answer", ["5", "neue-nachbarn", "netzwerk Neue Nachbarn"])
def test_a_topic_is_known_by_number_id_and_name(
    shipped: TownFolder, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    _typing(monkeypatch, "0", "nachbarn", answer)
    told = shipped.run(
        *("new", "Lesung", "--set", "summary=Kurz.", "--text", "x", "--as-of", SHIPPED_NOW)
    )
    assert told.code == 0, told.err
    assert "topics: [neue-nachbarn]\n" in text_of(shipped, "content/aktuelles/2026-11-14-lesung.md")
    assert told.out.count("Thema (Nummer oder Name): ") == 3
    assert "Fehler: „nachbarn“ steht nicht in dieser Liste; möglich sind eine Nummer" in told.out


def test_the_examples_for_editors_work_in_the_sample(shipped: TownFolder) -> None:
    examples = [
        shlex.split(line)[2:]
        for line in (ROOT / "docs/redaktion.md").read_text(encoding="utf-8").splitlines()
        if line.startswith(".venv/bin/python publish.py new ")
    ]
    assert [name for call in examples for name in call if name in ("--template", "--follow-up")]
    for call in examples:
        answer = shipped.run(*call)
        assert answer.code == 0, answer.err


def test_a_follow_up_is_chosen_never_typed(
    shipped: TownFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _typing(monkeypatch, "1", "")
    answer = shipped.run(
        "new", "--follow-up", "--as", "open", "--text", "Auf.", "--as-of", "2026-08-05 16:00"
    )
    assert answer.code == 0, answer.err
    assert "Wieder geöffnet: " in answer.out
    name = Path(answer.out.splitlines()[-2].split(" ")[-1].split(":")[-1]).name
    assert "state: open\n" in text_of(shipped, f"content/aktuelles/{name}")


def test_no_input_asks_nothing(shipped: TownFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    edited = _typing(monkeypatch)
    assert shipped.run(*NEWS, "--no-input", "--set", "summary=Kurz.", "--text", "x").code == 0
    assert edited == []
