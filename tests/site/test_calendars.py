"""Calendars as a stranger's program sees them: each file parsed by icalendar, and its bytes."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from .site_runs import SECOND_NOW, TownFolder, tree

BERLIN = ZoneInfo("Europe/Berlin")
DOMAIN = "www.beispielstadt.example"
MARKET = "2026-03-05-fruehjahrsmarkt"
HEATING = "2026-03-09-heizung-rathaus"
TOPICS = ("warnungen", "stadtleben", "schule-und-kita", "vergaben", "hallenbad")


def parsed(town: TownFolder, name: str) -> Calendar:
    calendar = Calendar.from_ical((town.output / name).read_bytes())
    assert isinstance(calendar, Calendar)
    return calendar


def events(town: TownFolder, name: str = "feeds/alle.ics") -> dict[str, Any]:
    """The dates of a calendar by what stands before the @ of their UID."""
    found = [dict(event.items()) for event in parsed(town, name).walk("VEVENT")]
    return {str(event["UID"]).partition("@")[0]: event for event in found}


def add(town: TownFolder, name: str, *lines: str, written: str = "2026-03-09 10:00") -> None:
    front = "\n".join((f"title: Termin {name}", f"date: {written}", "topics: stadtleben", *lines))
    town.write(f"content/aktuelles/{name}.md", f"---\n{front}\n---\nText.\n")


def files(output: Path) -> list[Path]:
    found = [path for path in output.rglob("*.ics") if "anhaenge" not in path.parts]
    return sorted(found)


@pytest.mark.parametrize("which", ["built", "second_built"])
def test_each_file_is_sound(which: str, request: pytest.FixtureRequest) -> None:
    town: TownFolder = request.getfixturevalue(which)
    paths = files(town.output)
    assert len(paths) > 5
    for path in paths:
        raw = path.read_bytes()
        assert raw.endswith(b"END:VCALENDAR\r\n")
        assert b"\n" not in raw.replace(b"\r\n", b"")
        assert max(len(line) for line in raw.split(b"\r\n")) <= 75
        calendar = Calendar.from_ical(raw)
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
        names = [str(event["UID"]) for event in calendar.walk("VEVENT")]
        assert len(set(names)) == len(names)
        for event in calendar.walk("VEVENT"):
            assert {"DTSTAMP", "SUMMARY", "URL", "STATUS", "SEQUENCE"} <= set(event)
            assert event.errors == []


def test_an_event_says_what_when_and_where(second_built: TownFolder) -> None:
    found = events(second_built, f"aktuelles/{MARKET}/termin.ics")
    assert list(found) == [MARKET]
    event = found[MARKET]
    assert event["UID"] == f"{MARKET}@{DOMAIN}"
    assert event["SUMMARY"] == "Frühjahrsmarkt: Stände zu vergeben"
    address = f"https://www.beispielstadt.example/info/aktuelles/{MARKET}/"
    assert event["URL"] == address
    summary = "Für den Markt auf dem Anger sind noch zwölf Stände frei."
    assert event["DESCRIPTION"] == f"{summary}\n\n{address}"
    assert event["LOCATION"] == "Anger"
    assert event["CATEGORIES"].to_ical() == b"Stadtleben"
    assert event["DTSTART"].dt == datetime(2026, 3, 28, 10, tzinfo=BERLIN)
    assert event["DTEND"].dt == datetime(2026, 3, 28, 17, tzinfo=BERLIN)
    changed = datetime(2026, 3, 5, 9, tzinfo=BERLIN)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == changed
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)


def test_a_deadline_is_a_moment(second_built: TownFolder) -> None:
    event = events(second_built, "feeds/vergaben.ics")[f"{HEATING}-frist"]
    assert event["SUMMARY"] == "Angebotsfrist: Neue Heizung für das Rathaus"
    assert event["DTSTART"].dt == datetime(2026, 4, 2, 11, tzinfo=BERLIN)
    assert "DTEND" not in event
    assert event["CATEGORIES"].to_ical() == b"Vergaben,Stadtleben"


def test_each_calendar_holds_its_own(second_built: TownFolder) -> None:
    assert set(events(second_built)) == {MARKET, f"{HEATING}-frist"}
    for topic in TOPICS:
        expected = {"stadtleben": {MARKET, f"{HEATING}-frist"}, "vergaben": {f"{HEATING}-frist"}}
        assert set(events(second_built, f"feeds/{topic}.ics")) == expected.get(topic, set())
    empty = parsed(second_built, "feeds/hallenbad.ics")
    assert empty["X-WR-CALNAME"] == empty["NAME"] == "Stadtbote Beispielstadt: Hallenbad"


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        pytest.param(
            ("start: 2026-05-01",), date(2026, 5, 1), date(2026, 5, 2), id="a day, end exclusive"
        ),
        pytest.param(
            ("start: 2026-05-01", "end: 2026-05-03"), date(2026, 5, 1), date(2026, 5, 4), id="days"
        ),
        pytest.param(
            ("start: 2026-05-01", "end: 2026-05-02 14:00"),
            date(2026, 5, 1),
            date(2026, 5, 3),
            id="a day until a moment",
        ),
        pytest.param(
            ("start: 2026-05-01", "end: 2026-05-02 00:00"),
            date(2026, 5, 1),
            date(2026, 5, 2),
            id="a day until midnight",
        ),
        pytest.param(
            ("start: 2026-05-01 18:00", "end: 2026-05-01"),
            datetime(2026, 5, 1, 18, tzinfo=BERLIN),
            datetime(2026, 5, 2, tzinfo=BERLIN),
            id="a moment until the day's end",
        ),
        pytest.param(
            ("start: 2026-05-01 18:00", "end: 2026-05-01 18:00"),
            datetime(2026, 5, 1, 18, tzinfo=BERLIN),
            None,
            id="no length",
        ),
        pytest.param(
            ("start: 2026-03-29 01:30", "end: 2026-03-29 03:30"),
            datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN),
            datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN),
            id="over the hour that March leaves out",
        ),
        pytest.param(
            ("start: 2026-10-25 02:30", "end: 2026-10-25 02:30+01:00"),
            datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN),
            datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("UTC")),
            id="both turns of October's hour",
        ),
    ],
)
def test_times(second: TownFolder, lines: tuple[str, ...], start: date, end: date | None) -> None:
    add(second, "probe", *lines)
    assert second.build(SECOND_NOW).code == 0
    event = events(second)["probe"]
    assert event["DTSTART"].dt == start
    assert (event["DTEND"].dt if "DTEND" in event else None) == end
    raw = (second.output / "feeds/alle.ics").read_text(encoding="utf-8")
    if not isinstance(start, datetime):
        assert f"DTSTART;VALUE=DATE:{start:%Y%m%d}" in raw


def test_the_hour_that_does_not_exist_is_refused(second: TownFolder) -> None:
    add(second, "probe", "start: 2026-03-29 02:30")
    answer = second.build(SECOND_NOW)
    assert answer.code == 3
    assert "probe.md:5: start (Beginn):" in answer.err


def test_the_second_turn_of_the_hour_has_no_name_in_berlin(second: TownFolder) -> None:
    add(second, "probe", "start: 2026-10-25 02:30", "end: 2026-10-25 02:30+01:00")
    second.build(SECOND_NOW)
    raw = (second.output / "feeds/alle.ics").read_text(encoding="utf-8")
    assert "DTSTART;TZID=Europe/Berlin:20261025T023000" in raw
    assert "DTEND:20261025T013000Z" in raw


def test_what_is_withdrawn_stays_as_cancelled(second: TownFolder) -> None:
    note = "withdrawn: {date: 2026-03-09 12:00, note: Der Markt fällt aus.}\nlocation: Anger"
    second.change(f"content/aktuelles/{MARKET}.md", "location: Anger", note)
    second.build(SECOND_NOW)
    for name in ("feeds/alle.ics", "feeds/stadtleben.ics", f"aktuelles/{MARKET}/termin.ics"):
        event = events(second, name)[MARKET]
        assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
        assert event["SUMMARY"].startswith("Entfällt: ")
        assert event["DESCRIPTION"].startswith("Der Markt fällt aus.")
        assert event["LAST-MODIFIED"].dt == datetime(2026, 3, 9, 12, tzinfo=BERLIN)
    assert second.page(f"aktuelles/{MARKET}/").select(".to-calendar") == []
    assert second.page("").select("#dates-title") == []


def test_a_correction_counts_and_an_exercise_is_marked(second: TownFolder) -> None:
    note = "corrections: [{date: 2026-03-09 12:00, note: Später.}]\nexercise: true\nlocation: Anger"
    second.change(f"content/aktuelles/{MARKET}.md", "location: Anger", note)
    second.build(SECOND_NOW)
    event = events(second)[MARKET]
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 1)
    assert event["SUMMARY"].startswith("ÜBUNG: ")


def test_no_text_breaks_out_of_its_line(second: TownFolder) -> None:
    trick = r"A, B; C\\n END:VEVENT \\ „ä“ 🎪 :x"
    front = f"title: '{trick}'\ndate: 2026-03-09 10:00\ntopics: stadtleben\nlocation: '{trick}'"
    text = f"---\n{front}\nsummary: '{trick}'\nstart: 2026-05-01\n---\nText.\n"
    second.write("content/aktuelles/trick.md", text)
    second.build(SECOND_NOW)
    event = events(second)["trick"]
    assert event["SUMMARY"] == event["LOCATION"] == trick
    assert event["DESCRIPTION"].startswith(f"{trick}\n\nhttps://")
    assert set(events(second)) == {MARKET, f"{HEATING}-frist", "trick"}


def test_no_draft_and_nothing_from_the_future(second: TownFolder) -> None:
    add(second, "entwurf", "start: 2026-05-01", "draft: true")
    add(second, "bald", "start: 2026-05-01", written="2026-03-10 10:00")
    second.build(SECOND_NOW)
    assert set(events(second)) == {MARKET, f"{HEATING}-frist"}
    assert not (second.output / "aktuelles/bald").exists()


def test_history_leaves_the_collected_calendars_only(second: TownFolder) -> None:
    add(second, "alt", "start: 2024-12-31 10:00", "end: 2024-12-31 12:00", written="2024-12-01")
    add(second, "neuer", "start: 2025-01-01 10:00", written="2024-12-01")
    second.build(SECOND_NOW)
    assert set(events(second)) == {MARKET, f"{HEATING}-frist", "neuer"}
    assert set(events(second, "aktuelles/alt/termin.ics")) == {"alt"}


def test_time_that_passes_changes_no_calendar(second: TownFolder) -> None:
    (second.folder / "content/aktuelles/2026-03-12-stadtlauf.md").unlink()
    second.build(SECOND_NOW)
    before = {name: raw for name, raw in tree(second.output).items() if name.endswith(".ics")}
    second.build("2031-01-01 12:00")
    after = {name: raw for name, raw in tree(second.output).items() if name.endswith(".ics")}
    assert before == after


def test_a_town_without_dates(second: TownFolder) -> None:
    for name in (MARKET, HEATING, "2026-03-12-stadtlauf"):
        (second.folder / f"content/aktuelles/{name}.md").unlink()
    assert second.build(SECOND_NOW).code == 0
    for path in files(second.output):
        assert list(Calendar.from_ical(path.read_bytes()).walk("VEVENT")) == []
    assert len(files(second.output)) == 1 + len(TOPICS)
    home = second.page("")
    assert home.select("#dates-title, #tenders-title") == []
