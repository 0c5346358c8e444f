"""What was published and whose file is gone: a page that says so, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from .site_runs import TownFolder, href, text, tree

SetClock = Callable[[str], None]

NEWS = "content/aktuelles/2026-03-05-fruehjahrsmarkt.md"
NEWS_ID = "2026-03-05-fruehjahrsmarkt"
SCHOOL = "content/aktuelles/2026-03-06-anmeldung-einschulung.md"
ALERT = "content/aktuelles/2026-03-08-hochwasser-am-talbach.md"
ALERT_ID = "2026-03-08-hochwasser-am-talbach"
UPDATE_ID = "2026-03-09-hochwasser-am-talbach-aktualisierung"


def published(town: TownFolder, clock: SetClock, at: str) -> int:
    clock(at)
    return town.run("publish", "--to", "outbox").code


def records(town: TownFolder) -> list[str]:
    return sorted(path.name for path in (town.folder / "var/published/gone").glob("*"))


def test_a_deleted_item_leaves_a_page_and_no_word(second: TownFolder, clock: SetClock) -> None:
    assert published(second, clock, "2026-03-06 10:00") == 0
    assert len(second.mails()) == 2
    (second.folder / NEWS).unlink()
    assert published(second, clock, "2026-03-06 11:00") == 0
    shown = second.page(f"aktuelles/{NEWS_ID}/")
    assert text(shown, "h1") == "Diese Meldung wurde zurückgezogen"
    assert "Frühjahrsmarkt" not in shown.get_text()
    assert shown.select("meta[name=robots][content=noindex]")
    naming = [name for name, data in tree(second.output).items() if NEWS_ID.encode() in data]
    assert naming == [f"aktuelles/{NEWS_ID}/index.html"], "in no list, feed or sitemap"
    feed = json.loads((second.output / "feeds/alle.json").read_text(encoding="utf-8"))
    assert NEWS_ID not in [entry["_infokanal"]["id"] for entry in feed["items"]]
    assert len(second.mails()) == 2, "nobody is written to"
    (record,) = (second.folder / "var/published/gone").iterdir()
    assert set(json.loads(record.read_bytes())) == {
        *("id", "date", "date_only", "topics", "msgtype", "references"),
    }
    before = tree(second.output)
    assert published(second, clock, "2026-03-06 11:05") == 0
    assert tree(second.output) == before, "the record of the first run says the same"


def test_a_build_shows_it_before_any_publish_has_noticed(
    second: TownFolder, clock: SetClock
) -> None:
    assert published(second, clock, "2026-03-06 10:00") == 0
    (second.folder / NEWS).unlink()
    assert second.build("2026-03-06 11:00").code == 0
    built = tree(second.output)
    assert records(second) == [], "only publish writes there"
    assert published(second, clock, "2026-03-06 11:00") == 0
    assert tree(second.output) == built


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("topics: [stadtleben]", "topics: [stadtleben]\ndraft: true", id="a draft"),
        pytest.param("date: 2026-03-05 09:00", "date: 2026-04-05 09:00", id="in the future"),
    ],
)
def test_what_is_not_public_any_more_was_taken_back(
    second: TownFolder, clock: SetClock, old: str, new: str
) -> None:
    assert published(second, clock, "2026-03-06 10:00") == 0
    second.change(NEWS, old, new)
    assert published(second, clock, "2026-03-06 11:00") == 0
    assert "zurückgezogen" in text(second.page(f"aktuelles/{NEWS_ID}/"), "h1")
    assert records(second) == [f"{NEWS_ID}.json"]
    second.change(NEWS, new, old)
    assert published(second, clock, "2026-03-06 12:00") == 0
    assert "Frühjahrsmarkt" in text(second.page(f"aktuelles/{NEWS_ID}/"), "h1")
    assert records(second) == []
    assert len(second.mails()) == 2


def test_a_file_that_comes_back_broken_changes_nothing(second: TownFolder, clock: SetClock) -> None:
    assert published(second, clock, "2026-03-06 10:00") == 0
    kept = (second.folder / NEWS).read_text(encoding="utf-8")
    (second.folder / NEWS).unlink()
    assert published(second, clock, "2026-03-06 11:00") == 0
    second.write(NEWS, kept.replace("topics: [stadtleben]", "topics: [stadt]"))
    assert published(second, clock, "2026-03-06 12:00") == 3
    assert "zurückgezogen" in text(second.page(f"aktuelles/{NEWS_ID}/"), "h1")


def test_a_renamed_item_is_no_second_mail(second: TownFolder, clock: SetClock) -> None:
    """What is gone is not in alle.json, so the guard against renames works."""
    assert published(second, clock, "2026-03-06 10:00") == 0
    (second.folder / NEWS).rename(second.folder / "content/aktuelles/markt.md")
    assert published(second, clock, "2026-03-06 11:00") == 5
    assert len(second.mails()) == 2
    assert "zurückgezogen" in text(second.page(f"aktuelles/{NEWS_ID}/"), "h1")
    assert "Frühjahrsmarkt" in text(second.page("aktuelles/markt/"), "h1")


def test_an_incident_keeps_its_course(second: TownFolder, clock: SetClock) -> None:
    """The alert was replaced by its update, so it may go; the course still counts it."""
    (second.folder / NEWS).unlink()
    (second.folder / SCHOOL).unlink()
    published(second, clock, "2026-03-09 18:00")
    entries = json.loads((second.output / "feeds/alle.json").read_text(encoding="utf-8"))["items"]
    (second.folder / ALERT).unlink()
    for at in ("2026-03-09 18:01", "2026-03-09 18:02"):
        assert published(second, clock, at) == 0
        shown = second.page(f"aktuelles/{UPDATE_ID}/")
        links = shown.select(".course li a")
        assert [href(link).split("/")[-2] for link in links] == [UPDATE_ID, ALERT_ID]
        assert text(links[1]) == "Warnung: Zurückgezogene Meldung"
        gone = second.page(f"aktuelles/{ALERT_ID}/")
        assert "zurückgezogen" in text(gone, "h1")
        assert [href(link).split("/")[-2] for link in gone.select(".course li a")] == [
            UPDATE_ID,
            ALERT_ID,
        ]
        assert gone.select(".course .gone [aria-current=page]")
    feed = json.loads((second.output / "feeds/alle.json").read_text(encoding="utf-8"))["items"]
    incident = {e["_infokanal"]["id"]: e["_infokanal"]["incident"] for e in feed}
    assert incident[UPDATE_ID] == ALERT_ID, "the thread of mails goes on"
    assert len(feed) == len(entries) - 1
    assert second.run("check").code == 0, "the reference of the update is no mistake"
    update = f"content/aktuelles/{UPDATE_ID}.md"
    second.change(update, "severity: Moderate", "severity: schlimm")
    assert published(second, clock, "2026-03-09 18:03") == 3
    assert "geht zurück" in text(second.page(""), ".banner"), "nor is that of its last good version"
    (second.folder / update).unlink()
    assert published(second, clock, "2026-03-09 18:04") == 3
    assert "geht zurück" in text(second.page(""), ".banner")


def test_a_damaged_record_stops_nothing(second: TownFolder, clock: SetClock) -> None:
    assert published(second, clock, "2026-03-06 10:00") == 0
    second.write("var/published/gone/kaputt.json", "{")
    second.write("var/published/gone/anders.json", '{"id": "../x", "date": "2026-03-01T00:00Z"}')
    assert published(second, clock, "2026-03-06 10:01") == 0
    assert records(second) == []
