"""The sample content as it came, mailed by a real Listmonk: each subscriber has each item once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from subscriptions.cli.session import Session
from subscriptions.core.dates import parse_moment
from subscriptions.core.keys import parse_key
from subscriptions.core.placeholders import BLANK
from tests.contract.towns import Bench, settle, website
from tests.servers.servers import Server
from tests.site.site_runs import TownFolder, copy_of_shipped
from tests.site.test_year import as_first_written, dated, replay

from .conftest import REAL

pytestmark = pytest.mark.slow
# All that the sample town wrote in its second year; what is dated after the second moment may
# still wait for its digest at the third.
YEAR = ("2026-04-01 08:00", "2026-11-20 08:00", "2026-12-01 08:00")
TOPICS = (
    "gefahrenhinweise", "kinderbetreuung", "ausschreibungen", "vereine", "neue-nachbarn",
    "freibaeder",
)  # fmt: skip


@pytest.fixture
def town(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[TownFolder]:
    """The shipped town as it was while nobody had corrected anything, on a website of its own."""
    found = TownFolder(copy_of_shipped(tmp_path / "town"), capsys)
    as_first_written(found)
    for page in (found.folder / "content" / "seiten").glob("*.md"):
        # What only a demonstration may leave open is filled in.
        page.write_text(BLANK.sub("eingetragen", page.read_text("utf-8")), encoding="utf-8")
    with website(found.output) as url:
        path = found.folder / "town.yml"
        text = re.sub(r"^url: .*$", f"url: {url}", path.read_text("utf-8"), flags=re.MULTILINE)
        path.write_text(text.replace("demo: true\n", "mail_server: listmonk\n"), encoding="utf-8")
        yield found


@pytest.mark.parametrize("kind", [REAL])
def test_each_subscriber_has_each_item_in_one_mail(
    kind: str,
    town: TownFolder,
    servers: dict[str, Server],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench = Bench(town.folder, "tangerhuette", servers[kind], monkeypatch, capsys)
    settle(bench, TOPICS)

    def publish(_: TownFolder, now: str) -> None:
        at = parse_moment(now).at
        with monkeypatch.context() as patch:
            patch.setattr(Session, "clock", lambda *_: lambda: at)
            # The server's own clock knows that it is not that day.
            assert bench.publish("--over", "clock") == 0, f"{now}: {bench.out}{bench.err}"

    begin, until, end = YEAR
    replay(town, begin, end, publish)
    topics_of = dated(town, begin, until)
    for person in {one for people in bench.people.values() for one in people}:
        mine = {topic for topic, people in bench.people.items() if person in people}
        due = {item for item, topics in topics_of.items() if mine & set(topics)}
        got = Counter(item for item in received(bench, person) if item in topics_of)
        assert got == Counter(due), person


def received(bench: Bench, person: str) -> Iterator[str]:
    """The items that a person's mails were about, by what the server keeps of each campaign."""
    assert bench.server is not None
    found = bench.server.data("GET", "/api/campaigns", per_page="all")["results"]
    items = {raw["uuid"]: items_of(raw) for raw in found if "/" in raw["name"]}
    for mail in bench.server.sink.mails(person):
        yield from items[str(mail.message["X-Listmonk-Campaign"])]


def items_of(campaign: dict[str, Any]) -> list[str]:
    key = parse_key(campaign["name"])
    return str(campaign["attribs"]["items"]).split() if key.kind == "digest" else [key.id]
