"""The item page: what stands on it, and what it says of an incident as time goes on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bs4 import Tag

from .site_runs import FIRE_MOMENTS, SECOND_NOW, TownFolder, href, one, page, text, tree

PRESS = "aktuelles/2022-07-28-info-kanal-tausend-nutzer/"
WITHDRAWN = "2026-09-17-herbstflohmarkt"
FIRE = "aktuelles/2022-07-14-brand-am-bahndamm/"
FIRE_UPDATE = "aktuelles/2022-07-14-brand-am-bahndamm-aktualisierung/"
FIRE_OVER = "aktuelles/2022-07-15-brand-am-bahndamm-entwarnung/"
FIRST, SECOND, MORNING = FIRE_MOMENTS


def test_the_announcement_has_all_its_parts(built: TownFolder) -> None:
    shown = one(built.page(PRESS), "main")
    assert text(shown, "h1") == "Info-Kanal: mehr als 1.000 lesen schon mit"
    assert one(shown, "header time")["datetime"] == "2022-07-28T10:00:00+02:00"
    assert "28. Juli 2022" in text(shown, "header time")
    topics = {text(link): href(link) for link in shown.select("header .crumbs a")}
    assert topics == {
        "Vereine": "/themen/vereine/",
        "Netzwerk neue Nachbarn": "/themen/neue-nachbarn/",
    }
    assert text(shown, ".lead").startswith("Mehr als 1.000 Menschen nutzen den Info-Kanal")
    assert "rund 11.000 Einwohnerinnen" in text(shown, ".prose")
    quotation = one(shown, "figure.quote")
    assert "weiß Bescheid" in text(quotation, "blockquote")
    assert text(quotation, "figcaption") == "Eine Nutzerin"
    assert "Nutzerin" not in text(quotation, "blockquote")
    aside = one(shown, "aside.background")
    assert text(aside, "h2") == "Hintergrund"
    assert aside["aria-labelledby"] == one(aside, "h2")["id"]
    assert "Onlinezugangsgesetz" in text(aside)
    picture = one(shown, "figure.photo img")
    assert str(picture["alt"]).startswith("Flach gezeichnete Landschaft")
    assert int(str(picture["width"])) > int(str(picture["height"])) > 0


def test_the_attachment_table_has_the_measured_size(built: TownFolder) -> None:
    shown = built.page(PRESS)
    table = one(shown, "table.attachments")
    assert [text(cell) for cell in table.select("thead th")] == ["Symbol", "Beschreibung", "Größe"]
    (row,) = table.select("tbody tr")
    symbol, description, size = row.select("td")
    assert symbol.select("svg use")
    assert text(size) == "0,1 MB"
    assert "Pressemitteilung 069/2022" in text(description)
    target = href(one(description, "a"))
    assert target == "/anhaenge/info-kanal-pressemitteilung-069-2022.pdf"
    assert 50_000 < (built.output / target.lstrip("/")).stat().st_size < 150_000


def test_back_is_a_real_address(built: TownFolder) -> None:
    for path in (PRESS, FIRE):
        link = one(built.page(path), ".back a")
        assert text(link).startswith("Zurück")
        assert (built.output / href(link).strip("/") / "index.html").is_file()


def test_the_page_shows_the_feeds_revision(built: TownFolder) -> None:
    feed = json.loads((built.output / "feeds/alle.json").read_text(encoding="utf-8"))
    for entry in feed["items"]:
        identity = entry["_infokanal"]["id"]
        shown = one(built.page(f"aktuelles/{identity}/"), "meta[name=infokanal-revision]")
        assert shown["content"] == entry["_infokanal"]["revision"]
    revisions = [entry["_infokanal"]["revision"] for entry in feed["items"]]
    assert len(set(revisions)) == len(revisions)


def _hrefs(links: Iterable[Tag]) -> list[str]:
    return [href(link) for link in links]


def test_the_fire_at_2038(fire: dict[str, Path]) -> None:
    output = fire[FIRST]
    home, shown = page(output, ""), page(output, FIRE)
    assert _hrefs(home.select(".banner li a")) == [f"/{FIRE}"]
    assert "Brand am Bahndamm" in text(home, ".banner")
    assert text(shown, "h1") == "Warnung: Brand am Bahndamm"
    assert one(shown, "header time")["datetime"] == "2022-07-14T20:35:00+02:00"
    assert "15.07.2022, 08:00 Uhr" in text(shown, ".state")
    assert "active" in str(one(shown, ".state")["class"])
    assert "Fenster und Türen geschlossen" in text(shown, ".instruction p")
    assert text(shown, ".instruction h2") == "Das sollten Sie tun"
    assert shown.select(".newer, .course") == []
    assert shown.select(".banner") == [], "the page itself is the warning"
    assert not (output / FIRE_UPDATE).exists()
    for path in ("themen/gefahrenhinweise/", "themen/freibaeder/"):
        assert _hrefs(page(output, path).select(".banner li a")) == [f"/{FIRE}"]


def test_the_fire_at_2140(fire: dict[str, Path]) -> None:
    output = fire[SECOND]
    assert _hrefs(page(output, "").select(".banner li a")) == [f"/{FIRE_UPDATE}"]
    earlier, shown = page(output, FIRE), page(output, FIRE_UPDATE)
    assert text(shown, "h1") == "Aktualisierung: Brand am Bahndamm unter Kontrolle"
    for each in (shown, earlier):
        assert _hrefs(each.select(".course a")) == [f"/{FIRE_UPDATE}", f"/{FIRE}"]
        assert each.select(".banner") == [], "it stands at the top of both pages anyway"
    assert shown.select(".newer") == []
    assert _hrefs(earlier.select(".newer a")) == [f"/{FIRE_UPDATE}"]
    assert "15.07.2022, 10:00 Uhr" in text(earlier, ".newer .state")
    assert "14.07.2022" in text(earlier, ".item > .state")
    assert "state-updated" in str(one(earlier, ".item > .state")["class"])
    assert "zum Zeitpunkt der Meldung" in text(earlier, ".instruction h2")
    assert not (output / FIRE_OVER).exists()


def test_the_fire_the_next_morning(fire: dict[str, Path]) -> None:
    output = fire[MORNING]
    assert b'class="banner"' not in b"".join(tree(output).values())
    first, update, over = (page(output, path) for path in (FIRE, FIRE_UPDATE, FIRE_OVER))
    assert text(over, "h1") == "Entwarnung: Brand am Bahndamm gelöscht"
    course = [f"/{FIRE_OVER}", f"/{FIRE_UPDATE}", f"/{FIRE}"]
    for shown, here in ((first, FIRE), (update, FIRE_UPDATE), (over, FIRE_OVER)):
        assert _hrefs(shown.select(".course ol a")) == course
        assert _hrefs(shown.select(".course [aria-current=page]")) == [f"/{here}"]
        times = [str(time["datetime"]) for time in shown.select(".course time")]
        assert times == sorted(times, reverse=True)
        assert [text(kind) for kind in shown.select(".course .kind")] == [
            "Entwarnung:",
            "Aktualisierung:",
            "Warnung:",
        ]
    assert over.select(".newer") == []
    for shown in (first, update):
        assert _hrefs(shown.select(".newer a")) == [f"/{FIRE_OVER}"]
        assert "state-lifted" in str(one(shown, ".item > .state")["class"])
        assert "15.07.2022" in text(shown, ".item > .state")


def test_an_expired_warning_stays_in_sight_for_a_day(second: TownFolder) -> None:
    (second.folder / "content/aktuelles").joinpath(
        "2026-03-09-hochwasser-am-talbach-aktualisierung.md"
    ).unlink()
    alert = "aktuelles/2026-03-08-hochwasser-am-talbach/"
    second.build("2026-03-10 08:01")
    assert "keine Entwarnung" in text(second.page(alert), ".state")
    assert len(second.page("").select(".banner li")) == 1
    second.build("2026-03-11 08:01")
    assert second.page("").select(".banner") == []
    assert "keine Entwarnung" in text(second.page(alert), ".state")


def test_a_withdrawn_item_stays_and_says_so(built: TownFolder) -> None:
    path = f"aktuelles/{WITHDRAWN}/"
    shown = built.page(path)
    assert "zurückgenommen" in text(shown, ".withdrawn h2")
    assert shown.select(".prose, .lead, .attachments") == []
    files = tree(built.output)
    pages = [name for name, data in files.items() if WITHDRAWN.encode() in data]
    calendars = ["feeds/alle.ics", "feeds/vereine.ics"]
    assert sorted(pages) == sorted(
        [f"{path}index.html", f"{path}termin.ics", *calendars, "feeds/alle.json", "sitemap.xml"]
    )
    feed = json.loads(files["feeds/alle.json"])
    (entry,) = [item for item in feed["items"] if item["_infokanal"]["id"] == WITHDRAWN]
    assert entry["content_html"] == ""
    assert entry["summary"] == ""
    assert entry["attachments"] == []
    assert entry["_infokanal"]["withdrawn"]["note"] in text(shown, ".withdrawn")
    assert entry["title"] in text(shown, "h1")


def test_a_correction_is_shown_with_its_time(second: TownFolder) -> None:
    second.change(
        "content/aktuelles/2026-03-05-fruehjahrsmarkt.md",
        "location: Anger\n",
        "location: Anger\ncorrections:\n  - date: 2026-03-06 08:15\n    note: Nur zehn Stände.\n",
    )
    second.build(SECOND_NOW)
    shown = second.page("aktuelles/2026-03-05-fruehjahrsmarkt/")
    assert "Nur zehn Stände." in text(shown, ".note")
    assert one(shown, ".note time")["datetime"] == "2026-03-06T08:15:00+01:00"
    assert [time["datetime"] for time in shown.select("header time")] == [
        "2026-03-05T09:00:00+01:00",
        "2026-03-06T08:15:00+01:00",
    ]


def test_an_exercise_is_marked_everywhere(second: TownFolder) -> None:
    alert = "content/aktuelles/2026-03-08-hochwasser-am-talbach.md"
    second.change(alert, "severity: Severe", "severity: Severe\nexercise: true")
    second.change(
        "content/aktuelles/2026-03-09-hochwasser-am-talbach-aktualisierung.md",
        "until_further_notice: true",
        "until_further_notice: true\nexercise: true",
    )
    second.build(SECOND_NOW)
    title = "ÜBUNG: Hochwasser am Talbach geht zurück"
    path = "aktuelles/2026-03-09-hochwasser-am-talbach-aktualisierung/"
    assert title in text(second.page(path), "h1")
    assert title in text(second.page(path), "title")
    assert title in text(second.page(""), ".banner")
    for kind in ("rss.xml", "atom.xml"):
        assert title in (second.output / f"feeds/warnungen.{kind}").read_text(encoding="utf-8")


NEWS = """---
title: {title}
date: 2026-03-0{day} 08:00
topics: [{topic}]
---
{title}.
"""


def test_a_message_leads_to_earlier_ones_and_later_ones_do_not_touch_it(second: TownFolder) -> None:
    days = {1: "stadtleben", 2: "schule-und-kita", 3: "stadtleben", 4: "stadtleben"}
    for day, topic in days.items():
        text_ = NEWS.format(title=f"Nachricht {day}", day=day, topic=topic)
        second.write(f"content/aktuelles/2026-03-0{day}-nachricht.md", text_)
    second.build(SECOND_NOW)
    third = "aktuelles/2026-03-03-nachricht/"
    related = "section[aria-labelledby=related-title] a"
    assert _hrefs(second.page(third).select(related)) == ["/info/aktuelles/2026-03-01-nachricht/"]
    before = (second.output / third / "index.html").read_bytes()
    late = NEWS.format(title="Noch eine", day=7, topic="stadtleben")
    second.write("content/aktuelles/2026-03-07-nachricht.md", late)
    second.change("content/aktuelles/2026-03-01-nachricht.md", "title: N", "title: Neue N")
    second.build(SECOND_NOW)
    after = second.page(third)
    assert [text(link) for link in after.select(related)] == ["Neue Nachricht 1"]
    changed = (second.output / third / "index.html").read_bytes()
    assert changed.replace(b"Neue Nachricht 1", b"Nachricht 1") == before


def test_an_old_message_says_so_and_a_new_one_does_not(second: TownFolder) -> None:
    school = "aktuelles/2026-03-06-anmeldung-einschulung/"
    second.build("2026-06-03 12:00")
    assert second.page(school).select(".old") == []
    second.build("2026-06-06 12:00")
    assert "älter als drei Monate" in text(second.page(school), ".old")


def test_a_page_can_be_found_again_passed_on_and_left(built: TownFolder) -> None:
    shown = one(built.page(PRESS), "main")
    assert [text(link) for link in shown.select(".trail a")] == ["Start", "Themen"]
    mail = href(one(shown, ".share a"))
    assert mail.startswith("mailto:?subject=Info-Kanal")
    address = f"https://info.tangerhuette.example/{PRESS}"
    assert one(shown, ".share [data-copy]")["data-copy"] == address
    assert one(shown, ".share li:has([data-copy])").has_attr("hidden"), "a script shows it"
    assert text(shown, ".side h2") == "„Vereine“ abonnieren"


def test_the_course_of_corrections_is_told(second: TownFolder) -> None:
    notes = "corrections:\n" + "".join(
        f"  - {{date: 2026-03-0{day} 08:15, note: Nur {day}0 Stände.}}\n" for day in (6, 7)
    )
    market = "content/aktuelles/2026-03-05-fruehjahrsmarkt.md"
    second.change(market, "location: Anger\n", f"location: Anger\n{notes}")
    second.build(SECOND_NOW)
    lines = second.page("aktuelles/2026-03-05-fruehjahrsmarkt/").select(".history li")
    assert [text(line, "span") for line in lines] == [
        "Nur 70 Stände.",
        "Nur 60 Stände.",
        "Veröffentlicht",
    ]
