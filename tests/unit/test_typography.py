"""What stays on one line, and where a long word of a heading may be parted."""

from __future__ import annotations

import pytest

from subscriptions.core.typography import compounds, parts, tied

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("um 20:35 Uhr", [("20:35", "Uhr")]),
        ("14. Juli 2022, 5 km und 3,5 % von 20 Euro", [("14.", "Juli"), ("5", "km"), ("3,5", "%")]),
        ("z. B. nach § 5 und Nr. 7", [("z.", "B."), ("§", "5"), ("Nr.", "7")]),
    ],
)
def test_what_belongs_together_stays_together(text: str, pieces: list[tuple[str, str]]) -> None:
    for left, right in pieces:
        assert f"{left}{SPACE}{right}" in tied(text)
    assert tied(text).replace(SPACE, " ") == text


def test_all_else_may_be_parted() -> None:
    text = "Am 3. Tag kamen 20 Menschen, 5 mal so viele wie 2021 gezählt."
    assert tied(text) == text


def test_addresses_and_tags_stay_what_they_are() -> None:
    html = '<p>Bis <a href="/anhaenge/5%20km.pdf">5 km</a> <strong>12</strong> Uhr, 20 <b>m</b></p>'
    assert tied(html) == html.replace("5 km<", f"5{SPACE}km<")


@pytest.mark.parametrize(
    "word",
    [
        "Straßen|beleuchtung",
        "Dorf|gemeinschafts|häuser",
        "Gefahren|hinweise",
        "Wald|brand|gefahr",
        "Veranstaltungs|platzes",
        "Schul|anmeldungen",
        "Barriere|freiheits|erklärung",
        # No joint that we know of, or only letters that look like one.
        "Demonstration",
        "Grundstückseigentümer",
        "Kreissparkasse",
        "Wochenmarktschausteller",
        "Gefahrenabwehrverordnung",
    ],
)
def test_compounds_are_parted_at_their_joints(word: str) -> None:
    assert "|".join(parts(word.replace("|", ""))) == word


def test_short_words_are_whole_and_nothing_is_lost() -> None:
    text = "Rathausplatz: Wartung der Straßenbeleuchtung, Ausfall der Gefahrenhinweise"
    found = compounds(text)
    assert "".join("".join(piece) for piece in found) == text
    assert [piece for piece in found if len(piece) > 1] == [
        ("Straßen", "beleuchtung"),
        ("Gefahren", "hinweise"),
    ]
