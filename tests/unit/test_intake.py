"""A feed of another site: what it may hold, and whose topics its tags are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.feed import (
    Entry,
    FeedAttachment,
    FeedCorrection,
    FeedStanding,
    FeedWithdrawal,
)
from subscriptions.core.intake import Intake, take_in, with_safe_html
from tests.unit.samples import at, entry, render, topics
from tests.unit.test_markdown import HOSTILE, parts

URL = "https://info.example.org/neues"
ORIGIN = "https://info.example.org"


def taken(*entries: Entry) -> Intake:
    return take_in(entries, topics(), "https://other.example/feed.json")


def with_fields(**fields: Any) -> Entry:
    return entry("fest").model_copy(update={"tags": ("vereine",), **fields})


def told(found: Intake) -> list[str]:
    return [problem.format() for problem in found.problems]


@pytest.mark.parametrize(
    ("tags", "expected", "unknown"),
    [
        pytest.param("vereine", "vereine", "", id="id"),
        pytest.param("VEREINE", "vereine", "", id="id, other case"),
        pytest.param("Freibäder", "freibaeder", "", id="name"),
        pytest.param("freibÄder", "freibaeder", "", id="name, other case"),
        pytest.param("Freiba\N{COMBINING DIAERESIS}der", "freibaeder", "", id="name, decomposed"),
        pytest.param("Öffentliche Vergabe", "vergabe", "", id="name of two words"),
        pytest.param("Vereine,Freibäder", "vereine,freibaeder", "", id="order is kept"),
        pytest.param("Vereine,vereine", "vereine", "", id="once"),
        pytest.param("vereine,Sommer", "vereine", "Sommer", id="the known one is enough"),
        pytest.param("Öffentliche-Vergabe", "", "Öffentliche-Vergabe", id="hyphen for blank"),
        pytest.param("oeffentliche vergabe", "", "oeffentliche vergabe", id="transliterated"),
        pytest.param("Verein", "", "Verein", id="nearly"),
        pytest.param("vereine!", "", "vereine!", id="a sign more"),
        pytest.param(" vereine", "", " vereine", id="a blank more"),
    ],
)
def test_a_tag_is_id_or_name_of_a_topic(tags: str, expected: str, unknown: str) -> None:
    found = taken(with_fields(tags=tuple(tags.split(","))))
    assert [one.tags for one in found.entries] == ([tuple(expected.split(","))] if expected else [])
    assert any(f"“{unknown}”" in line for line in told(found)) is bool(unknown)
    assert len(found.problems) == bool(unknown) + (not expected)


def test_an_item_without_tags_goes_to_nobody() -> None:
    found = taken(with_fields(tags=()))
    assert found.entries == ()
    assert "item fest has no topic" in told(found)[0]


def test_an_unknown_tag_is_told_once_for_all_its_items() -> None:
    found = taken(*(entry(f"fest-{n}").model_copy(update={"tags": ("Kino",)}) for n in range(4)))
    (line,) = [line for line in told(found) if "“Kino”" in line]
    assert "4 items, the first is fest-0" in line


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_that_runs_is_mailed(html: str) -> None:
    foreign = with_fields(content_html=f"<p>Vorher</p>{html}<p>Nachher</p>")
    one = with_safe_html(foreign, URL)
    assert take_in([foreign], topics(), "feed.json", URL).entries == (one,)
    for piece in ("<script", "<svg", "<iframe", "<style", "<form", "style=", "<input", "<math"):
        assert piece not in one.content_html
    assert 'href="javascript' not in one.content_html.lower()


@pytest.mark.parametrize(
    ("source", "is_kept"),
    [
        (f"{ORIGIN}/anhaenge/bad.png", True),
        ("/anhaenge/bad.png", True),
        ("https://tracker.example/pixel.gif", False),
        ("https://info.example.org.tracker.example/pixel.gif", False),
        ("https://info.example.org@tracker.example/pixel.gif", False),
        ("//tracker.example/pixel.gif", False),
        ("http://info.example.org/pixel.gif", False),
    ],
)
def test_a_picture_is_the_towns_own(source: str, is_kept: bool) -> None:
    html = f'<p><img src="{source}" alt="Bad"></p>'
    one = with_safe_html(with_fields(content_html=html), URL)
    assert (source in one.content_html) is is_kept


def test_no_text_holds_control_characters() -> None:
    bad = "a\x02unsubscribe\x03\x1b[31mb"
    one = with_fields(
        title=bad,
        summary=bad,
        content_html=f"<p>{bad}&#2;</p>",
        attachments=(FeedAttachment(url=f"{ORIGIN}/a", mime_type="text/plain", title=bad),),
    )
    note = FeedCorrection(date=at("2022-07-14 20:35"), note=bad)
    standing = FeedStanding(title=bad, url=f"{ORIGIN}/a", instruction=bad)
    gone = FeedWithdrawal(date=at("2022-07-14 20:35"), note=bad, standing=standing)
    info = one.info.model_copy(update={"area": bad, "corrections": (note,), "withdrawn": gone})
    (found,) = taken(one.model_copy(update={"info": info})).entries
    assert "\\u00" not in found.model_dump_json()
    assert found.info.area == found.title == "aunsubscribe[31mb"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "", "/aktuelles/fest/", "data:text/html,x"])
def test_links_lead_to_the_web(url: str) -> None:
    attachment = FeedAttachment(url=url, mime_type="text/plain")
    standing = FeedStanding(title="Brand", url=url)
    withdrawn = FeedWithdrawal(date=at("2022-07-14 20:35"), note="x", standing=standing)
    found = taken(
        with_fields(url=url),
        entry("zwei").model_copy(update={"attachments": (attachment,)}),
        entry("vier", withdrawn=withdrawn),
        entry("drei"),
    )
    assert [one.info.id for one in found.entries] == ["drei"]
    assert [f"“{url}”" in line for line in told(found)] == [True, True, True]


@given(st.lists(parts, max_size=8).map("".join))
def test_our_own_feed_passes_unchanged(text: str) -> None:
    own = with_fields(content_html=render(text, "/neues").absolute(ORIGIN)).with_revision()
    assert taken(own) == Intake((own,), ())
    assert take_in([own], topics(), "feed.json", URL) == Intake((own,), ())
    assert with_safe_html(own, URL) == own
