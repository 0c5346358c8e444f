"""Broken content: each mistake is told where it stands, all at once, and changes nothing.

A case is one file in tests/fixtures/broken/: first lines ``expect: LINE: piece of the message``
(each problem of the file has one), and where needed ``in:`` (the folder below content/), ``as:``
(the file's name) and ``xfail:`` (why it does not hold yet); then ``~~~``; then the broken file as
it is, byte for byte.
"""

from __future__ import annotations

import io
import re
import shutil
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path

import pytest

from .site_runs import ROOT, SECOND_NOW, SECOND_TOWN, TownFolder, digest, tree

# Behind a field's name stands its label: "expires (Gültig bis): …"; the cases leave it out.
_LABEL = re.compile(r"^(?P<begin>[^ ]+:\d+: [a-z_.]+) \([^()]+\): ")
_ENGLISH = re.compile(r"\b(should|found|expected|must|valid|instance|missing)\b")


@dataclass(frozen=True, slots=True)
class Case:
    """One broken file, where it goes, and its problems: line and piece of the message."""

    name: str
    path: str
    problems: tuple[tuple[int, str], ...]
    xfail: str
    raw: bytes


def _read(file: Path) -> Case:
    head, _, raw = file.read_bytes().partition(b"~~~\n")
    lines = [line.split(": ", 1) for line in head.decode().splitlines()]
    settings = {name: value for name, value in lines if name != "expect"}
    expected = [value.split(": ", 1) for name, value in lines if name == "expect"]
    path = f"content/{settings.get('in', 'aktuelles')}/{settings.get('as', file.name)}"
    problems = tuple((int(line), piece) for line, piece in expected)
    assert problems, f"{file} expects nothing"
    return Case(file.stem, path, problems, settings.get("xfail", ""), raw)


def without_label(line: str) -> str:
    return _LABEL.sub(r"\g<begin>: ", line)


CASES = [_read(file) for file in sorted((ROOT / "tests/fixtures/broken").glob("*.md"))]


