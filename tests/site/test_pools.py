"""The pools: their page, their part of the front page, their mails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .site_runs import TownFolder, href, one, text, tree

SetClock = Callable[[str], None]

CLOSED_AT = "2026-08-05 12:00"
CLOSURE = "2026-08-05-freibad-tangerhuette-geschlossen"
REOPENING = "2026-08-06-freibad-tangerhuette-geoeffnet"
POOL = "content/freibaeder/freibad-tangerhuette.md"
HEADING = "Unsere Freibäder"


def report(
    at: str, state: str = "closed", title: str = "Freibad Tangerhütte", more: str = ""
) -> str:
    return (
        f"---\ntitle: Freibad Tangerhütte\ndate: {at}\ntopics: [freibaeder]\n"
        f"pool: freibad-tangerhuette\nstate: {state}\n{more}---\nDas steht hier ({at}).\n"
    )


def without_news(town: TownFolder) -> None:
    for path in (town.folder / "content/aktuelles").glob("*.md"):
        path.unlink()


def test_the_page_of_all_pools(at_any_time: TownFolder) -> None:
    assert at_any_time.build(CLOSED_AT).code == 0
    page = at_any_time.page("freibaeder/")
    assert [text(heading) for heading in page.select("main h2[id$=-title]")][:3] == [
        "Freibad Lüderitz",
        "Freibad Tangerhütte",
        "Freibad Uchtdorf",
    ]
    pool = one(page, "#freibad-tangerhuette")
    assert text(pool, ".state-closed") == "Geschlossen bis Mittwoch, 5. August 2026, 20:00 Uhr"
    assert "Auffällige Wasserprobe Gemeldet: 05.08.2026, 09:10 Uhr" in text(pool, ".said")
    assert href(one(pool, ".pool-state a")) == f"/aktuelles/{CLOSURE}/"
    assert one(pool, ".said")["data-gone-after"].startswith("2026-08-05T20:00")
    assert "Am Freibad, Tangerhütte" in text(pool, ".facts")
    assert "23.05.2026 bis 15.09.2026" in text(pool, ".facts")
    assert text(pool, ".hours tbody td") == "10:00–20:00 Uhr"
    other = one(page, "#freibad-luederitz")
    assert (
        text(other, ".state-scheduled")
        == "Mittwoch, 5. August 2026: 13:00–19:00 Uhr laut Öffnungszeiten"
    )
    # By the hours until 19:00, then closed until midnight: after that this page knows nothing.
    assert one(other, ".pool-state")["data-gone-after"] == "2026-08-06T00:00:00+02:00"
    assert "freibaeder/</loc>" in (at_any_time.output / "sitemap.xml").read_text(encoding="utf-8")
    assert "/freibaeder/" in [href(link) for link in page.select(".site-header a")]


@pytest.mark.parametrize(
    ("at", "pool", "kind", "words"),
    [
        ("2026-08-06 12:00", "freibad-tangerhuette", "open", "Geöffnet bis Donnerstag, 6. Aug"),
        ("2026-08-07 12:00", "freibad-tangerhuette", "scheduled", "Freitag, 7. August 2026: 10:00"),
        ("2026-08-07 20:00", "freibad-tangerhuette", "closed", "seit 20:00 Uhr geschlossen laut"),
        ("2026-08-03 12:00", "freibad-luederitz", "closed", "geschlossen laut Öffnungszeiten"),
        ("2026-07-10 12:00", "freibad-luederitz", "limited", "Eingeschränkt geöffnet bis Sonntag"),
        ("2026-11-14 12:00", "freibad-luederitz", "over", "Saisonende; die nächste Saison beginnt"),
        ("2026-11-14 12:00", "freibad-uchtdorf", "closed", "Geschlossen bis Freitag, 14. Mai 2027"),
    ],
)
def test_states(at_any_time: TownFolder, at: str, pool: str, kind: str, words: str) -> None:
    assert at_any_time.build(at).code == 0
    assert words in text(at_any_time.page("freibaeder/"), f"#{pool} .state-{kind}")


def test_the_front_page_in_and_out_of_season(at_any_time: TownFolder, shipped: TownFolder) -> None:
    assert at_any_time.build(CLOSED_AT).code == 0
    part = one(at_any_time.page(""), ".pools-today")
    assert text(part, "h2") == HEADING
    assert [href(link) for link in part.select("h3 a")] == [
        "/freibaeder/#freibad-luederitz",
        "/freibaeder/#freibad-tangerhuette",
        "/freibaeder/#freibad-uchtdorf",
    ]
    assert len(part.select(".state-closed")) == 1
    assert at_any_time.build("2026-11-14 12:00").code == 0
    assert HEADING not in text(at_any_time.page(""), "main")
    without_news(shipped)
    shipped.write("content/aktuelles/anbaden.md", report("2026-11-14 10:00", "open"))
    assert shipped.build("2026-11-14 12:00").code == 0
    assert text(shipped.page(""), ".pools-today h3") == "Freibad Tangerhütte"


def test_a_town_without_pools(second: TownFolder) -> None:
    (second.folder / "content/freibaeder/hallenbad.md").unlink()
    (second.folder / "content/aktuelles/2026-03-09-hallenbad-geschlossen.md").unlink()
    assert second.build("2026-03-09 18:00").code == 0
    files = tree(second.output)
    assert not [name for name in files if name.startswith("freibaeder")]
    assert HEADING not in text(second.page(""))
    assert "freibaeder" not in files["index.html"].decode()


def test_a_reopening_and_its_closure_lead_to_each_other(at_any_time: TownFolder) -> None:
    assert at_any_time.build("2026-08-06 12:00").code == 0
    closure = at_any_time.page(f"aktuelles/{CLOSURE}/")
    assert text(closure, "#reopened-title") == "Inzwischen wieder geöffnet"
    assert href(one(closure, ".newer a")) == f"/aktuelles/{REOPENING}/"
    assert closure.select("article .state-closed") == []
    reopening = at_any_time.page(f"aktuelles/{REOPENING}/")
    assert href(one(reopening, ".earlier a")) == f"/aktuelles/{CLOSURE}/"
    assert reopening.select(".newer") == []
    assert at_any_time.build(CLOSED_AT).code == 0
    assert at_any_time.page(f"aktuelles/{CLOSURE}/").select(".newer") == []


def test_texts_of_two_pools_share_no_anchor(shipped: TownFolder) -> None:
    for name in ("freibad-tangerhuette", "freibad-uchtdorf"):
        path = shipped.folder / f"content/freibaeder/{name}.md"
        path.write_text(path.read_text("utf-8") + "\n## Eintritt\n\nText\n", encoding="utf-8")
    assert shipped.build(CLOSED_AT).code == 0
    headings = shipped.page("freibaeder/").select(".prose h3")
    assert [heading["id"] for heading in headings] == [
        "s-freibad-tangerhuette-eintritt",
        "s-freibad-uchtdorf-eintritt",
    ]


def test_each_change_is_one_mail(shipped: TownFolder, clock: SetClock) -> None:
    without_news(shipped)
    tuesday, wednesday = "content/aktuelles/dienstag.md", "content/aktuelles/mittwoch.md"
    clock("2026-08-04 09:05")
    shipped.write(tuesday, report("2026-08-04 09:00"))
    assert shipped.run("publish", "--to", "outbox").code == 0
    shipped.change(tuesday, "closed", "limited")
    shipped.change(tuesday, "Das steht hier", "Es steht anders hier")
    shipped.run("publish", "--to", "outbox")
    assert set(shipped.mails()) == {"item.tangerhuette.dienstag.eml"}
    clock("2026-08-05 09:05")
    shipped.write(wednesday, report("2026-08-05 09:00"))
    shipped.write("content/aktuelles/noch-einmal.md", report("2026-08-05 09:01"))
    shipped.run("publish", "--to", "outbox")
    assert len(shipped.mails()) == 3
    clock("2026-08-05 15:05")
    shipped.write("content/aktuelles/offen.md", report("2026-08-05 15:00", "open"))
    shipped.run("publish", "--to", "outbox")
    threads = {name: str(mail["References"]) for name, mail in shipped.mails().items()}
    assert len(threads) == 4
    assert threads["item.tangerhuette.offen.eml"] == threads["item.tangerhuette.noch-einmal.eml"]
    assert len(set(threads.values())) == 3


def test_a_pool_that_has_no_file(shipped: TownFolder) -> None:
    shipped.write(
        "content/aktuelles/zu.md",
        report("2026-08-05 09:00").replace("freibad-tangerhuette", "freibad-tangerhute"),
    )
    answer = shipped.run("check")
    assert answer.code == 3
    (problem,) = answer.problems
    assert problem == (
        "content/aktuelles/zu.md:5: pool (Bad): ein Bad „freibad-tangerhute“ gibt es nicht"
        " (keine Datei content/freibaeder/freibad-tangerhute.md);"
        " meinten Sie „freibad-tangerhuette“?"
    )


def test_a_broken_pool_keeps_its_last_good_version(shipped: TownFolder, clock: SetClock) -> None:
    without_news(shipped)
    shipped.write("content/aktuelles/zu.md", report("2026-08-05 09:00", more="mail: false\n"))
    clock("2026-08-05 10:00")
    shipped.run("publish", "--to", "outbox")
    shipped.change(POOL, "täglich 10:00-20:00", "täglich ab zehn")
    shipped.write("content/aktuelles/offen.md", report("2026-08-05 11:00", "open"))
    clock("2026-08-05 11:05")
    answer = shipped.run("publish", "--to", "outbox")
    assert answer.code == 3
    assert answer.problems[0].startswith(
        f"{POOL}:9: hours (Öffnungszeiten): „täglich ab zehn“ sind"
    )
    pool = one(shipped.page("freibaeder/"), "#freibad-tangerhuette")
    assert text(pool, ".hours tbody td") == "10:00–20:00 Uhr"
    assert "Geöffnet" in text(pool, ".state-open")
    assert "item.tangerhuette.offen.eml" in shipped.mails()
