"""Mails that cannot be made: one item's stops no other, the town's own template stops none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contract.towns import Bench

DEEP = "<blockquote>" * 3000 + "x" + "</blockquote>" * 3000


def own_template(bench: Bench, name: str, text: str) -> Path:
    folder = bench.folder / "subscriptions" / "mail"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_one_items_mail_that_cannot_be_made_stops_no_other(bench: Bench) -> None:
    bench.write("tief", title="Tief", body="Tiefer Text.")
    bench.write("fest", title="Fest", body="Anderer Text.")
    bench.alert("brand", title="Brand")
    assert bench.run("build") == 0
    path = bench.folder / "output" / "feeds" / "alle.json"
    feed = json.loads(path.read_text(encoding="utf-8"))
    for item in feed["items"]:
        if item["_infokanal"]["id"] == "tief":
            item["content_html"] = DEEP
    path.write_text(json.dumps(feed), encoding="utf-8")
    for _ in range(2):
        assert bench.send() == 3
        assert "RecursionError" in bench.out
        assert "Traceback" not in bench.err
    mails = bench.arrived(bench.readers("vereine") + bench.readers("gefahren"))
    assert {mail.subject for mail in mails} == {"Fest", "Warnung: Brand"}
    assert len(mails) == bench.readers("vereine") + bench.readers("gefahren")
    assert bench.plan()[bench.key("tief")] == "hold"
    assert bench.send("tief", "--test", "probe@residents.example") == 3


@pytest.mark.parametrize("source", ["{% if %}", "{{ stadt.name }}"])
@pytest.mark.parametrize("name", ["mail.html.j2", "mail.txt.j2"])
def test_a_broken_template_of_the_town_stops_no_mail(bench: Bench, name: str, source: str) -> None:
    own_template(bench, name, f"Zeile 1\n{source}")
    bench.alert("brand", title="Brand", body="Fenster schließen.")
    assert bench.publish() == 3
    assert bench.err.count(f"subscriptions/mail/{name}:2: ") == 1
    mails = bench.arrived(bench.readers("gefahren"))
    assert {mail.subject for mail in mails} == {"Warnung: Brand"}
    for mail in mails:
        assert "Fenster schließen." in mail.text
        assert "Fenster schließen." in mail.html
        assert "Zeile 1" not in mail.text + mail.html


def test_a_template_that_is_no_text_stops_no_mail(bench: Bench) -> None:
    own_template(bench, "mail.txt.j2", "").write_bytes(b"\xff\xfe")
    bench.write("fest", title="Fest")
    assert bench.publish() == 3
    assert bench.err.count("subscriptions/mail/mail.txt.j2:1: ") == 1
    assert {mail.subject for mail in bench.arrived(bench.readers("vereine"))} == {"Fest"}


def test_the_outbox_page_needs_no_template_of_the_town(bench: Bench) -> None:
    if bench.server:
        pytest.skip("only the outbox has a page")
    own_template(bench, "outbox.html.j2", "{{ nichts }}")
    bench.write("fest", title="Fest")
    assert bench.publish() == 3
    assert "subscriptions/mail/outbox.html.j2:1: " in bench.err
    assert "Fest" in (bench.folder / "outbox" / "index.html").read_text(encoding="utf-8")
