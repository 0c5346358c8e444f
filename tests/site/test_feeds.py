"""Feeds as a stranger's reader sees them: feedparser for RSS and Atom, the JSON as it is."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from subscriptions.core.feed import Feed

from .site_runs import SECOND_NOW, SHIPPED_NOW, TownFolder, href

PRESS = "2022-07-28-info-kanal-tausend-nutzer"
TOPICS = (
    "gefahrenhinweise",
    "kinderbetreuung",
    "ausschreibungen",
    "vereine",
    "neue-nachbarn",
    "freibaeder",
)
NAMES = ("alle", *TOPICS)
XML = [f"{name}.{kind}.xml" for name in NAMES for kind in ("rss", "atom")]
ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://info.tangerhuette.example/"


def _parsed(output: Path, name: str) -> Any:
    parsed = feedparser.parse((output / "feeds" / name).read_bytes())
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def _json(output: Path, name: str) -> dict[str, Any]:
    return dict(json.loads((output / "feeds" / f"{name}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", XML)
def test_feedparser_reads_every_feed(built: TownFolder, name: str) -> None:
    parsed = _parsed(built.output, name)
    assert parsed.version == ("rss20" if ".rss." in name else "atom10")
    assert parsed.feed.language.startswith("de")
    assert parsed.feed.title.startswith("Info-Kanal Tangerhütte")
    topic = name.split(".", maxsplit=1)[0]
    assert parsed.feed.link == ADDRESS + ("" if topic == "alle" else f"themen/{topic}/")
    own = [link.href for link in parsed.feed.links if link.rel == "self"]
    assert own == [f"{ADDRESS}feeds/{name}"]
    assert parsed.entries
    published = [entry.published_parsed for entry in parsed.entries]
    assert published == sorted(published, reverse=True), "newest first"
    for entry in parsed.entries:
        assert entry.id.startswith("tag:info.tangerhuette.example,2022:item/")
        assert entry.link == f"{ADDRESS}aktuelles/{entry.id.split('/')[1]}/"
        content = entry.content[0]
        assert content.type == "text/html"
        assert content.value.strip().startswith("<")
        assert 'href="/' not in content.value
        assert 'src="/' not in content.value
    ids = [entry.id for entry in parsed.entries]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", [name for name in XML if ".atom." in name])
def test_atom_has_published_and_updated(built: TownFolder, name: str) -> None:
    parsed = _parsed(built.output, name)
    for entry in parsed.entries:
        assert entry.published_parsed <= entry.updated_parsed
        assert datetime.fromisoformat(entry.updated).tzinfo
    assert parsed.feed.updated_parsed == max(entry.updated_parsed for entry in parsed.entries)
    assert (
        parsed.feed.id
        == f"tag:info.tangerhuette.example,2022:feed/{name.split('.', maxsplit=1)[0]}"
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_guid_is_no_permalink(built: TownFolder, name: str) -> None:
    root = ET.fromstring((built.output / f"feeds/{name}.rss.xml").read_bytes())  # noqa: S314
    guids = root.findall("channel/item/guid")
    assert guids
    assert {guid.get("isPermaLink") for guid in guids} == {"false"}


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_enclosures_have_type_and_length(built: TownFolder, kind: str) -> None:
    output = built.output
    file = "anhaenge/info-kanal-pressemitteilung-069-2022.pdf"
    # Only its topic's feed reaches back to 2022 for sure.
    parsed = _parsed(output, f"neue-nachbarn.{kind}.xml")
    (entry,) = [entry for entry in parsed.entries if entry.id.endswith(PRESS)]
    (enclosure,) = entry.enclosures
    assert enclosure.href == ADDRESS + file
    assert enclosure.type == "application/pdf"
    assert int(enclosure.length) == (output / file).stat().st_size


def test_atom_has_every_attachment_and_rss_the_first(second: TownFolder) -> None:
    second.write("content/anhaenge/plan.txt", "Plan\n")
    second.change(
        "content/aktuelles/2026-03-05-fruehjahrsmarkt.md",
        "attachments:\n  file: anhaenge/marktplan.csv\n  title: Plan der Stände",
        "attachments:\n  - file: anhaenge/marktplan.csv\n    title: Plan der Stände\n"
        "  - file: anhaenge/plan.txt\n    title: Derselbe als Text",
    )
    second.build(SECOND_NOW)
    base = "https://www.beispielstadt.example/info/anhaenge/"
    lists = {}
    for kind in ("rss", "atom"):
        parsed = _parsed(second.output, f"stadtleben.{kind}.xml")
        (entry,) = [entry for entry in parsed.entries if entry.id.endswith("fruehjahrsmarkt")]
        lists[kind] = [(link.href, link.type, link.length) for link in entry.enclosures]
    both = [(f"{base}marktplan.csv", "text/csv", "31"), (f"{base}plan.txt", "text/plain", "5")]
    assert lists == {"rss": both[:1], "atom": both}


def test_ids_do_not_move(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    before = _all_ids(second.output, "stadtleben")
    name = "content/aktuelles/2026-03-05-fruehjahrsmarkt.md"
    second.change(name, 'title: "Frühjahrsmarkt: Stände zu vergeben"', "title: Markt im Frühling")
    second.change(name, "date: 2026-03-05 09:00", "date: 2026-03-07 11:00")
    second.change(name, "topics: [stadtleben]", "topics: [schule-und-kita, stadtleben]")
    second.change("town.yml", "https://www.beispielstadt.example/info", "https://neu.example.org")
    second.build(SECOND_NOW)
    assert _all_ids(second.output, "stadtleben") == before
    old = second.folder / name
    second.write(
        "content/aktuelles/markt.md",
        old.read_text(encoding="utf-8").replace(
            "---\n", "---\nid: 2026-03-05-fruehjahrsmarkt\n", 1
        ),
    )
    old.unlink()
    second.build(SECOND_NOW)
    assert _all_ids(second.output, "stadtleben") == before


def _all_ids(output: Path, name: str) -> dict[str, set[str]]:
    xml = {
        kind: {entry.id for entry in _parsed(output, f"{name}.{kind}.xml").entries}
        for kind in ("rss", "atom")
    }
    return {**xml, "json": {item["id"] for item in _json(output, name)["items"]}}


@pytest.mark.parametrize("name", NAMES)
def test_json_feeds_are_of_version_1_1(built: TownFolder, name: str) -> None:
    feed = _json(built.output, name)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == "de"
    assert feed["feed_url"] == f"{ADDRESS}feeds/{name}.json"
    assert feed["home_page_url"].startswith(ADDRESS)
    published = []
    for item in feed["items"]:
        assert item["id"] == f"tag:info.tangerhuette.example,2022:item/{item['_infokanal']['id']}"
        assert item["url"] == f"{ADDRESS}aktuelles/{item['_infokanal']['id']}/"
        assert item["title"]
        assert item["language"] == "de"
        assert set(item["tags"]) <= set(TOPICS)
        assert name == "alle" or name in item["tags"]
        published.append(datetime.fromisoformat(item["date_published"]))
        assert published[-1] <= datetime.fromisoformat(item["date_modified"])
        for attachment in item["attachments"]:
            path = attachment["url"].removeprefix(ADDRESS)
            assert attachment["size_in_bytes"] == (built.output / path).stat().st_size
            assert "/" in attachment["mime_type"]
            assert attachment["title"]
        assert item["_infokanal"]["withdrawn" if not item["content_html"] else "id"]
    assert published == sorted(published, reverse=True)
    assert all(moment.tzinfo for moment in published)


def test_pages_and_the_publishers_feed_show_one_revision(built: TownFolder) -> None:
    text = (built.output / "feeds" / "alle.json").read_text(encoding="utf-8")
    entries = Feed.model_validate_json(text).items
    assert entries
    for entry in entries:
        assert entry.with_revision() == entry
        meta = built.page(f"aktuelles/{entry.info.id}/").select_one("[name=infokanal-revision]")
        assert meta is not None
        assert meta["content"] == entry.info.revision


def test_a_calendar_and_an_open_document_have_their_types(built: TownFolder) -> None:
    types = {
        attachment["url"].rsplit(".", 1)[1]: attachment["mime_type"]
        for item in _json(built.output, "alle")["items"]
        for attachment in item["attachments"]
    }
    assert types.get("ics") == "text/calendar"
    assert types.get("odt") == "application/vnd.oasis.opendocument.text"


def test_each_feed_holds_what_its_topics_page_lists(built: TownFolder) -> None:
    for topic in TOPICS:
        cards = built.page(f"themen/{topic}/").select(".card-title a")
        listed = [href(card) for card in cards]
        fed = [
            item["url"].removeprefix(ADDRESS[:-1]) for item in _json(built.output, topic)["items"]
        ]
        assert listed[:20] == fed[:20]
        assert listed


def test_the_same_text_in_every_form(built: TownFolder) -> None:
    for topic in TOPICS:
        items = {item["id"]: item for item in _json(built.output, topic)["items"]}
        for name, entry, title, content in (
            ("rss", "channel/item", "title", "{http://purl.org/rss/1.0/modules/content/}encoded"),
            ("atom", f"{ATOM}entry", f"{ATOM}title", f"{ATOM}content"),
        ):
            data = (built.output / f"feeds/{topic}.{name}.xml").read_bytes()
            for element in ET.fromstring(data).findall(entry):  # noqa: S314
                identity = element.findtext("guid") or element.findtext(f"{ATOM}id", "")
                assert element.findtext(title) == items[identity]["title"]
                assert element.findtext(content) == items[identity]["content_html"]


def test_the_list_of_feeds(built: TownFolder) -> None:
    root = ET.fromstring((built.output / "feeds/themen.opml").read_bytes())  # noqa: S314
    assert root.get("version") == "2.0"
    addresses = [outline.get("xmlUrl", "") for outline in root.iter("outline")]
    assert addresses == [f"{ADDRESS}feeds/{name}.atom.xml" for name in NAMES]
    assert all(outline.get("type") == "rss" for outline in root.iter("outline"))
    assert all(outline.get("text") for outline in root.iter("outline"))


def test_feeds_are_found_by_their_pages(built: TownFolder) -> None:
    kinds = ("application/rss+xml", "application/atom+xml", "application/feed+json")
    for topic in ("", *TOPICS):
        path = f"themen/{topic}/" if topic else ""
        name = topic or "alle"
        links = built.page(path).select("head link[rel=alternate]")
        found = {(link["type"], link["href"]) for link in links}
        files = (f"{name}.rss.xml", f"{name}.atom.xml", f"{name}.json")
        wanted = {(kind, f"/feeds/{file}") for kind, file in zip(kinds, files, strict=True)}
        assert wanted <= found
        assert all(link["title"] for link in links)
    assert len(built.page("").select("head link[rel=alternate]")) >= 3 + len(TOPICS)


def test_a_feed_does_not_know_what_time_it_is(shipped: TownFolder) -> None:
    shipped.build(SHIPPED_NOW)
    before = {path.name: path.read_bytes() for path in (shipped.output / "feeds").iterdir()}
    shipped.build("2027-02-01 00:00")
    after = {path.name: path.read_bytes() for path in (shipped.output / "feeds").iterdir()}
    del before["index.html"], after["index.html"]
    assert after == before


def test_an_empty_town_has_feeds_too(second: TownFolder) -> None:
    for path in (second.folder / "content/aktuelles").glob("*.md"):
        path.unlink()
    assert second.build(SECOND_NOW).code == 0
    for kind in ("rss", "atom"):
        assert _parsed(second.output, f"alle.{kind}.xml").entries == []
    assert _json(second.output, "alle")["items"] == []
