"""Who finds the calendars and the next dates: on pages, on the front page, in the mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from .site_runs import SECOND_NOW, TownFolder, body, href, one, text

DOMAIN = "www.beispielstadt.example"
MARKET = "2026-03-05-fruehjahrsmarkt"
TOPICS = ("warnungen", "stadtleben", "schule-und-kita", "vergaben", "hallenbad")


def add(town: TownFolder, name: str, *lines: str) -> None:
    front = "\n".join((f"title: Termin {name}", "date: 2026-03-09 10:00", *lines))
    town.write(f"content/aktuelles/{name}.md", f"---\n{front}\ntopics: stadtleben\n---\nText.\n")


def test_pages_lead_to_the_calendars(second_built: TownFolder) -> None:
    link = one(second_built.page(f"aktuelles/{MARKET}/"), ".to-calendar a")
    assert href(link) == f"/info/aktuelles/{MARKET}/termin.ics"
    assert (text(link), link["type"]) == ("In den Kalender", "text/calendar")
    topic = second_built.page("themen/stadtleben/")
    links = topic.select('link[rel=alternate][type="text/calendar"], .subscribe a[type$=calendar]')
    assert {href(found) for found in links} == {"/info/feeds/stadtleben.ics"}
    feeds = second_built.page("feeds/").select('main a[type="text/calendar"]')
    assert [href(found) for found in feeds] == [
        f"/info/feeds/{name}.ics" for name in ("alle", *TOPICS)
    ]
    assert (
        second_built.page("aktuelles/2026-03-09-hallenbad-geschlossen/").select(".to-calendar")
        == []
    )


def test_the_next_dates_go_by_themselves(second: TownFolder) -> None:
    add(second, "heute", "start: 2026-03-09 17:00", "end: 2026-03-09 19:00", "location: Saal")
    add(second, "frueher", "start: 2026-03-09 17:00", "end: 2026-03-09 18:00")
    second.build(SECOND_NOW)
    section = one(second.page(""), "section:has(> #dates-title)")
    lines = section.select("li")
    assert text(lines[0], "a") == "Termin heute"
    assert lines[0]["data-gone-after"] == "2026-03-09T19:00:00+01:00"
    assert one(lines[0], "time")["datetime"] == "2026-03-09T17:00:00+01:00"
    last = max(datetime.fromisoformat(str(line["data-gone-after"])) for line in lines)
    assert datetime.fromisoformat(str(section["data-gone-after"])) == last
    assert last - datetime.fromisoformat("2026-03-28T17:00:00+01:00") == timedelta()


def test_the_mail_has_the_link(second: TownFolder, clock: Callable[[str], None]) -> None:
    clock("2026-03-05 09:05")
    second.run("publish", "--to", "outbox")
    mail = second.mails()[f"item.beispielstadt.{MARKET}.eml"]
    address = f"https://{DOMAIN}/info/aktuelles/{MARKET}/termin.ics"
    assert f"In den Kalender: {address}" in re.sub(r"\s+", " ", body(mail))
    assert f'href="{address}"' in body(mail, "html")
