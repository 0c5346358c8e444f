"""doctor against the stand-in and a real Listmonk: what it sees, and that it changes nothing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from subscriptions.core.findings import Role, read_role
from tests.contract.conftest import REAL
from tests.contract.towns import Bench, found_town, lists_of, settle, website
from tests.servers import real
from tests.servers.launch import standin_server
from tests.servers.servers import PUBLISHER, Server
from tests.servers.smtp_sink import SmtpSink
from tests.servers.state import SETTINGS

RECORDS = {
    "beispielort.example": ("v=spf1 mx -all",),
    "_dmarc.beispielort.example": ("v=DMARC1; p=reject",),
    "s1._domainkey.beispielort.example": ("v=DKIM1; p=MIGf",),
}
GOOD = {
    "app.batch_size": 200,
    "app.check_updates": False,
    "app.concurrency": 5,
    "app.from_email": "Nachrichten <post@beispielort.example>",
    "app.lang": "de",
    "app.message_rate": 10,
    "app.root_url": "https://listen.beispielort.example",
    "bounce.enabled": True,
    "bounce.webhooks_enabled": True,
    "bounce.actions": {"hard": {"count": 3, "action": "blocklist"}},
    "privacy.allow_blocklist": False,
    "privacy.disable_tracking": True,
    "security.trusted_urls": ["https://www.beispielort.example/abonnieren/bestaetigen/"],
}


@pytest.fixture(autouse=True)
def _no_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subscriptions.cli.doctor.txt_records", RECORDS.get)


@pytest.fixture(scope="module", params=["stand-in", REAL])
def well_run(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server whose settings are as they should be."""
    if request.param == "listmonk" and (why := real.missing()):
        pytest.skip(why)
    with contextlib.ExitStack() as stack:
        sink = stack.enter_context(SmtpSink())
        if request.param == "stand-in":
            server = stack.enter_context(standin_server(sink))
            # Only now: with the start it would take the root URL for the address it listens at.
            server.control(settings=GOOD)
            yield server
        else:
            yield stack.enter_context(real.listmonk_server(sink, settings=GOOD))


