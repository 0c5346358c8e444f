"""What makes the site installable: its manifest, its icons, its worker at the root."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from .site_runs import TownFolder, href, one, page, pages


@pytest.mark.parametrize("path", ["", "404.html", "aktuelles/2026-03-05-fruehjahrsmarkt/"])
def test_pages_name_the_manifest(second_built: TownFolder, path: str) -> None:
    assert href(one(second_built.page(path), "link[rel=manifest]")) == "/info/manifest.webmanifest"


def test_the_manifest(second_built: TownFolder) -> None:
    manifest = json.loads((second_built.output / "manifest.webmanifest").read_bytes())
    assert manifest["name"] == manifest["short_name"] == "Stadtbote Beispielstadt"
    assert manifest["start_url"] == manifest["scope"] == manifest["id"] == "/info/"
    assert (manifest["lang"], manifest["display"]) == ("de", "standalone")
    assert manifest["theme_color"] == "#6b2d5c"
    for shortcut in manifest["shortcuts"]:
        path = shortcut["url"].removeprefix("/info/")
        assert (second_built.output / path / "index.html").is_file()
    sizes = set()
    for icon in manifest["icons"]:
        file = second_built.output / icon["src"].removeprefix("/info/")
        if icon["type"] == "image/png":
            with Image.open(file) as picture:
                assert f"{picture.width}x{picture.height}" == icon["sizes"]
        sizes.add((icon["sizes"], icon["purpose"]))
    assert sizes >= {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}


def test_the_worker_rules_the_whole_site(second_built: TownFolder) -> None:
    assert (second_built.output / "sw.js").is_file()
    assert not (second_built.output / "theme" / "sw.js").exists()


def test_the_words_for_later_are_on_every_page(second_built: TownFolder) -> None:
    for path in pages(second_built.output):
        words = one(page(second_built.output, path), "main")["data-offline"]
        assert words == "Offline – Stand {date}. Neuere Warnungen fehlen hier.", path


def test_the_page_for_what_was_never_seen_claims_nothing(second_built: TownFolder) -> None:
    shown = second_built.page("offline/")
    assert not shown.select(".banner, .hazard, link[rel=canonical]")
    sitemap = (second_built.output / "sitemap.xml").read_text(encoding="utf-8")
    assert "offline/" not in sitemap
