"""``--feed``: items that another site's software wrote, mailed as safely as our own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.contract.towns import Bench

REVISION = "0123456789abcdef"


def emit(bench: Bench, *items: dict[str, Any]) -> str:
    """Put a feed and its pages on the town's website; the feed's address."""
    site = next(
        line.removeprefix("url: ")
        for line in (bench.folder / "town.yml").read_text().splitlines()
        if line.startswith("url: ")
    )
    output = bench.folder / "output"
    at = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    entries = []
    for item in items:
        name = item.pop("id")
        entries.append(
            {
                "id": f"urn:{name}",
                "url": f"{site}/{name}/",
                "title": name.title(),
                "date_published": at,
                "tags": ["Vereine"],
                "_infokanal": {"id": name, "revision": REVISION},
                **item,
            }
        )
        (output / name).mkdir()
        page = f'<meta name="infokanal-revision" content="{REVISION}">'
        (output / name / "index.html").write_text(page, encoding="utf-8")
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Anderes",
        "_infokanal": {"schema": 1, "site": bench.site},
        "items": entries,
    }
    (output / "fremd.json").write_text(json.dumps(feed), encoding="utf-8")
    return f"{site}/fremd.json"


HTML = (
    "<p onclick='x()'>Wir <b>feiern</b>.<script>alert(1)</script>"
    "<img src='https://tracker.example/p.gif'><a href='javascript:x()'>hier</a></p>"
)


def test_what_it_says_is_sanitised(bench: Bench) -> None:
    url = emit(bench, {"id": "fest", "content_html": HTML})
    assert bench.send("--feed", url) == 0, bench.err
    (mail, *_) = bench.arrived(bench.readers("vereine"))
    assert "<b>feiern</b>" in mail.html
    for piece in ("<script", "onclick", "tracker.example", "javascript:", "alert(1)"):
        assert piece not in mail.html + mail.text


def test_unknown_tags_are_told_and_stop_nothing_else(bench: Bench) -> None:
    url = emit(
        bench,
        {"id": "fest", "tags": ["VEREINE", "Sommer"]},
        {"id": "film", "tags": ["Kino"], "content_html": "<p>Film</p>"},
    )
    assert bench.send("--feed", url) == 3
    assert bench.err.count("„Sommer“") == 1
    assert bench.err.count("„Kino“") == 1
    assert {mail.subject for mail in bench.arrived(bench.readers("vereine"))} == {"Fest"}
