"""Receipts: what the staff hears of a delivery, over an SMTP server that is not Listmonk's."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from subscriptions.core.dates import ZONE
from tests.contract.towns import Bench, minutes_ago
from tests.servers.smtp_sink import SmtpSink

STAFF = "betreuung@beispielort.example"


@pytest.fixture
def desk() -> Iterator[SmtpSink]:
    """The server by which the staff gets its mail."""
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def told(listmonk: Bench, desk: SmtpSink) -> Bench:
    """A town whose staff gets receipts."""
    path = listmonk.folder / "town.yml"
    path.write_text(f"{path.read_text()}staff: {STAFF}\n", encoding="utf-8")
    environment = {"HOST": "127.0.0.1", "PORT": str(desk.port), "SECURITY": "none"}
    for name, value in environment.items():
        listmonk.monkeypatch.setenv(f"INFOKANAL_SMTP_{name}", value)
    return listmonk


def subjects(desk: SmtpSink) -> list[str]:
    return [str(mail.message["Subject"]) for mail in desk.mails()]


def test_sent_is_told_once(told: Bench, desk: SmtpSink) -> None:
    told.write("fest", title="Sommerfest")
    assert told.publish() == 0, told.err
    assert told.publish() == 0
    (mail,) = desk.mails()
    assert (mail.recipient, mail.sender) == (STAFF, "post@beispielort.example")
    pattern = r"Gesendet an 3 von 3, \d\d:\d\d:\d\d: Sommerfest"
    assert re.fullmatch(pattern, str(mail.message["Subject"]))
    assert mail.message["Auto-Submitted"] == "auto-generated"
    text = mail.body("plain") or ""
    assert "/aktuelles/fest/" in text
    for people in told.people.values():
        assert not any(person in mail.raw.decode() for person in people)
    assert max(len(line) for line in text.splitlines()) <= 72


def test_several_are_one_mail_and_what_failed_stands_first(told: Bench, desk: SmtpSink) -> None:
    told.write("fest", title="Sommerfest")
    told.write("alt", title="Zu spät", date=minutes_ago(60 * 30))
    broken = told.write("kaputt", title="Kaputt", topics="gibtesnicht")
    assert told.publish() == 1
    (mail,) = desk.mails()
    assert str(mail.message["Subject"]) == "NICHT gesendet: Zu spät (und 2 weitere)"
    text = mail.body("plain") or ""
    assert "content/aktuelles/kaputt.md:" in text
    assert "Was jetzt tun: " in text
    assert told.publish() == 1
    assert len(desk.mails()) == 1
    broken.unlink()
    told.publish()
    told.write("kaputt", title="Kaputt", topics="gibtesnochweniger")
    told.publish()
    assert subjects(desk)[1:] == ["Eine Datei hat einen Fehler: content/aktuelles/kaputt.md"]


def test_a_warning_while_listmonk_is_down(told: Bench, desk: SmtpSink) -> None:
    address = told.server.url if told.server else ""
    told.monkeypatch.setenv("LISTMONK_URL", "http://127.0.0.1:9")
    told.write("fest", date=minutes_ago(60 * 30))
    assert told.publish() == 4
    told.alert("brand", title="Brand am Bahndamm")
    assert told.publish() == 4
    assert told.publish() == 4
    assert subjects(desk) == [
        "Der Mailserver ist nicht zu erreichen",
        "NICHT gesendet: Brand am Bahndamm",
    ]
    told.monkeypatch.setenv("LISTMONK_URL", address)
    assert told.publish() == 1
    assert "Gesendet an 3 von 3" in (desk.mails()[-1].body("plain") or "")
    assert len(desk.mails()) == 3


@pytest.mark.parametrize("trouble", ["down", "refused", "nonsense"])
def test_without_its_server_a_receipt_waits_and_the_delivery_does_not(
    told: Bench, desk: SmtpSink, trouble: str
) -> None:
    if trouble == "down":
        desk.down()
    elif trouble == "refused":
        desk.refuse(STAFF, 451)
    else:
        told.monkeypatch.setenv("INFOKANAL_SMTP_PORT", "viele")
    told.write("fest")
    assert told.publish() == 0
    assert "Keine Quittung" in told.err
    assert len(told.arrived(3)) == 3
    assert desk.mails() == ()
    assert told.run("remind", "--to", "listmonk") == (2 if trouble == "nonsense" else 1)
    told.monkeypatch.setenv("INFOKANAL_SMTP_PORT", str(desk.port))
    desk.accept(STAFF)
    desk.up()
    assert told.run("remind", "--to", "listmonk") == 0
    assert subjects(desk)[0].startswith("Gesendet an 3 von 3")
    assert told.run("remind", "--to", "listmonk") == 0
    assert len(desk.mails()) == 1


def test_a_server_that_says_nothing_holds_nobody_up(told: Bench, desk: SmtpSink) -> None:
    told.monkeypatch.setattr("subscriptions.adapters.smtp.IN_ALL", 0.3)
    told.write("fest")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told.monkeypatch.setenv("INFOKANAL_SMTP_PORT", str(silent.getsockname()[1]))
        assert told.publish() == 0
    assert "rechtzeitig keine Antwort" in told.err
    assert "told.jsonl" not in {path.name for path in (told.folder / "var").iterdir()}


def test_what_was_to_be_encrypted_goes_out_so_or_not_at_all(told: Bench, desk: SmtpSink) -> None:
    told.monkeypatch.delenv("INFOKANAL_SMTP_SECURITY")
    told.write("fest")
    assert told.publish() == 0
    assert "STARTTLS" in told.err
    assert desk.mails() == ()


def test_a_lost_record_tells_again_and_loses_nothing(told: Bench, desk: SmtpSink) -> None:
    told.write("fest")
    assert told.publish() == 0
    (told.folder / "var" / "told.jsonl").write_bytes(b'{"about": "ma\xff')
    assert told.publish() == 0
    assert told.publish() == 0
    assert len(desk.mails()) == 2


def test_a_warning_that_is_about_to_expire(told: Bench, desk: SmtpSink) -> None:
    soon = (datetime.now(ZONE) + timedelta(minutes=20)).strftime("%Y-%m-%d %H:%M")
    told.alert("brand", title="Brand", expires=soon, mail="false")
    assert told.run("build") == 0
    assert told.run("remind") == 0
    assert told.run("remind") == 0
    (subject,) = subjects(desk)
    assert re.fullmatch(r"Läuft bald ohne Nachfolger ab: \d\d\.\d\d\.\d{4}, .* Uhr: Brand", subject)


def test_the_outbox_tells_nobody(told: Bench, desk: SmtpSink) -> None:
    told.write("fest")
    assert told.run("publish", "--to", "outbox") == 0
    assert desk.mails() == ()


def test_a_run_that_cannot_begin_is_told(told: Bench, desk: SmtpSink) -> None:
    told.monkeypatch.delenv("LISTMONK_TOKEN")
    assert told.publish() == 2
    assert "LISTMONK_TOKEN" in (desk.mails()[0].body("plain") or "")


def test_nobody_to_remind(standin: Bench) -> None:
    assert standin.run("remind") == 2
    assert "INFOKANAL_SMTP_HOST" in standin.err


def test_doctor_sends_a_test_receipt(told: Bench, desk: SmtpSink) -> None:
    told.run("doctor", "--test-receipt")
    (mail,) = desk.mails()
    assert str(mail.message["Subject"]).startswith("Test: ")
    assert STAFF in told.out
    desk.down()
    assert told.run("doctor") == 1
    assert "INFOKANAL_SMTP_" in told.out
