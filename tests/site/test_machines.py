"""What machines read of the pages: schema.org, OpenGraph, descriptions, sitemap, security.txt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from bs4 import Tag
from PIL import Image

from .site_runs import SECOND_NOW, TownFolder, one, page, pages

# Properties that hold an address.
ADDRESSES = ("@id", "url", "item", "mainEntityOfPage", "isBasedOn", "image", "serviceUrl")
SITE = "https://info.tangerhuette.example/"


def things(town: TownFolder, path: str) -> list[dict[str, Any]]:
    scripts = page(town.output, path).select("script[type='application/ld+json']")
    return [json.loads(str(script.string)) for script in scripts]


def of_type(town: TownFolder, path: str, kind: str) -> dict[str, Any]:
    found = [thing for thing in things(town, path) if thing["@type"] == kind]
    assert len(found) == 1, (path, kind)
    return found[0]


def addresses(thing: object) -> Iterator[str]:
    if isinstance(thing, list):
        for entry in thing:
            yield from addresses(entry)
    if isinstance(thing, dict):
        for name, value in thing.items():
            if name in ADDRESSES:
                yield from [value] if isinstance(value, str) else value
            else:
                yield from addresses(value)


def test_all_schemas_are_whole(second_built: TownFolder) -> None:
    kinds = set()
    for path in pages(second_built.output):
        for thing in things(second_built, path):
            assert thing["@context"] == "https://schema.org"
            kinds.add(thing["@type"])
            for address in addresses(thing):
                assert urlsplit(address).scheme == "https", (path, address)
    assert kinds == {"NewsArticle", "GovernmentService", "PublicSwimmingPool", "BreadcrumbList"}


def test_an_update_is_based_on_the_first_warning(built: TownFolder) -> None:
    first = f"{SITE}aktuelles/2022-07-14-brand-am-bahndamm/"
    path = "aktuelles/2022-07-14-brand-am-bahndamm-aktualisierung/"
    found = of_type(built, path, "NewsArticle")
    assert found["isBasedOn"] == [first]
    assert found["url"] == found["mainEntityOfPage"] == SITE + path
    assert found["headline"].startswith("Aktualisierung: ")
    assert found["datePublished"].startswith("2022-07-14T")
    assert found["datePublished"].endswith("+02:00")
    assert found["articleSection"] == ["Gefahrenhinweise"]
    assert found["inLanguage"] == "de"
    assert found["publisher"]["@type"] == "GovernmentOrganization"


def test_the_way_to_a_message(built: TownFolder) -> None:
    path = "aktuelles/2022-07-14-brand-am-bahndamm/"
    steps = of_type(built, path, "BreadcrumbList")["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3, 4]
    assert [step["item"] for step in steps] == [
        SITE,
        f"{SITE}themen/",
        f"{SITE}themen/gefahrenhinweise/",
        SITE + path,
    ]


def test_nothing_ends_a_script(second: TownFolder) -> None:
    second.write(
        "content/aktuelles/2026-03-09-schluss.md",
        "---\ntitle: Ende </script><script>alert(1)</script> & <!-- aus\n"
        "date: 2026-03-09 10:00\ntopics: [stadtleben]\n---\nText.\n",
    )
    assert second.build(SECOND_NOW).code == 0
    path = "aktuelles/2026-03-09-schluss/"
    title = of_type(second, path, "NewsArticle")["headline"]
    assert title == "Ende </script><script>alert(1)</script> & <!-- aus"
    assert len(page(second.output, path).select("script:not([type])")) == 1


def test_of_a_withdrawn_message_little_is_told(second: TownFolder) -> None:
    second.write(
        "content/aktuelles/2026-03-09-irrtum.md",
        "---\ntitle: Irrtum\nsummary: Falsch\ndate: 2026-03-09 10:00\ntopics: [stadtleben]\n"
        "withdrawn: {date: 2026-03-09 11:00, note: War falsch.}\n---\nText.\n",
    )
    assert second.build(SECOND_NOW).code == 0
    found = of_type(second, "aktuelles/2026-03-09-irrtum/", "NewsArticle")
    assert found["creativeWorkStatus"] == "Withdrawn"
    assert found["dateModified"] == "2026-03-09T11:00:00+01:00"
    assert "description" not in found


def test_links_to_pages_have_a_picture(built: TownFolder) -> None:
    seen = set()
    for path in pages(built.output):
        address = str(one(page(built.output, path), "meta[property='og:image']")["content"])
        assert address.startswith(SITE), path
        name = address.removeprefix(SITE)
        assert (built.output / name).is_file(), path
        seen.add(name)
    topics = {name for name in seen if name.startswith("theme/social/")}
    assert len(topics) >= 6
    for name in topics:
        with Image.open(built.output / name) as picture:
            assert picture.size == (1200, 630)
        assert (built.output / name).stat().st_size < 12_000


def test_pages_that_are_found_are_described(second_built: TownFolder) -> None:
    described = {}
    for path in pages(second_built.output):
        shown = page(second_built.output, path)
        if path.startswith(("404.html", "aktuelles/", "abonnieren/bestaetigen/", "offline/")):
            continue
        described[path] = str(one(shown, "meta[name=description]")["content"])
    assert len(described) > 20
    assert len(set(described.values())) == len(described)


def test_what_has_no_summary_is_described_by_how_it_begins(second: TownFolder) -> None:
    words = "Der Markt öffnet <b>früh</b> & schließt spät. " * 9
    second.write(
        "content/aktuelles/2026-03-09-markt.md",
        f"---\ntitle: Markt\ndate: 2026-03-09 10:00\ntopics: [stadtleben]\n---\n{words}\n",
    )
    assert second.build(SECOND_NOW).code == 0
    shown = second.page("aktuelles/2026-03-09-markt/")
    found = str(one(shown, "meta[name=description]")["content"])
    assert found.startswith("Der Markt öffnet früh & schließt spät. Der Markt")
    assert found.endswith(" …")
    assert len(found) <= 160
    assert str(one(shown, "meta[property='og:description']")["content"]) == found


@pytest.mark.parametrize(
    "path",
    [
        "aktuelles/2026-10-12-vereinsfoerderung-2027/",
        "aktuelles/2022-07-14-brand-am-bahndamm/",
        "leistungen/baumfaellung-beantragen/",
        "freibaeder/",
        "",
    ],
)
def test_on_paper_a_page_has_its_address_as_a_qr_code(built: TownFolder, path: str) -> None:
    (shown,) = built.page(path).select(".site-footer .print-only[aria-hidden] svg")
    (read,) = zxingcpp.read_barcodes(drawn(shown))
    assert read.text == f"{SITE}{path}"


def drawn(svg: Tag) -> memoryview:
    """A picture as a camera sees it: four pixels a module, light around it."""
    margin, scale = 4, 4
    modules = int(str(svg["viewbox"]).split()[-1])
    side = (modules + 2 * margin) * scale
    picture = bytearray(b"\xff" * side * side)
    x = y = 0
    for command, *numbers in re.findall(r"([Mmh])(-?\d+)(?: (\d+))?", str(one(svg, "path")["d"])):
        right, down = (int(number or 0) for number in numbers)
        if command == "h":
            for row in range((y + margin) * scale, (y + margin + 1) * scale):
                begin = row * side + (x + margin) * scale
                picture[begin : begin + right * scale] = bytes(right * scale)
        x, y = x + right, y + down
    return memoryview(picture).cast("B", shape=[side, side])


def test_a_page_without_an_address_has_no_code(built: TownFolder) -> None:
    for path in ("404.html", "offline/index.html"):
        text = (built.output / path).read_text(encoding="utf-8")
        assert "print-only" not in text
        assert "canonical" not in text


def test_security_txt(built: TownFolder) -> None:
    text = (built.output / ".well-known" / "security.txt").read_text(encoding="utf-8")
    assert text.splitlines() == [
        "Contact: mailto:digital@tangerhuette.example",
        "Expires: 2027-07-01T00:00:00+02:00",
        "Preferred-Languages: de, en",
        f"Canonical: {SITE}.well-known/security.txt",
    ]


@pytest.mark.parametrize(
    ("expires", "hint"),
    [
        ("2026-03-09 17:00", "ist vorbei"),
        ("2026-04-01", "endet bald"),
        ("2026-12-31", ""),
    ],
)
def test_check_looks_at_the_end_of_security_txt(
    second: TownFolder, expires: str, hint: str
) -> None:
    path = second.folder / "town.yml"
    words = f"security:\n  contact: it@example.org\n  expires: {expires}\n"
    path.write_text(path.read_text(encoding="utf-8") + words, encoding="utf-8")
    answer = second.run("check", "--as-of", SECOND_NOW)
    assert answer.code == 0
    assert ("town.yml:1" in answer.err) == bool(hint)
    assert hint in answer.err


def test_without_the_setting_no_security_txt(second_built: TownFolder) -> None:
    assert not (second_built.output / ".well-known").exists()