@pytest.fixture(scope="module")
def all_told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What one run says of all the broken files."""
    folder = tmp_path_factory.mktemp("broken") / "stadt"
    town = TownFolder(Path(shutil.copytree(SECOND_TOWN, folder)))
    for case in CASES:
        town.write(case.path, case.raw)
    words = io.StringIO()
    with redirect_stderr(words):
        assert town.run("check").code == 3
    return words.getvalue().splitlines()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mistake_is_told_with_its_line(
    case: Case, all_told: list[str], request: pytest.FixtureRequest
) -> None:
    if case.xfail:
        request.applymarker(pytest.mark.xfail(reason=case.xfail, strict=True))
    told = [without_label(line) for line in all_told if line.startswith(f"{case.path}:")]
    assert len(told) == len(case.problems), told
    for line, (number, piece) in zip(told, case.problems, strict=True):
        assert line.startswith(f"{case.path}:{number}: ")
        assert piece in line


@pytest.fixture
def all_broken(second: TownFolder) -> TownFolder:
    """The second town, once built, with every broken file that there is."""
    assert second.build(SECOND_NOW).code == 0
    for case in CASES:
        second.write(case.path, case.raw)
    return second


def test_there_are_many_cases_of_every_part() -> None:
    assert len(CASES) >= 125
    parts = {case.path.split("/")[1] for case in CASES}
    assert parts == {"aktuelles", "seiten", "leistungen", "freibaeder"}


@pytest.mark.parametrize("command", ["check", "build"])
def test_all_problems_are_told_in_one_run(all_broken: TownFolder, command: str) -> None:
    before = digest(all_broken.output)
    answer = all_broken.run(command)
    assert answer.code == 3
    told = [without_label(line) for line in answer.err.splitlines()]
    assert all(re.match(r"content/[^:]+\.md:\d+: \S", line) for line in told)
    for case in CASES:
        if not case.xfail:
            for number, piece in case.problems:
                found = [line for line in told if line.startswith(f"{case.path}:{number}: ")]
                assert any(piece in line for line in found), (case.name, found)
    assert told == sorted(told, key=lambda line: (line.split(":")[0], int(line.split(":")[1])))
    assert digest(all_broken.output) == before


def test_lenient_holds_back_the_broken_ones_only(all_broken: TownFolder) -> None:
    before = tree(all_broken.output)
    answer = all_broken.build(SECOND_NOW, "--lenient")
    assert answer.code == 3
    assert len(answer.problems) >= len(CASES) - 1
    after = tree(all_broken.output)
    assert set(before) <= set(after)
    broken = {path for path in after if path not in before}
    taken_for_sound = {f"aktuelles/{case.name}/index.html" for case in CASES if case.xfail}
    assert broken <= taken_for_sound


def test_no_english_stands_in_a_german_message(all_told: list[str]) -> None:
    assert [line for line in all_told if _ENGLISH.search(line.split(": ", 1)[1])] == []


def test_check_of_some_paths_tells_their_problems_only(second: TownFolder) -> None:
    one = second.write("content/aktuelles/eins.md", "")
    second.write("content/aktuelles/zwei.md", "")
    answer = second.run("check", str(one))
    assert answer.code == 3
    assert [line.split(":")[0] for line in answer.problems] == ["content/aktuelles/eins.md"]
    folder = second.run("check", str(second.folder / "content" / "aktuelles"))
    assert len(folder.problems) == 2
    other = second.run("check", str(second.folder / "content" / "seiten"))
    assert (other.code, other.problems) == (0, [])


def test_sound_content_has_no_problems(second: TownFolder) -> None:
    answer = second.run("check")
    assert (answer.code, answer.err) == (0, "")
    assert len(answer.out.splitlines()) == 1


def test_the_shipped_content_has_no_problems(shipped: TownFolder) -> None:
    answer = shipped.run("check")
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize(
    ("name", "old", "new", "piece"),
    [
        ("town.yml", "site: beispielstadt", "site: Beispiel Stadt", "ist keine Kennung"),
        ("town.yml", "demo: false", "demo: vielleicht", "weder true noch false"),
        ("town.yml", "reply_to:", "antwort_an:", "antwort_an: dieses Feld gibt es nicht"),
        ("town.yml", "stadtbote@beispielstadt.example", "stadtbote", "E-Mail-Adresse"),
        ("town.yml", "#6b2d5c", "violett", "ist keine Farbe"),
        ("subscriptions/topics.yml", "kind: tender", "kind: auftrag", "ist nicht erlaubt"),
        ("subscriptions/topics.yml", "max_age: 2d", "max_age: bald", "24h"),
        ("subscriptions/topics.yml", "  vergaben:", "  Vergaben:", "ist keine Kennung"),
        ("subscriptions/topics.yml", "defaults:", "standard:", "dieses Feld gibt es nicht"),
    ],
)
def test_a_mistake_in_the_settings_is_told_with_its_line(
    second: TownFolder, name: str, old: str, new: str, piece: str
) -> None:
    second.change(name, old, new)
    before = (second.folder / name).read_text(encoding="utf-8").partition(new)[0]
    answer = second.run("check")
    assert answer.code == 3
    told = [line for line in answer.err.splitlines() if piece in line]
    assert told
    assert told[0].startswith(f"{name}:{before.count(chr(10)) + 1}: ")


def test_a_file_that_a_link_leads_out_of_content_to_is_outside(second: TownFolder) -> None:
    secret = second.write("geheim.txt", "geheim\n")
    (second.folder / "content" / "anhaenge" / "plan.txt").symlink_to(secret)
    second.write(
        "content/aktuelles/plan.md",
        "---\ntitle: Plan\ndate: 2026-03-08\ntopics: stadtleben\n"
        "attachments: {file: anhaenge/plan.txt, title: Plan}\n---\nText\n",
    )
    answer = second.run("check")
    assert answer.code == 3
    assert answer.problems[0].startswith("content/aktuelles/plan.md:5: ")
    (second.folder / "content" / "aktuelles" / "plan.md").unlink()
    assert second.build(SECOND_NOW).code == 0
    assert b"geheim" not in b"".join(tree(second.output).values())
