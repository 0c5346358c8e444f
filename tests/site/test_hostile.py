"""One editor's file, however odd, ends no run: another's sound warning goes out all the same."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import SetClock
from .site_runs import SECOND_NOW, TownFolder

FRONT = "---\ntitle: {title}\ndate: 2026-03-08\ntopics: stadtleben\n{more}---\n{body}\n"
ALERT = """---
title: Hochwasser am Wehr
date: {date}
topics: warnungen
msgtype: alert
until_further_notice: true
---
Bleiben Sie fern.
"""


def item(body: str = "Text", title: str = "Flohmarkt", more: str = "") -> Callable[[Path], None]:
    def add(content: Path) -> None:
        text = FRONT.format(title=title, more=more, body=body)
        (content / "aktuelles" / "seltsam.md").write_text(text, encoding="utf-8")

    return add


def attached(name: str) -> Callable[[Path], None]:
    return item(more=f"attachments: {{file: '{name}', title: Plan}}\n")


def thief(content: Path) -> None:
    folder = content / "aktuelles" / "0"
    folder.mkdir()
    text = FRONT.format(title="Diebstahl", more="draft: true\n", body="Text")
    (folder / "hochwasser.md").write_text(text, encoding="utf-8")


def fifo(content: Path) -> None:
    os.mkfifo(content / "aktuelles" / "rohr.md")


def loop(content: Path) -> None:
    (content / "anhaenge" / "kreis").symlink_to(content / "anhaenge" / "kreis")


def endless(content: Path) -> None:
    (content / "aktuelles" / "null.md").symlink_to("/dev/zero")


@pytest.mark.parametrize(
    "add",
    [
        pytest.param(attached("./anhaenge//marktplan.csv"), id="a path written twice over"),
        pytest.param(attached("index.html"), id="the path of a page"),
        pytest.param(attached("anhaenge/" + "x" * 300 + ".pdf"), id="too long a name"),
        pytest.param(item(title='"a\\x02b\\uFFFE"'), id="control characters in a title"),
        pytest.param(item("<div>&#x1;</div>"), id="a control character in HTML"),
        pytest.param(item("<div>" * 3000), id="deep HTML"),
        pytest.param(item(">" * 10000), id="deep quotations"),
        pytest.param(item("# a\n" * 20000), id="many headings"),
        pytest.param(item("x" * 2_000_000), id="a very long text"),
        pytest.param(thief, id="an identity that a warning has"),
        pytest.param(fifo, id="a pipe"),
        pytest.param(loop, id="links in a circle"),
        pytest.param(endless, id="a device"),
    ],
)
def test_a_warning_goes_out_whatever_another_wrote(
    second: TownFolder, clock: SetClock, add: Callable[[Path], None]
) -> None:
    clock(SECOND_NOW)
    date = SECOND_NOW[:16].replace("T", " ")
    second.write("content/aktuelles/hochwasser.md", ALERT.format(date=date))
    add(second.folder / "content")
    answer = second.run("publish", "--to", "outbox")
    assert answer.code in (0, 1, 3, 5), answer.err
    assert any(name.endswith(".hochwasser.eml") for name in second.mails()), answer.err


OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|[\ud800-\udfff]")


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["table", "JSON"])
def test_no_file_moves_the_terminal(second: TownFolder, clock: SetClock, form: list[str]) -> None:
    clock(SECOND_NOW)
    item(title='"\\x9b31m\\u202eFlohmarkt"')(second.folder / "content")
    name = b"\x1b]0;Rot\x07\n\xff.md"
    folder = os.fsencode(second.folder / "content" / "aktuelles")
    Path(os.fsdecode(folder + b"/" + name)).write_text(
        '---\ntitle: T\ndate: 2026-03-08\ntopics: "\\x9b31m\\u202ex"\n---\n', encoding="utf-8"
    )
    answer = second.run("publish", "--to", "outbox", *form)
    for told in (answer, second.run("check")):
        assert not OBEYED.search(told.out + told.err)
        assert "\\u009b31m\\u202ex" in told.out + told.err, "it is shown all the same"
        assert "\\u001b]0;Rot\\u0007" in told.out + told.err
    assert "\\u009b31m\\u202eFlohmarkt" in answer.out