@pytest.fixture
def sound(
    well_run: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Bench]:
    """A town on that server, set up and with the smallest role."""
    folder = tmp_path / "ort"
    folder.mkdir()
    with website(folder / "output") as url:
        bench = Bench(folder, found_town(folder, url), well_run, monkeypatch, capsys)
        more = "dkim_selector: s1\nrelay_per_minute: 6000\nstaff: betreuung@beispielort.example\n"
        path = folder / "town.yml"
        path.write_text(path.read_text() + more, encoding="utf-8")
        monkeypatch.setenv("SITEURL", "https://www.beispielort.example")
        monkeypatch.setenv("INFOKANAL_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("INFOKANAL_SMTP_PORT", str(well_run.sink.port))
        monkeypatch.setenv("INFOKANAL_SMTP_SECURITY", "none")
        settle(bench)
        log_in(bench)
        yield bench


def log_in(bench: Bench, *permissions: str) -> Server:
    """Go on as a user with the rights of a publisher and these."""
    assert bench.server is not None
    rights = dict.fromkeys(lists_of(bench).values(), ("list:get",))
    user = bench.server.add_user(rights, (*PUBLISHER, *permissions))
    bench.monkeypatch.setenv("LISTMONK_USER", user.user)
    bench.monkeypatch.setenv("LISTMONK_TOKEN", user.token)
    return user


def levels(bench: Bench, *arguments: str) -> dict[str, str]:
    """The level of each check."""
    bench.run("doctor", "--json", *arguments)
    return {row["check"]: row["level"] for row in json.loads(bench.out)["findings"]}


def test_a_server_that_is_run_well(sound: Bench) -> None:
    log_in(sound, "settings:get")
    found = levels(sound)
    assert {check for check, level in found.items() if level != "ok"} == set()
    assert len(found) == 27
    assert sound.run("doctor") == 0
    assert sound.err == ""


def test_what_the_smallest_role_cannot_see(sound: Bench) -> None:
    hidden = {check for check, level in levels(sound).items() if level == "unseen"}
    assert hidden == {
        "blocklist",
        "bounces",
        "confirmation",
        "crash",
        "errors",
        "preferences",
        "relay",
        "relay-limit",
        "unsubscribe-header",
        "updates",
    }
    assert sound.run("doctor") == 0


def test_a_fresh_listmonk(listmonk: Bench) -> None:
    found = levels(listmonk)
    wrong = {check for check, level in found.items() if level in ("warning", "error")}
    assert {"role", "tracking", "blocklist", "redirect", "bounces", "crash"} <= wrong
    assert {check for check, level in found.items() if level == "error"} >= {
        "root-url",
        "own-sender",
    }
    assert {check for check in found if found[check] == "ok"} >= {"version", "lists", "template"}
    assert listmonk.run("doctor") == 1
    assert "https://" in listmonk.out


def test_the_settings_of_the_stand_in_are_there(listmonk: Bench) -> None:
    assert listmonk.server is not None
    settings: dict[str, Any] = listmonk.server.data("GET", "/api/settings")
    assert set(SETTINGS) <= set(settings)
    assert set(settings["smtp"][0]) >= {"enabled", "host", "tls_type"}
    assert set(settings["bounce.actions"]["hard"]) == {"count", "action"}


def test_the_role_is_read_as_it_was_given(listmonk: Bench) -> None:
    user = log_in(listmonk)
    profile = user.data("GET", "/api/profile")
    lists = dict.fromkeys(lists_of(listmonk).values(), frozenset({"list:get"}))
    assert read_role(profile) == Role(frozenset(PUBLISHER), lists)


def test_a_role_that_lacks_rights(listmonk: Bench) -> None:
    assert listmonk.server is not None
    user = listmonk.server.add_user({}, ("campaigns:get",))
    listmonk.monkeypatch.setenv("LISTMONK_USER", user.user)
    listmonk.monkeypatch.setenv("LISTMONK_TOKEN", user.token)
    found = levels(listmonk)
    assert (found["role"], found["lists"], found["template"]) == ("error", "error", "unseen")
    assert listmonk.run("doctor") == 1
    assert "campaigns:manage, campaigns:send, templates:get" in listmonk.out


def test_a_template_that_somebody_changed(listmonk: Bench) -> None:
    assert listmonk.server is not None
    name = f"infokanal-{listmonk.site}"
    raw = next(one for one in listmonk.server.data("GET", "/api/templates") if one["name"] == name)
    body = '<p>{{ template "content" . }}</p>{{ TrackView }}'
    form = {"name": name, "type": "campaign", "subject": "", "body": body}
    listmonk.server.data("PUT", f"/api/templates/{raw['id']}", json=form)
    assert levels(listmonk)["template"] == "error"
    assert listmonk.run("setup") == 0
    assert levels(listmonk)["template"] == "ok"


def test_a_test_mail_goes_to_one_and_changes_nothing(sound: Bench) -> None:
    assert sound.server is not None
    sound.monkeypatch.delenv("SITEURL")
    path = sound.folder / "town.yml"
    path.write_text(
        path.read_text()
        .replace("title: ", 'title: "{{ x }} <b> ')
        .replace("Beispielort\nurl", 'Beispielort"\nurl')
    )
    person = sound.people["vereine"][0]
    assert sound.run("doctor", "--test", person) == 1
    assert "send --test" in sound.err
    sound.write("fest")
    assert sound.publish() == 0, sound.err
    sound.arrived(3)
    query = {"query": sound.key("fest")}
    before = sound.server.data("GET", "/api/campaigns", **query)["results"]
    assert sound.run("doctor", "--test", person) == 0, sound.err
    mail = sound.arrived(4)[-1]
    assert sound.server.data("GET", "/api/campaigns", **query)["results"] == before
    assert mail.recipient == person
    assert "{{ x }} <b> Nachrichten Beispielort" in mail.subject
    assert "Gemeinde Beispielort" in mail.text
    assert "Gemeinde Beispielort" in mail.html
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert "post@beispielort.example" in mail.headers["From"]


def test_a_test_mail_to_a_stranger(sound: Bench) -> None:
    sound.monkeypatch.delenv("SITEURL")
    sound.write("fest")
    assert sound.publish() == 0, sound.err
    sound.arrived(3)
    assert sound.run("doctor", "--test", "stranger@residents.example") == 1
    assert "stranger@" not in sound.err + sound.out
    assert len(sound.arrived()) == 3


def test_no_server(standin: Bench) -> None:
    standin.monkeypatch.setenv("LISTMONK_URL", "http://127.0.0.1:9")
    assert standin.run("doctor", "--json") == 4
    document = json.loads(standin.out)
    assert [row["check"] for row in document["findings"]] == [
        "server",
        "spf",
        "dkim",
        "dmarc",
        "receipts",
    ]
    assert [error["code"] for error in document["errors"]] == ["server"]
    assert standin.run("doctor") == 4
    assert "127.0.0.1:9" in standin.out


def test_a_wrong_token(listmonk: Bench) -> None:
    listmonk.monkeypatch.setenv("LISTMONK_TOKEN", "falsch")
    assert listmonk.run("doctor") == 4
    assert "LISTMONK_TOKEN" in listmonk.out
    assert "falsch" not in listmonk.out + listmonk.err


def test_without_credentials(standin: Bench) -> None:
    standin.monkeypatch.delenv("LISTMONK_TOKEN")
    assert standin.run("doctor") == 2
