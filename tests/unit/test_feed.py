"""The seam: written and read back, with a revision that sees every change."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.feed import (
    Entry,
    Extension,
    Feed,
    FeedAttachment,
    FeedCorrection,
    FeedInfo,
    FeedWithdrawal,
    feed_document,
)
from subscriptions.core.feed_reading import read_feed
from subscriptions.core.problems import InvalidContentError
from tests.unit.samples import at, entry, problems_of

SITE = "musterstadt"


def feed(*items: Entry, **fields: Any) -> Feed:
    return Feed(**{"title": "Stadtbote", "info": FeedInfo(site=SITE), "items": items, **fields})


def read(text: str) -> Feed:
    return read_feed(text, "alle.json", site=SITE)


moments = st.datetimes(
    datetime(1901, 1, 1),  # noqa: DTZ001
    datetime(2999, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
no_moment = st.none()
infos = st.builds(
    Extension,
    until=no_moment,
    deadline=no_moment,
    start=no_moment,
    end=no_moment,
    id=st.just("brand"),
    instruction=st.text(),
    msgtype=st.sampled_from(["info", "alert"]),
    expires=st.none() | moments,
    references=st.lists(st.just("alarm"), max_size=2).map(tuple),
    corrections=st.lists(st.builds(FeedCorrection, date=moments, note=st.text())).map(tuple),
    withdrawn=st.none() | st.builds(FeedWithdrawal, date=moments, note=st.text()),
)
attachments = st.builds(
    FeedAttachment,
    url=st.text(),
    mime_type=st.just("application/pdf"),
    title=st.text(),
    size_in_bytes=st.none() | st.integers(0, 2**53),
)
entries = st.builds(
    Entry,
    id=st.text(),
    url=st.text(),
    title=st.text(min_size=1),
    content_html=st.text(),
    date_published=moments,
    date_modified=st.none() | moments,
    tags=st.lists(st.text(max_size=5)).map(tuple),
    attachments=st.lists(attachments, max_size=2).map(tuple),
    image=st.none() | st.text(),
    _infokanal=infos,
)


@given(entries)
def test_a_feed_comes_back_as_it_was(one: Entry) -> None:
    written = feed(one.with_revision())
    again = read(written.to_json())
    assert again == written
    assert again.to_json() == written.to_json()
    assert again.items[0].with_revision() == again.items[0]


@given(st.text() | st.recursive(st.none() | st.text(max_size=5), st.lists).map(json.dumps))
def test_any_text_is_a_feed_or_a_problem(text: str) -> None:
    with pytest.raises(InvalidContentError):
        read(text)


def test_the_document_is_a_json_feed() -> None:
    written = json.loads(feed(entry().with_revision()).to_json())
    assert written["version"] == "https://jsonfeed.org/version/1.1"
    assert written["_infokanal"] == {"schema": 1, "site": SITE}
    (one,) = written["items"]
    assert one["date_published"] == "2022-07-14T18:35:00Z"
    assert one["_infokanal"]["revision"]
    assert "image" not in one


def test_the_text_ends_with_one_line_feed() -> None:
    assert feed(entry()).to_json().endswith("}\n")


CHANGES: dict[str, Any] = {
    "id": "tag:other",
    "url": "https://info.example.org/b/",
    "title": "Anderer Brand",
    "summary": "kurz",
    "content_html": "<p>Anders.</p>",
    "date_published": at("2022-07-14 20:36"),
    "date_modified": at("2022-07-14 20:36"),
    "tags": ("vereine",),
    "attachments": (FeedAttachment(url="a", mime_type="b"),),
    "image": "https://info.example.org/a.png",
    "language": "en",
}
INFO_CHANGES: dict[str, Any] = {
    "id": "anders",
    "title": "Anders",
    "date_only": True,
    "mail": False,
    "held": True,
    "exercise": True,
    "msgtype": "alert",
    "references": ("a",),
    "incident": "a",
    "follows": "a",
    "severity": "Minor",
    "area": "a",
    "instruction": "a",
    "expires": at("2022-07-15 20:36"),
    "until_further_notice": True,
    "pool": "a",
    "state": "open",
    "reason": "a",
    "until": at("2022-07-15 20:36"),
    "tender_number": "a",
    "deadline": at("2022-07-15 20:36"),
    "tender_state": "open",
    "start": at("2022-07-15 20:36"),
    "start_date_only": True,
    "end": at("2022-07-15 20:36"),
    "location": "a",
    "calendar": "a",
    "contact": "a",
    "corrections": (FeedCorrection(date=at("2022-07-15 20:36"), note="a"),),
    "withdrawn": FeedWithdrawal(date=at("2022-07-15 20:36"), note="a"),
}


def test_no_field_is_forgotten_here() -> None:
    assert set(CHANGES) == set(Entry.model_fields) - {"info"}
    assert set(INFO_CHANGES) == set(Extension.model_fields) - {"revision"}


@pytest.mark.parametrize("field", CHANGES)
def test_a_revision_sees_every_field(field: str) -> None:
    changed = entry().model_copy(update={field: CHANGES[field]})
    assert changed.with_revision().info.revision != entry().with_revision().info.revision


@pytest.mark.parametrize("field", INFO_CHANGES)
def test_a_revision_sees_every_field_of_ours(field: str) -> None:
    info = entry().info.model_copy(update={field: INFO_CHANGES[field]})
    changed = entry().model_copy(update={"info": info})
    assert changed.with_revision().info.revision != entry().with_revision().info.revision


def test_a_revision_is_the_same_each_time() -> None:
    once = entry().with_revision()
    assert once == once.with_revision()
    assert len(once.info.revision) == 16


def test_the_last_moment_that_a_date_can_mean() -> None:
    assert entry().latest == at("2022-07-14 20:35")
    assert entry(date_only=True).latest == at("2022-07-15")


def test_a_renamed_item_is_like_the_one_before() -> None:
    assert entry("neu").likeness == entry("alt").likeness
    other = entry().model_copy(update={"content_html": "<p>Es regnet.</p>"})
    assert other.likeness != entry().likeness


def changed_json(**fields: Any) -> str:
    document = json.loads(feed(entry()).to_json())
    return json.dumps({**document, **fields})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "this is no feed that can be published", id="empty"),
        pytest.param("<html>", "this is no feed that can be published", id="HTML"),
        pytest.param("{}", "(title: Field required)", id="nothing in it"),
        pytest.param(
            changed_json(version="https://jsonfeed.org/version/1"),
            "the feed is of version “https://jsonfeed.org/version/1”",
            id="older version",
        ),
        pytest.param(
            changed_json(_infokanal={"schema": 2, "site": SITE}), "_infokanal.schema", id="schema"
        ),
        pytest.param(
            changed_json(_infokanal={"site": "andere"}),
            "the feed is that of “andere”, but town.yml says “musterstadt”",
            id="another town",
        ),
        pytest.param(changed_json(items=[]), "the feed has no items", id="no items"),
        pytest.param(
            feed(entry(), entry()).to_json(), "the identity “brand” is malformed or", id="twice"
        ),
        pytest.param(
            feed(entry("../a")).to_json(), "the identity “../a” is malformed or", id="malformed"
        ),
        pytest.param(
            feed(entry()).to_json().replace("18:35:00Z", "18:35:00"), "date_published", id="zone"
        ),
    ],
)
def test_what_is_no_feed_of_ours(text: str, problem: str) -> None:
    (found,) = problems_of(lambda: read(text))
    assert found.startswith("alle.json:1: ")
    assert problem in found


@given(st.lists(entries, max_size=3))
def test_entries_that_were_written_before_make_the_same_document(items: list[Entry]) -> None:
    whole = feed(*items).model_dump_json(by_alias=True, exclude_none=True, indent=1)
    entries = [one.to_json().encode() for one in items]
    assert feed_document(feed(), entries).decode() == f"{whole}\n"
    assert feed(*items).to_json() == f"{whole}\n"


def test_what_others_add_is_passed_over() -> None:
    assert read(changed_json(_other={"a": 1}, icon="x")).items == (entry(),)
