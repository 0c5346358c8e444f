"""Drafts: what is written is read again as it was meant, and names say day and title."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.answers import UnknownAnswerError, answered
from subscriptions.core.dates import parse_moment
from subscriptions.core.drafts import Draft, draft_of, in_full_hours, moment_text, stem_of
from subscriptions.core.front_matter import split_front_matter
from subscriptions.core.keys import is_identity

from .samples import at

# One line of what people type, without white space at its ends.
LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")) | st.just(" "),
    min_size=1,
    max_size=40,
).map(str.strip)


def read(draft: Draft) -> Draft:
    return draft_of(split_front_matter(draft.text, "a.md"))


@given(title=LINES.filter(bool), words=st.lists(LINES.filter(bool), min_size=1, max_size=3))
def test_what_is_written_is_read_again(title: str, words: list[str]) -> None:
    draft = Draft((("title", title), ("topics", tuple(words))), "Text\n")
    assert read(draft) == draft


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2022-07-14 20:35", "2022-07-14 20:35"),
        ("Brand am Bahndamm", "Brand am Bahndamm"),
        ("Abkochgebot: Lüderitz", '"Abkochgebot: Lüderitz"'),
        ("Platz #1", '"Platz #1"'),
        ("Neues # alt", '"Neues # alt"'),
        ("„Wir“", "„Wir“"),
        ('"Zitat" am Anfang', '"\\"Zitat\\" am Anfang"'),
    ],
)
def test_quotation_marks_only_where_yaml_needs_them(value: str, written: str) -> None:
    assert Draft((("title", value),), "x").text == f"---\ntitle: {written}\n---\nx\n"


@given(st.integers(946_684_800, 4_102_444_800))
def test_a_moment_is_written_to_the_minute(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds - seconds % 60, UTC)
    assert parse_moment(moment_text(moment)).at.timestamp() == moment.timestamp()


def test_the_second_turn_of_an_hour_has_an_offset() -> None:
    assert moment_text(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "2026-10-25 02:30"
    assert moment_text(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "2026-10-25 02:30+0100"


@pytest.mark.parametrize(
    ("now", "later"),
    [
        ("2022-07-14 20:00", "2022-07-15 08:00"),
        ("2022-07-14 20:01", "2022-07-15 09:00"),
        ("2026-10-24 20:38", "2026-10-25 08:00"),
    ],
)
def test_an_end_is_suggested_at_a_full_hour(now: str, later: str) -> None:
    assert moment_text(in_full_hours(at(now), timedelta(hours=12))) == later


@pytest.mark.parametrize(
    ("title", "kind", "stem"),
    [
        ("Brand am Bahndamm", "brand", "brand-am-bahndamm"),
        ("Feuer in Lüderitz", "brand", "brand-feuer-in-luederitz"),
        ("Brandschutzübung", "brand", "brand-brandschutzuebung"),
        ("Brand in ___Ort___", "brand", "brand-in"),
        ("Straßenfest", "", "strassenfest"),
        ("___Ort___", "", ""),
        ("a" * 200, "", "a" * 60),
        ("wort " * 30, "", "-".join(["wort"] * 12)),
    ],
)
def test_names(title: str, kind: str, stem: str) -> None:
    assert stem_of(at("2022-07-14 00:10"), title, kind) == f"2022-07-14-{stem}".strip("-")


@given(st.text(max_size=120), st.sampled_from(["", "brand"]))
def test_any_name_is_an_identity(title: str, kind: str) -> None:
    assert is_identity(stem_of(at("2022-07-14 20:35"), title, kind))


DRAFT = Draft(
    (
        ("title", "Brand in ___Ort___"),
        ("references", ("___Kennung_alt___",)),
        ("area", "___Ort___"),
    ),
    "___Was___ in ___Ort___.",
)


def test_answers_fill_placeholders_and_fields() -> None:
    found = answered(DRAFT, ["Ort=Bittkau", "Kennung alt=2022-a", "severity=Severe", "topics=a, b"])
    assert found["title"] == "Brand in Bittkau"
    assert found["area"] == "Bittkau"
    assert found["references"] == ("2022-a",)
    assert found["severity"] == "Severe"
    assert found["topics"] == ("a", "b")
    assert found.body == "___Was___ in Bittkau."
    assert answered(found, ["area="])["area"] == ""
    assert found.unfilled() == ("Was",)
    assert found.saying("Rauch").body == "Rauch in Bittkau."
    assert found.saying("Rauch").saying("Neu").body == "Neu"


@pytest.mark.parametrize("answer", ["Ort", "Strasse=Ring", "image=a.png"])
def test_an_answer_to_nothing(answer: str) -> None:
    with pytest.raises(UnknownAnswerError):
        answered(DRAFT, [answer])


def test_what_is_open() -> None:
    assert DRAFT.unfilled_fields() == {"Ort": "title", "Kennung_alt": "references"}
    assert DRAFT.unfilled() == ("Ort", "Kennung_alt", "Was")
