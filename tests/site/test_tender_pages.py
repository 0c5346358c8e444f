"""The page of all tenders, and what several notices of one tender show."""

from __future__ import annotations

from collections.abc import Callable

from .site_runs import SECOND_NOW, TownFolder, href, one, text

HEATING = "2026-03-09-heizung-rathaus"
AUTHORITY = "Maßgeblich ist allein der Text auf der Vergabeplattform"


def add(town: TownFolder, name: str, title: str, *lines: str) -> None:
    front = "\n".join((f"title: {title}", "date: 2026-03-09 10:00", "topics: vergaben", *lines))
    town.write(f"content/aktuelles/{name}.md", f"---\n{front}\n---\nText.\n")


def test_open_ones_by_deadline_then_the_rest(second: TownFolder) -> None:
    rules = "procedure: Öffentliche Ausschreibung"
    add(second, "dach", "Dach", "tender_number: 2", rules, "deadline: 2026-03-20 10:00")
    add(second, "tor", "Tor", "tender_number: 3", "tender_state: awarded")
    second.build(SECOND_NOW)
    found = second.page("ausschreibungen/")
    assert text(found, "h1") == "Alle Ausschreibungen"
    titles = [text(article, "h3") for article in found.select("article.tender")]
    assert titles == ["Dach", "Neue Heizung für das Rathaus"]
    assert [text(line, "a") for line in found.select(".past li")] == ["Tor"]
    assert AUTHORITY in text(found, ".page-head")
    first = found.select("article.tender")[0]
    assert text(first, ".state") == "Angebotsfrist: 20.03.2026, 10:00 Uhr"
    assert "Vergabenummer2" in text(first, "dl")


def test_none_open(second: TownFolder) -> None:
    second.build("2026-04-02 11:00")
    found = second.page("ausschreibungen/")
    assert text(found, "main .empty") == "Auf dieser Seite steht keine offene Ausschreibung."
    assert text(found, ".past .state") == "Frist abgelaufen: 02.04.2026, 11:00 Uhr"
    assert second.page("").select("#tenders-title") == []


def test_the_front_page_shows_the_next_deadlines(second_built: TownFolder) -> None:
    section = one(second_built.page(""), "section:has(> #tenders-title)")
    line = one(section, "li")
    assert line["data-gone-after"] == section["data-gone-after"] == "2026-04-02T11:00:00+02:00"
    assert text(line, ".meta") == "Angebote bis 02.04.2026, 11:00 Uhr"
    assert href(one(line, "a")) == f"/info/aktuelles/{HEATING}/"
    assert href(section.select("p a")[0]) == "/info/ausschreibungen/"


def test_notices_of_one_tender_know_each_other(second: TownFolder) -> None:
    add(
        second,
        "zuschlag",
        "Heizung vergeben",
        "tender_number: BST-2026-04",
        "tender_state: awarded",
        "deadline: 2026-04-01 11:00",
    )
    second.build(SECOND_NOW)
    old, new = second.page(f"aktuelles/{HEATING}/"), second.page("aktuelles/zuschlag/")
    assert href(one(old, ".notices a")) == "/info/aktuelles/zuschlag/"
    assert href(one(new, ".notices a")) == f"/info/aktuelles/{HEATING}/"
    assert text(old, ".item > .state") == text(new, ".item > .state") == "Auftrag vergeben"
    assert AUTHORITY in text(old, ".item > .note")
    assert "Offen für Angebote" not in text(old)
    assert "(gilt nicht mehr)" in text(old, ".item > .facts")
    assert "(gilt nicht mehr)" not in text(new, ".item > .facts")
    found = second.page("ausschreibungen/")
    assert [text(line, "a") for line in found.select(".past li")] == ["Heizung vergeben"]


def test_a_town_without_tenders_has_no_such_page(second: TownFolder) -> None:
    second.change("subscriptions/topics.yml", "    kind: tender\n", "")
    (second.folder / f"content/aktuelles/{HEATING}.md").unlink()
    assert second.build(SECOND_NOW).code == 0
    assert not (second.output / "ausschreibungen").exists()


def test_a_changed_deadline_is_told_or_complained_about(
    second: TownFolder, clock: Callable[[str], None]
) -> None:
    file, key = f"content/aktuelles/{HEATING}.md", f"item.beispielstadt.{HEATING}"
    clock("2026-03-09 08:05")
    second.run("publish", "--to", "outbox")
    assert f"{key}.eml" in second.mails()
    second.change(file, "deadline: 2026-04-02 11:00", "deadline: 2026-04-16 11:00")
    clock("2026-03-09 12:00")
    second.run("publish", "--to", "outbox")
    answer = second.run("plan", "--to", "outbox", "--as-of", "2026-03-09 12:00")
    assert "deadline" in answer.out
    assert "mail: true" in answer.out
    note = (
        "corrections: [{date: 2026-03-09 12:30, note: Die Frist endet am 16. April., mail: true}]"
    )
    second.change(file, "tender_state: open", f"tender_state: open\n{note}")
    clock("2026-03-09 12:35")
    second.run("publish", "--to", "outbox")
    mail = second.mails()[f"correction.beispielstadt.{HEATING}.20260309t1230.eml"]
    assert str(mail["Subject"]).startswith("Korrektur: ")
    answer = second.run("plan", "--to", "outbox", "--as-of", "2026-03-09 12:40")
    assert "mail: true" not in answer.out
