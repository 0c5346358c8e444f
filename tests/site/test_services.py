"""The directory of services, the pages of situations and services, and what machines read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import SetClock
from .site_runs import SECOND_NOW, TownFolder, href, one, text

SITUATIONS = ["Bauen", "Geburt", "Notfall", "Umzug", "Verein"]


def schema(town: TownFolder, path: str) -> dict[str, Any]:
    scripts = town.page(path).select("script[type='application/ld+json']")
    things = [json.loads(str(script.string)) for script in scripts]
    assert [thing["@type"] for thing in things] == ["GovernmentService", "BreadcrumbList"]
    found: dict[str, Any] = things[0]
    return found


def test_every_situation_has_services(built: TownFolder) -> None:
    shown = built.page("leistungen/")
    links = shown.select(".situations a")
    assert [text(link, ".situation") for link in links] == SITUATIONS
    for link in links:
        page = built.page(href(link).lstrip("/"))
        services = page.select(".services h2 a")
        assert len(services) >= 3
        assert text(link, ".count") == f"{len(services)} Leistungen"
        assert [text(other, ".situation") for other in page.select(".situations a")] == [
            name for name in SITUATIONS if name != text(page, "h1")
        ]


def test_the_front_page_leads_to_situations(built: TownFolder) -> None:
    links = built.page("").select("section[aria-labelledby=services-title] li a")
    assert [text(link) for link in links] == SITUATIONS


def test_from_a_to_z(built: TownFolder) -> None:
    shown = built.page("leistungen/")
    services = shown.select(".services h3 a")
    assert len(services) >= 15
    sections = shown.select("section[aria-labelledby^=letter-]")
    names = [text(section, "h2") for section in sections]
    assert names == sorted(names)
    assert [text(link) for link in shown.select(".letters a")] == names
    for section in sections:
        for line in section.select("li"):
            first = " ".join(line.get_text().split())[0].upper()
            assert {"Ä": "A", "Ö": "O", "Ü": "U"}.get(first, first) == text(section, "h2")


def test_other_words_lead_to_the_service(built: TownFolder) -> None:
    lines = {text(line): line for line in built.page("leistungen/").select(".alias")}
    link = one(lines["Ausweis → siehe Personalausweis beantragen"], "a")
    assert href(link) == "/leistungen/personalausweis-beantragen/"


def test_the_page_of_a_service(built: TownFolder) -> None:
    shown = built.page("leistungen/vereinsfoerderung-beantragen/")
    form = one(shown, ".actions a")
    assert href(form) == "/anhaenge/antrag-vereinsfoerderung-2027.pdf"
    assert text(form).startswith("Antrag auf Vereinsförderung 2027 (PDF, ")
    crumbs = [(text(link), href(link)) for link in shown.select(".crumbs a")]
    assert crumbs[1:] == [("Verein", "/leistungen/verein/")]
    office = one(shown, ".office")
    assert [href(link) for link in office.select("a")] == [
        "tel:115",
        "mailto:ehrenamt@tangerhuette.example?subject=Vereinsf%C3%B6rderung%20beantragen",
    ]
    assert "Mittwoch 9:00 bis 12:00 Uhr" in text(office)


def test_every_service_says_what_residents_ask(built: TownFolder) -> None:
    for link in built.page("leistungen/").select(".services h3 a"):
        shown = built.page(href(link).lstrip("/"))
        labels = {text(label) for label in shown.select("dt")}
        assert {"Für wen", "Gebühr", "Dauer", "Stelle", "Öffnungszeiten"} <= labels, href(link)
        assert text(shown, ".prose"), href(link)


def test_schema_of_a_service(built: TownFolder) -> None:
    town = {
        "@type": "GovernmentOrganization",
        "name": "Einheitsgemeinde Stadt Tangerhütte",
        "url": "https://info.tangerhuette.example/",
    }
    address = "https://info.tangerhuette.example/leistungen/kita-platz-anmelden/"
    hours = "Dienstag und Donnerstag 9:00 bis 12:00 Uhr"
    contact = {"telephone": "115", "email": "kita@tangerhuette.example"}
    found = schema(built, "leistungen/kita-platz-anmelden/")
    assert found.pop("audience")["audienceType"].startswith("Eltern")
    assert found == {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": address,
        "url": address,
        "name": "Kita-Platz anmelden",
        "alternateName": ["Kindergarten", "Krippe", "Hort", "Tagesbetreuung"],
        "description": "Sie melden Ihr Kind online für Krippe, Kindergarten oder Hort an"
        " und nennen drei Wünsche.",
        "serviceType": ["Geburt", "Umzug"],
        "provider": {
            "@type": "GovernmentOrganization",
            "name": "Fachbereich Kinder und Schule",
            **contact,
            "parentOrganization": town,
        },
        "areaServed": {"@type": "AdministrativeArea", "name": town["name"]},
        "availableChannel": [
            {
                "@type": "ServiceChannel",
                "serviceUrl": "https://digital.tangerhuette.example/kita",
            },
            {
                "@type": "ServiceChannel",
                "servicePhone": {"@type": "ContactPoint", **contact, "hoursAvailable": hours},
            },
        ],
        "hoursAvailable": hours,
    }


def test_schema_of_a_bare_service_has_no_empty_words(second_built: TownFolder) -> None:
    found = schema(second_built, "leistungen/anwohnerparkausweis/")
    assert found["serviceType"] == "Anwohnerparkausweis"
    assert set(found) == {
        *("@context", "@type", "@id", "url", "name", "description", "serviceType"),
        *("provider", "areaServed"),
    }


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("anhaenge/fehlt.pdf", "form (Formulare): es gibt keine Datei content/anhaenge/fehlt.pdf"),
        ("../town.yml", "form (Formulare): „../town.yml“ liegt außerhalb"),
        ("anhaenge/seite.html", "form (Formulare): „anhaenge/seite.html“ könnte auf der Website"),
    ],
)
def test_a_form_that_cannot_be_given_out(second: TownFolder, name: str, problem: str) -> None:
    path = "content/leistungen/anwohnerparkausweis.md"
    second.change(path, "fee:", f"form: {{file: {name}, title: Antrag}}\nfee:")
    answer = second.build(SECOND_NOW)
    assert answer.code == 3
    (line,) = answer.problems
    assert line.startswith(f"{path}:4: {problem}")


def test_a_new_situation_takes_no_address_of_a_page_that_is_kept(
    second: TownFolder, clock: SetClock
) -> None:
    clock("2026-03-05 09:05")
    assert second.run("publish", "--to", "outbox").code == 0
    second.write(
        "content/leistungen/neu.md",
        "---\ntitle: Neu\nsituations: Anwohnerparkausweis\n---\nText\n",
    )
    answer = second.run("publish", "--to", "outbox")
    assert answer.code == 3
    assert "die Adresse leistungen/anwohnerparkausweis/ gehört der Lebenslage" in answer.err
    assert "30 Euro" in text(second.page("leistungen/anwohnerparkausweis/"), "main")
    assert text(second.page("leistungen/neu/"), "h1") == "Neu"
