"""/gefahren/ and the banner: what nobody has lifted yet, and what is past."""

from __future__ import annotations

from pathlib import Path

import pytest

from .site_runs import FIRE_MOMENTS, SECOND_NOW, TownFolder, href, one, page, pages, text

FIRE = "/aktuelles/2022-07-14-brand-am-bahndamm/"
ALERT = "content/aktuelles/2026-03-08-hochwasser-am-talbach.md"
UPDATE = "content/aktuelles/2026-03-09-hochwasser-am-talbach-aktualisierung.md"
UPDATE_PAGE = "/info/aktuelles/2026-03-09-hochwasser-am-talbach-aktualisierung/"


def active(town: TownFolder) -> list[str]:
    return [href(link) for link in town.page("gefahren/").select(".hazards h3 a")]


def past(town: TownFolder) -> list[str]:
    return [href(link) for link in town.page("gefahren/").select(".past li a")]


def test_a_warning_in_force_says_where_what_and_until_when(fire: dict[str, Path]) -> None:
    shown = page(fire[FIRE_MOMENTS[0]], "gefahren/")
    hazard = one(shown, ".hazard")
    assert href(one(hazard, "h3 a")) == FIRE
    assert text(hazard, "h3") == "Warnung: Brand am Bahndamm"
    assert text(hazard, ".state") == "Gültig bis 15.07.2022, 08:00 Uhr"
    facts = {text(row, "dt"): text(row, "dd") for row in hazard.select("dl > div")}
    assert facts["Gebiet"] == "Tangerhütte, Wohngebiete beiderseits der Bahnstrecke"
    assert facts["Was zu tun ist"].startswith("Halten Sie Fenster und Türen geschlossen")
    assert one(hazard, "time")["datetime"] == "2022-07-14T20:35:00+02:00"
    assert shown.select(".banner") == [], "the page is the banner"


def test_an_earlier_message_no_longer_says_until_when(fire: dict[str, Path]) -> None:
    for moment, label in zip(
        FIRE_MOMENTS, ("Gültig bis", *["Galt laut dieser Meldung bis"] * 2), strict=True
    ):
        shown = page(fire[moment], FIRE.removeprefix("/"))
        assert label in [text(row) for row in shown.select(".item > .facts dt")]


def test_what_is_past_stands_by_year_newest_first(built: TownFolder) -> None:
    shown = built.page("gefahren/")
    assert [text(year) for year in shown.select(".past h3")] == ["2026", "2022"]
    times = [str(time["datetime"]) for time in shown.select(".past time")]
    assert times == sorted(times, reverse=True)
    listed = past(built)
    assert "/aktuelles/2022-07-15-brand-am-bahndamm-entwarnung/" in listed
    assert FIRE not in listed, "of each incident its last word"
    never_lifted = next(li for li in shown.select(".past li") if "Waldbrand" in li.get_text())
    assert "keine Entwarnung" in text(never_lifted, ".state")


def test_an_empty_page_says_what_stays_true(built: TownFolder) -> None:
    said = text(built.page("gefahren/"), ".hazards")
    assert said.startswith("Laufende Warnungen Auf dieser Seite steht keine laufende Warnung.")
    assert "zurzeit" not in said.lower()
    whole = text(built.page("gefahren/"), "main")
    assert all(word in whole for word in ("112", "NINA", "Deutsche Wetterdienst", "RSS"))


@pytest.mark.parametrize(
    ("now", "is_active"),
    [
        pytest.param("2026-03-10 07:59:59", True, id="in force"),
        pytest.param("2026-03-10 08:00:00", True, id="expired"),
        pytest.param("2026-03-11 07:59:59", True, id="for a day"),
        pytest.param("2026-03-11 08:00:00", False, id="past"),
    ],
)
def test_an_expired_warning_goes_down_after_a_day(
    second: TownFolder, now: str, is_active: bool
) -> None:
    (second.folder / UPDATE).unlink()
    assert second.build(now).code == 0
    alert = "/info/aktuelles/2026-03-08-hochwasser-am-talbach/"
    assert (active(second), past(second)) == (([alert], []) if is_active else ([], [alert]))
    if now >= "2026-03-10 08:00:00":
        said = text(second.page("gefahren/"), ".state")
        assert said == "Gültigkeit am 10.03.2026, 08:00 Uhr abgelaufen – keine Entwarnung"


def test_every_page_leads_there(built: TownFolder, second_built: TownFolder) -> None:
    for town, target in ((built, "/gefahren/"), (second_built, "/info/gefahren/")):
        for path in pages(town.output):
            links = page(town.output, path).select(".site-footer a")
            assert target in [href(link) for link in links], path
    assert one(built.page("gefahren/"), ".site-footer [aria-current=page]").get_text() == "Gefahren"
    topic = built.page("themen/gefahrenhinweise/")
    assert "/gefahren/" in [href(link) for link in topic.select(".page-head a")]
    sitemap = (built.output / "sitemap.xml").read_text(encoding="utf-8")
    assert "https://info.tangerhuette.example/gefahren/<" in sitemap


def test_what_has_no_end_stays_in_sight_without_script(second_built: TownFolder) -> None:
    """``until_further_notice``: nothing may hide it."""
    banner = one(second_built.page(""), ".banner")
    assert href(one(banner, "li a")) == UPDATE_PAGE
    assert not banner.has_attr("data-gone-after")
    assert banner.select("[data-gone-after], [data-until]") == []


def test_what_ends_by_itself_says_when(second: TownFolder) -> None:
    (second.folder / UPDATE).unlink()
    second.build(SECOND_NOW)
    banner = one(second.page(""), ".banner")
    assert banner["data-gone-after"] == "2026-03-11T08:00:00+01:00"
    words = one(banner, "[data-until]")
    assert words["data-until"] == "2026-03-10T08:00:00+01:00"
    assert str(words["data-then"]).endswith("keine Entwarnung")
    assert words["data-then-class"] == "state-expired"


def test_a_false_alarm_is_no_warning_any_more(second: TownFolder) -> None:
    (second.folder / UPDATE).unlink()
    second.change(
        ALERT,
        "severity: Severe",
        "severity: Severe\nwithdrawn:\n  date: 2026-03-08 07:00\n  note: Fehlalarm am Pegel.",
    )
    second.build(SECOND_NOW)
    assert (active(second), past(second)) == ([], [])
    shown = second.page("aktuelles/2026-03-08-hochwasser-am-talbach/")
    assert "Fehlalarm am Pegel." in text(shown, ".withdrawn")
    assert "Entwarnung" not in text(shown, "main")
