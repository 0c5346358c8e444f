"""Tenders: their codes, their fields, and what several notices of one say together."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.checks import check_item, check_together
from subscriptions.core.cpv import is_cpv, is_cpv_form, likely_cpv
from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.tenders import Tenders, tender_state
from tests.unit.samples import SOURCE, at, item, topics

OPEN = {
    "topics": "vergabe",
    "tender_number": "BST-1",
    "procedure": "Öffentliche Ausschreibung",
    "deadline": "2022-08-01 10:00",
}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("45000000-7", id="construction work"),
        pytest.param("30192000-1", id="office supplies"),
        pytest.param("71000000-8", id="architecture"),
        pytest.param("45233141-9", id="road maintenance"),
        pytest.param("45233120-6", id="road construction"),
        pytest.param("45261210-9", id="roof covering"),
        pytest.param("90910000-9", id="cleaning"),
        pytest.param("50232100-1", id="maintenance of street lighting"),
        pytest.param("03000000-1", id="farm products"),
        pytest.param("98000000-3", id="other services"),
        pytest.param("72200000-7", id="programming, with an older digit"),
        pytest.param("09310000-5", id="electricity, with an older digit"),
        pytest.param("03300000-2", id="fishing, with an older digit"),
        pytest.param("51000000-9", id="installation, with a digit of its own"),
    ],
)
def test_real_codes_are_right_and_no_other_digit_is(code: str) -> None:
    assert is_cpv(code)
    others = [f"{code[:9]}{digit}" for digit in range(10) if f"{code[:9]}{digit}" != code]
    # Where digits of two rules are about, one other may pass; nowhere more.
    assert sum(is_cpv(other) for other in others) <= 1


@pytest.mark.parametrize(
    "text", ["", "45233141", "45233141-", "4523314-19", "45233141-99", "45233141–9", "٤5233141-9"]
)
def test_what_has_not_the_form_of_a_code(text: str) -> None:
    assert not is_cpv_form(text)
    assert not is_cpv(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("45233141", "45233141-9"),
        ("45233141-", "45233141-9"),
        ("45233141 9", "45233141-9"),
        ("452331419", ""),
        ("4523314", ""),
        ("72200000-1", ""),
        ("51000000", ""),
    ],
)
def test_the_likely_code(text: str, code: str) -> None:
    assert likely_cpv(text) == code


@pytest.mark.parametrize("place", range(8))
def test_one_wrong_digit_is_found(place: int) -> None:
    code = "45233120-6"
    wrong = [
        f"{code[:place]}{digit}{code[place + 1 :]}"
        for digit in "0123456789"
        if digit != code[place]
    ]
    assert [text for text in wrong if is_cpv(text)] == []


def problems(**fields: str) -> list[str]:
    found = check_item(item(**fields), topics())
    return [problem.format().removeprefix(f"{SOURCE}:") for problem in found]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="open"),
        pytest.param({"tender_state": "open", "cpv": "45233141-9"}, id="said to be open"),
        pytest.param({"opening": "2022-08-01"}, id="opened on the day of the deadline"),
        pytest.param({"opening": "2022-08-01 10:00"}, id="opened at the deadline"),
        pytest.param({"binding_until": "2022-08-01"}, id="bound until the end of that day"),
        pytest.param({"documents_url": "https://vergabe.example/1"}, id="documents"),
        pytest.param(
            {"tender_state": "awarded", "procedure": "", "deadline": ""}, id="a later notice"
        ),
        pytest.param(
            {"tender_state": "cancelled", "deadline": "2022-07-01 10:00"}, id="after its deadline"
        ),
        pytest.param({"tender_number": "", "procedure": "", "deadline": ""}, id="plain news"),
    ],
)
def test_sound_notices(fields: dict[str, str]) -> None:
    assert problems(**{**OPEN, **fields}) == []


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        pytest.param({"procedure": ""}, "5: procedure: is missing; add", id="procedure"),
        pytest.param({"deadline": ""}, "5: deadline: is missing; add until when", id="deadline"),
        pytest.param({"tender_number": ""}, "5: tender_number: is missing", id="number"),
        pytest.param(
            {"deadline": "2022-07-14 20:35"}, "7: deadline: must be later", id="deadline at once"
        ),
        pytest.param(
            {"opening": "2022-08-01 09:59"}, "8: opening: is before the deadline", id="opened early"
        ),
        pytest.param(
            {"opening": "2022-07-31"}, "8: opening: is before", id="opened the day before"
        ),
        pytest.param(
            {"binding_until": "2022-08-01 10:00"}, "8: binding_until: must be", id="not bound"
        ),
        pytest.param({"binding_until": "2022-07-31"}, "8: binding_until: must", id="bound before"),
        pytest.param(
            {"documents_url": "http://vergabe.example/1"}, "8: documents_url: must begin", id="http"
        ),
        pytest.param(
            {"cpv": "45261210"},
            "8: cpv: “45261210” is no CPV code; write eight digits, a hyphen and the check digit:"
            " 45261210-9",
            id="form",
        ),
        pytest.param({"cpv": "Dach"}, "8: cpv: “Dach” is no CPV code; write eight", id="a word"),
        pytest.param(
            {"cpv": "45233141-8"},
            "8: cpv: the check digit of “45233141-8” does not fit; if the eight digits before it"
            " are right, it is 45233141-9; compare",
            id="digit",
        ),
        pytest.param(
            {"cpv": "72200000-1"},
            "8: cpv: the check digit of “72200000-1” does not fit; compare each digit",
            id="digit where two may fit",
        ),
    ],
)
def test_what_is_wrong_with_a_notice_is_told_with_its_line(
    fields: dict[str, str], problem: str
) -> None:
    (found,) = problems(**{**OPEN, **fields})
    assert found.startswith(problem)


def test_a_date_must_not_be_taken_for_a_deadline() -> None:
    one = item("content/aktuelles/dach.md", **OPEN)
    date = item("content/aktuelles/dach-frist.md", start="2022-07-20 18:00")
    other = item("content/aktuelles/tor-frist.md", start="2022-07-20 18:00")
    (found,) = check_together([one, date, other])
    assert found.format().startswith("content/aktuelles/dach-frist.md:5: start: in calendars")
    assert list(check_together([one.model_copy(update={"deadline": None}), date])) == []


def notice(name: str, date: str, **fields: str) -> Item:
    return item(
        f"content/aktuelles/{name}.md",
        date=date,
        topics="vergabe",
        **{"tender_number": "BST-1", **fields},
    )


FIRST = notice("erste", "2022-07-01", deadline="2022-08-01 10:00")
LONGER = notice("frist", "2022-07-20", deadline="2022-08-15 10:00", tender_number="bst-1")
AWARD = notice("zuschlag", "2022-09-01", tender_state="awarded")
VOID = notice("ende", "2022-07-25", tender_state="cancelled")
BACK = notice("irrtum", "2022-07-26", tender_state="awarded").model_copy(
    update={"withdrawn": object()}
)


@pytest.mark.parametrize(
    ("others", "is_overruled"),
    [
        pytest.param((), False, id="alone"),
        pytest.param((LONGER,), True, id="another deadline"),
        pytest.param((VOID,), True, id="called off"),
        pytest.param((AWARD,), False, id="awarded: it was the deadline"),
        pytest.param((BACK,), False, id="a withdrawn notice"),
    ],
)
def test_whether_a_deadline_still_counts(others: tuple[Item, ...], *, is_overruled: bool) -> None:
    assert Tenders([FIRST, *others]).is_overruled(FIRST) is is_overruled


@pytest.mark.parametrize(
    ("others", "now", "kind", "label"),
    [
        pytest.param(
            (), "2022-08-01 09:59:59", "bidding", "Deadline: 01.08.2022, 10:00 Uhr", id="open"
        ),
        pytest.param(
            (),
            "2022-08-01 10:00",
            "over",
            "Deadline passed: 01.08.2022, 10:00 Uhr",
            id="its second",
        ),
        pytest.param(
            (LONGER,), "2022-08-01 10:00", "bidding", "Deadline: 15.08.2022, 10:00 Uhr", id="longer"
        ),
        pytest.param((VOID,), "2022-07-26", "closed", "Procedure cancelled", id="cancelled"),
        pytest.param((LONGER, AWARD), "2022-09-02", "over", "Awarded", id="awarded"),
        pytest.param(
            (BACK,),
            "2022-07-27",
            "bidding",
            "Deadline: 01.08.2022, 10:00 Uhr",
            id="withdrawn award",
        ),
    ],
)
def test_all_notices_of_a_tender_say_what_the_newest_says(
    others: tuple[Item, ...], now: str, kind: str, label: str
) -> None:
    tenders = Tenders([FIRST, *others])
    for one in (FIRST, *(other for other in others if not other.withdrawn)):
        found = tender_state(one, tenders, at(now), Formats("de"))
        assert (found.kind, str(found.label)) == (kind, label)


@pytest.mark.parametrize(
    ("deadline", "now", "kind"),
    [
        ("2026-10-25 02:30", "2026-10-25 02:29", "bidding"),
        ("2026-10-25 02:30", "2026-10-25 02:30", "over"),
        ("2026-10-25 02:30", "2026-10-25 02:10+01:00", "over"),
        ("2026-10-25 02:30+01:00", "2026-10-25 02:59", "bidding"),
        ("2026-10-25 02:30+01:00", "2026-10-25 01:29:59Z", "bidding"),
        ("2026-10-25 02:30+01:00", "2026-10-25 01:30Z", "over"),
        ("2026-03-29 03:00", "2026-03-29 01:59:59", "bidding"),
        ("2026-03-29 03:00", "2026-03-29 01:00Z", "over"),
    ],
)
def test_a_deadline_in_a_night_when_clocks_change(deadline: str, now: str, kind: str) -> None:
    one = notice("nacht", "2026-01-01", deadline=deadline)
    tenders = Tenders([one])
    assert tender_state(one, tenders, at(now), Formats("de")).kind == kind
    assert tenders.accepts(one, at(now)) is (kind == "bidding")


def test_an_open_tender_knows_when_it_ends_and_what_then_holds() -> None:
    before = tender_state(FIRST, Tenders([FIRST]), at("2022-07-30"), Formats("de"))
    after = tender_state(FIRST, Tenders([FIRST]), at("2022-08-01 10:00"), Formats("de"))
    assert (before.until, before.then) == (at("2022-08-01 10:00"), after)
    assert (after.until, after.then) == (None, None)


def test_open_ones_by_deadline_the_rest_by_date() -> None:
    soon = notice("bald", "2022-06-01", tender_number="2", deadline="2022-07-29 10:00")
    none = notice("ohne", "2022-06-02", tender_number="3")
    done = notice("fertig", "2022-06-03", tender_number="4", tender_state="awarded")
    past = notice("vorbei", "2022-06-04", tender_number="5", deadline="2022-07-01 10:00")
    news = notice("bericht", "2022-06-05", tender_number="")
    for order in itertools.permutations([FIRST, LONGER, soon, none, done, past, news], 7):
        tenders = Tenders(order)
        now = at("2022-07-28")
        assert [i.id for i in tenders.open_ones(now)] == ["bald", "frist", "ohne"]
        assert [i.id for i in tenders.past_ones(now)] == ["vorbei", "fertig"]


@given(st.permutations([FIRST, LONGER, VOID, AWARD, BACK]))
def test_the_order_of_files_changes_nothing(order: list[Item]) -> None:
    tenders = Tenders(order)
    assert [other.id for other in tenders.others(FIRST)] == ["zuschlag", "irrtum", "ende", "frist"]
    assert tenders.state(FIRST) == "awarded"
    assert tenders.deadline(FIRST) == LONGER.deadline
    assert [one.id for one in tenders.newest()] == ["zuschlag"]


def test_notices_without_a_number_stay_alone() -> None:
    one = notice("a", "2022-07-01", tender_number="", deadline="2022-08-01 10:00")
    other = notice("b", "2022-07-02", tender_number="", deadline="2022-08-02 10:00")
    assert Tenders([one, other]).others(one) == ()
