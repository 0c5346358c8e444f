"""What is open, and how the file that follows it up begins."""

from __future__ import annotations

import pytest

from subscriptions.core.drafts import Draft
from subscriptions.core.first_drafts import first_draft
from subscriptions.core.follow_ups import follow_up_draft, open_follow_ups
from subscriptions.core.item import Item
from subscriptions.core.prepared_texts import PreparedText, beginnings, timed

from .samples import at, item, topics, warning

NOW = "2022-07-14 21:00"
TEXTS = tuple(
    PreparedText(name, Draft((("title", title), ("msgtype", msgtype)), "___Neu___"))
    for name, title, msgtype in (
        ("brand", "Brand in ___Ort___", "alert"),
        ("brand-aktualisierung", "Brand: neuer Stand", "update"),
        ("brand-entwarnung", "Brand in ___Ort___ gelöscht", "cancel"),
        ("wald-brand-entwarnung", "Waldbrand gelöscht", "cancel"),
    )
)


def open_at(now: str, *items: Item) -> list[tuple[str, str]]:
    return [(one.kind, one.item.id) for one in open_follow_ups(items, at(now))]


def fire(**fields: str) -> Item:
    return warning("2022-07-14-brand-am-damm", "2022-07-14 20:35", **fields)


def pool(name: str, date: str, state: str, **fields: str) -> Item:
    source = f"content/aktuelles/{name}.md"
    return item(source, topics="freibaeder", date=date, pool="bad", state=state, **fields)


def tender(**fields: str) -> Item:
    given = {"tender_number": "7/22", "deadline": "2022-08-01 12:00", **fields}
    return item("content/aktuelles/strasse.md", topics="vergabe", procedure="Offen", **given)


def test_a_warning_until_somebody_lifts_it() -> None:
    news = warning("neu", "2022-07-14 20:50", "update", references="2022-07-14-brand-am-damm")
    done = warning("aus", "2022-07-14 20:55", "cancel", references="neu")
    assert open_at("2022-07-14 20:00", fire()) == []
    assert open_at(NOW, fire()) == [
        ("update", "2022-07-14-brand-am-damm"),
        ("cancel", "2022-07-14-brand-am-damm"),
    ]
    assert open_at(NOW, fire(), news) == [("update", "neu"), ("cancel", "neu")]
    assert open_at(NOW, fire(), news, done) == []


@pytest.mark.parametrize(("now", "count"), [("2022-07-29 07:00", 2), ("2022-07-29 09:00", 0)])
def test_an_expired_one_waits_two_weeks_for_its_all_clear(now: str, count: int) -> None:
    ends = fire(until_further_notice="", expires="2022-07-15 08:00")
    assert len(open_at(now, ends)) == count


def test_a_pool_that_is_closed() -> None:
    closed = pool("zu", "2022-07-14 09:00", "closed")
    assert open_at(NOW, closed) == [("open", "zu")]
    assert open_at("2022-07-15 09:00", closed) == []
    assert open_at(NOW, closed, pool("auf", "2022-07-14 12:00", "open")) == []


def test_a_tender_that_is_open() -> None:
    assert open_at("2022-07-20", tender()) == [("deadline", "strasse")]
    assert open_at("2022-08-02", tender()) == []
    assert open_at("2022-07-20", tender(tender_state="cancelled")) == []
    assert open_at("2022-07-20", tender(tender_number="")) == []


def test_an_update_takes_over_what_holds() -> None:
    found = fire(area="Uchtdorf", severity="Severe", exercise="true")
    (update, cancel) = open_follow_ups([found], at(NOW))
    draft, family = follow_up_draft(update, (), str)
    assert family == ""
    assert (draft["references"], draft["msgtype"]) == ((found.id,), "update")
    assert (draft["area"], draft["severity"], draft["exercise"]) == ("Uchtdorf", "Severe", "true")
    assert timed(draft, at(NOW))["expires"] == "2022-07-15 09:00"
    lifted, _ = follow_up_draft(cancel, (), str)
    assert (lifted["msgtype"], lifted["area"], lifted["expires"]) == ("cancel", "", "")


def test_the_prepared_text_is_found_by_the_identity() -> None:
    (_, cancel) = open_follow_ups([fire()], at(NOW))
    draft, family = follow_up_draft(cancel, TEXTS, str)
    assert family == "brand"
    assert draft["title"] == "Brand (2022-07-14-brand-am-damm): the danger is over"
    named, _ = follow_up_draft(cancel, TEXTS, str, "wald-brand")
    assert named["title"] == "Waldbrand gelöscht"
    (_, other) = open_follow_ups([warning("flut", "2022-07-14 20:35")], at(NOW))
    assert follow_up_draft(other, TEXTS, str)[1] == ""


def test_a_pool_opens_and_a_deadline_moves() -> None:
    (reopening,) = open_follow_ups([pool("zu", "2022-07-14 09:00", "closed")], at(NOW))
    draft, _ = follow_up_draft(reopening, TEXTS, str)
    assert (draft["pool"], draft["state"], draft["topics"]) == ("bad", "open", ("freibaeder",))
    (deadline,) = open_follow_ups([tender()], at(NOW))
    draft, _ = follow_up_draft(deadline, TEXTS, str)
    assert (draft["tender_number"], draft["deadline"]) == ("7/22", "___Deadline_for_tenders___")


def test_families() -> None:
    assert [text.name for text in beginnings(TEXTS)] == ["brand"]
    assert TEXTS[0].heading == "Brand in …"


@pytest.mark.parametrize(
    ("topic", "wanted"),
    [
        ("vereine", {"summary"}),
        ("gefahren", {"area", "instruction"}),
        ("freibaeder", {"pool", "reason"}),
        ("vergabe", {"summary", "tender_number", "deadline"}),
    ],
)
def test_what_a_kind_of_topic_asks_for(topic: str, wanted: set[str]) -> None:
    draft = timed(first_draft(topics()[topic], "Titel", str), at(NOW))
    assert draft["date"] == NOW
    assert set(draft.unfilled_fields().values()) == wanted
