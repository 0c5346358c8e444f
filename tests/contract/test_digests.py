"""Digests and quiet hours, the same on every mail server."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from subscriptions.core.dates import ZONE, compact
from tests.contract.towns import Bench, minutes_ago


def ago(minutes: float) -> datetime:
    return datetime.now(ZONE) - timedelta(minutes=minutes)


def clock(minutes: float) -> str:
    """The time of day so many minutes ago."""
    return f"{ago(minutes):%H:%M}"


def with_policy(bench: Bench, policy: str, topic: str = "vereine") -> None:
    """Give a topic one more line of policy."""
    path = bench.folder / "subscriptions" / "topics.yml"
    line = f"  {topic}: {{name: {topic.title()}"
    text = path.read_text(encoding="utf-8")
    assert line in text
    path.write_text(text.replace(line, f"{line}, {policy}"), encoding="utf-8")


def daily(bench: Bench, end: datetime) -> str:
    """Let the topic go daily at that time of day; the key of the digest that ends there.

    A moment is asked for once a test: a minute may end between two looks at the clock.
    """
    with_policy(bench, f"delivery: 'daily {end:%H:%M}'")
    return f"digest/{bench.site}/vereine/{compact(end)}"


def test_all_items_of_a_period_are_one_mail(bench: Bench) -> None:
    end = ago(2)
    key = daily(bench, end)
    for number in range(8):
        bench.write(f"fest-{number}", title=f"Fest {number}", body=f"Text {number}")
    bench.write("neu", title="Zu neu", date=minutes_ago(0))
    assert bench.publish() == 0, bench.err
    mails = bench.arrived(bench.readers("vereine"))
    assert len(mails) == bench.readers("vereine")
    assert set(Counter(mail.recipient for mail in mails).values()) == {1}
    assert {mail.subject for mail in mails} == {f"[Vereine] Meldungen vom {end:%d.%m.%Y}"}
    for number in range(8):
        assert f"Fest {number}" in mails[0].text
        assert f"/aktuelles/fest-{number}/" in mails[0].html
    assert "Zu neu" not in mails[0].text
    assert "References" not in mails[0].headers
    found = bench.plan()
    assert (found[key], found[bench.key("fest-3")], found[bench.key("neu")]) == (
        "done",
        "done",
        "wait",
    )
    assert bench.send() == 0
    assert len(bench.arrived()) == bench.readers("vereine")


def test_before_its_hour_it_waits(bench: Bench) -> None:
    with_policy(bench, f"delivery: 'täglich {clock(-90)}'")
    bench.write("fest", title="Fest", date=minutes_ago(1))
    assert bench.publish() == 0, bench.err
    assert bench.plan() == {bench.key("fest"): "wait"}
    assert "Sammelmail" in bench.out
    assert bench.arrived() == []


def test_what_came_late_is_in_no_second_mail_of_the_day(bench: Bench) -> None:
    daily(bench, ago(2))
    bench.write("fest", title="Fest")
    assert bench.publish() == 0, bench.err
    bench.write("nachtrag", title="Nachtrag", body="Anderes.", date=minutes_ago(10))
    assert bench.publish() == 0, bench.err
    assert len(bench.arrived(bench.readers("vereine"))) == bench.readers("vereine")
    assert bench.plan()[bench.key("nachtrag")] == "wait"


def test_a_correction_reaches_those_who_had_the_digest(bench: Bench) -> None:
    daily(bench, ago(2))
    bench.write("fest", title="Fest")
    assert bench.publish() == 0, bench.err
    note = {"date": minutes_ago(-0.001), "note": "Es beginnt um 15 Uhr.", "mail": "true"}
    bench.write("fest", title="Fest", corrections=[note])
    assert bench.publish() == 0, bench.err
    assert bench.publish() == 0, bench.err
    mails = bench.arrived(2 * bench.readers("vereine"))
    corrected = [mail for mail in mails if mail.subject == "Korrektur: Fest"]
    assert len(corrected) == bench.readers("vereine")
    assert len(mails) == 2 * bench.readers("vereine")


def test_a_renamed_file_is_in_no_other_digest(bench: Bench) -> None:
    daily(bench, ago(2))
    path = bench.write("alt", title="Fest", body="Gleicher Text.")
    assert bench.publish() == 0, bench.err
    path.rename(path.with_name("neu.md"))
    assert bench.publish() == 5
    assert bench.plan()[bench.key("neu")] == "hold"
    assert len(bench.arrived()) == bench.readers("vereine")


def test_one_broken_item_holds_back_no_digest(bench: Bench) -> None:
    daily(bench, ago(2))
    bench.write("fest", title="Fest")
    bench.write("kaputt", title="Kaputt", date="gestern")
    assert bench.publish() == 3
    mails = bench.arrived(bench.readers("vereine"))
    assert len(mails) == bench.readers("vereine")
    assert "Kaputt" not in mails[0].text


def test_at_night_only_the_warning_goes(bench: Bench) -> None:
    with_policy(bench, f"quiet: '{clock(60)}-{clock(-60)}'")
    bench.write("fest", title="Fest")
    bench.alert("brand", title="Brand")
    assert bench.publish() == 0, bench.err
    mails = bench.arrived(bench.readers("gefahren"))
    assert {mail.subject for mail in mails} == {"Warnung: Brand"}
    assert bench.plan()[bench.key("fest")] == "wait"


def test_a_digest_that_the_server_forgot_is_not_sent_with_the_next(listmonk: Bench) -> None:
    bench = listmonk
    key = daily(bench, ago(2))
    bench.write("fest", title="Fest")
    assert bench.publish() == 0, bench.err
    assert bench.server is not None
    bench.arrived(bench.readers("vereine"))
    (campaign,) = bench.server.data("GET", "/api/campaigns", query=key)["results"]
    bench.server.data("DELETE", f"/api/campaigns/{campaign['id']}")
    assert bench.publish() == 5
    assert bench.plan() == {key: "forgotten", bench.key("fest"): "forgotten"}
    assert bench.send(key, "--again") == 0, bench.err
    assert len(bench.arrived(2 * bench.readers("vereine"))) == 2 * bench.readers("vereine")


@pytest.mark.parametrize("count", [60])
def test_the_ledger_remembers_a_long_digest(bench: Bench, count: int) -> None:
    daily(bench, ago(2))
    names = [f"eine-recht-lange-kennung-fuer-eine-meldung-{number}" for number in range(count)]
    for name in names:
        bench.write(name, title=f"Titel {name}", body=f"Text {name}")
    assert bench.publish() == 0, bench.err
    found = bench.plan()
    assert {found[bench.key(name)] for name in names} == {"done"}
