"""Hints: what is often a slip is told, what is meant so is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.hints import MAX_PREHEADER, is_loud, item_hints, service_hints
from subscriptions.core.item import Item

from .samples import item, warning
from .test_directory import service


def told(one: Item, *, of_hazards: bool = False) -> list[str]:
    found = list(item_hints(one, str, of_hazards=of_hazards))
    assert all(hint.level == "warning" for hint in found)
    return [f"{hint.line}: {hint.message}".split(";")[0] for hint in found]


def test_an_ordinary_item_has_none() -> None:
    assert told(item(summary="Am Samstag auf dem Platz vor dem Rathaus.")) == []


@pytest.mark.parametrize("length", [MAX_PREHEADER, MAX_PREHEADER + 1])
def test_a_summary_too_long_for_a_preheader(length: int) -> None:
    wanted = ["5: summary: has 111 characters"] if length > MAX_PREHEADER else []
    assert told(item(summary="x" * length)) == wanted


@pytest.mark.parametrize(
    ("fields", "length", "hinted"),
    [
        pytest.param({}, 70, False, id="just fits"),
        pytest.param({}, 71, True, id="too long"),
        pytest.param({"mail": "false"}, 71, False, id="never mailed"),
        pytest.param({"exercise": "true"}, 60, True, id="the word for exercises counts"),
        pytest.param({"of_hazards": "yes"}, 59, True, id="the word for a calm note counts"),
    ],
)
def test_a_subject_that_would_be_cut(fields: dict[str, str], length: int, hinted: bool) -> None:
    of_hazards = bool(fields.pop("of_hazards", ""))
    found = told(item(title="a" * length, **fields), of_hazards=of_hazards)
    assert bool(found) == hinted
    assert all(hint.startswith("2: title: the mail's subject would have 7") for hint in found)


@pytest.mark.parametrize(("msgtype", "hinted"), [("alert", 1), ("update", 1), ("cancel", 0)])
def test_a_hazard_names_its_area(msgtype: str, hinted: int) -> None:
    found = told(warning("brand", "2022-07-14 20:35", msgtype))
    assert len(found) == hinted
    assert told(warning("brand", "2022-07-14 20:35", msgtype, area="Uchtdorf")) == []


def test_a_date_that_has_passed() -> None:
    assert told(item(start="2021-07-16 10:00")) == ["5: start: lies before date"]
    assert told(item(start="2022-07-14")) == []


def test_somebody_answers_for_a_service() -> None:
    assert list(service_hints(service("melden", "Ummelden", office="Bauamt"))) == []
    (hint,) = service_hints(service("melden", "Ummelden", phone="115"))
    assert (hint.line, hint.level) == (2, "warning")
    assert str(hint.message).startswith("office: is missing")


@pytest.mark.parametrize(
    "text",
    ["ACHTUNG STURM", "Bitte beachten!!", "Wirklich?!!", "WICHTIGE INFORMATION", "SOFORTHINWEIS"],
)
def test_shouting(text: str) -> None:
    assert is_loud(text)
    assert told(item(title=text))[0].startswith("2: title: capitals")


@pytest.mark.parametrize(
    "text",
    ["THW und DLRG üben", "Danke!", "VOB/A", "CBRNE", "B 189 / A 14 gesperrt", "Neu: IBAN"],
)
def test_abbreviations_are_no_shouting(text: str) -> None:
    assert not is_loud(text)


@given(st.text(alphabet="abcdefäöüß .,-!", max_size=80).filter(lambda text: "!!" not in text))
def test_small_letters_never_shout(text: str) -> None:
    assert not is_loud(text)
