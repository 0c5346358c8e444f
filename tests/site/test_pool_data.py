"""The pools for programs: ``freibaeder.json`` and schema.org."""

from __future__ import annotations

import json
from typing import Any

from .site_runs import ROOT, TownFolder, tree

CLOSED_AT = "2026-08-05 12:00"
CLOSURE = "2026-08-05-freibad-tangerhuette-geschlossen"


def data(town: TownFolder) -> dict[str, Any]:
    """``freibaeder.json``: the document, and the pools by id."""
    document = json.loads((town.output / "freibaeder.json").read_text(encoding="utf-8"))
    return {**document, "pools": {pool["id"]: pool for pool in document["pools"]}}


def schema(town: TownFolder) -> dict[str, Any]:
    """The schema.org things of the page, by name."""
    scripts = town.page("freibaeder/").select("script[type='application/ld+json']")
    things = [json.loads(script.get_text()) for script in scripts]
    return {thing["name"]: thing for thing in things}


def test_data_for_others(at_any_time: TownFolder) -> None:
    assert at_any_time.build(CLOSED_AT).code == 0
    found = data(at_any_time)
    assert (found["schema"], found["demo"]) == (1, True)
    assert found["valid_until"] == "2026-08-05T19:00:00+02:00"
    pool = found["pools"]["freibad-tangerhuette"]
    assert pool["url"] == "https://info.tangerhuette.example/freibaeder/#freibad-tangerhuette"
    assert pool["season"] == {"from": "2026-05-23", "to": "2026-09-15"}
    assert pool["status"] == {
        "state": "closed",
        "source": "report",
        "text": "Geschlossen bis Mittwoch, 5. August 2026, 20:00 Uhr",
        "reason": "Auffällige Wasserprobe",
        "as_of": "2026-08-05T09:10:00+02:00",
        "valid_until": "2026-08-05T20:00:00+02:00",
        "report": {
            "id": CLOSURE,
            "title": "Freibad Tangerhütte heute geschlossen",
            "url": f"https://info.tangerhuette.example/aktuelles/{CLOSURE}/",
        },
    }
    other = found["pools"]["freibad-luederitz"]["status"]
    assert (other["state"], other["source"], other["date"]) == ("scheduled", "hours", "2026-08-05")
    assert other["hours"] == [{"opens": "13:00", "closes": "19:00"}]
    assert "as_of" not in other


def test_the_docs_name_every_field(at_any_time: TownFolder) -> None:
    assert at_any_time.build(CLOSED_AT).code == 0
    document = json.loads((at_any_time.output / "freibaeder.json").read_text(encoding="utf-8"))
    names = set(document)
    for pool in document["pools"]:
        names |= set(pool) | set(pool["status"])
    guide = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    section = guide.partition("## Pools")[2].partition("\n## ")[0]
    assert {name for name in names if f"`{name}`" not in section} == set()


def test_nothing_changes_between_two_changes(at_any_time: TownFolder) -> None:
    assert at_any_time.build("2026-11-14 12:00").code == 0
    before = tree(at_any_time.output)
    assert at_any_time.build("2026-11-16 08:00").code == 0
    names = ("freibaeder.json", "freibaeder/index.html")
    assert [tree(at_any_time.output)[name] == before[name] for name in names] == [True, True]


def test_schema_org(at_any_time: TownFolder) -> None:
    assert at_any_time.build(CLOSED_AT).code == 0
    things = schema(at_any_time)
    pool = things["Freibad Tangerhütte"]
    assert (pool["@context"], pool["@type"]) == ("https://schema.org", "PublicSwimmingPool")
    assert pool["address"]["streetAddress"] == "Am Freibad"
    (regular,) = pool["openingHoursSpecification"]
    assert len(regular["dayOfWeek"]) == 7
    assert (regular["opens"], regular["closes"]) == ("10:00", "20:00")
    assert (regular["validFrom"], regular["validThrough"]) == ("2026-05-23", "2026-09-15")
    assert pool["specialOpeningHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": "2026-08-05",
            "validThrough": "2026-08-05",
        }
    ]
    assert "specialOpeningHoursSpecification" not in things["Freibad Lüderitz"]
    assert len(things["Freibad Uchtdorf"]["openingHoursSpecification"]) == 2


def test_schema_org_of_a_limited_pool(at_any_time: TownFolder) -> None:
    assert at_any_time.build("2026-07-10 12:00").code == 0
    special = schema(at_any_time)["Freibad Lüderitz"]["specialOpeningHoursSpecification"]
    assert [(day["validFrom"], day["opens"], day["closes"]) for day in special] == [
        ("2026-07-09", "13:00", "19:00"),
        ("2026-07-10", "13:00", "19:00"),
        ("2026-07-11", "11:00", "19:00"),
        ("2026-07-12", "11:00", "19:00"),
    ]
