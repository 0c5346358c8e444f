"""What only a server with lists and a network can do, or do wrong."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.towns import Bench, lists_of
from tests.servers.servers import unique

ROOT = Path(__file__).parents[2]


def test_only_confirmed_subscribers_get_mail(listmonk: Bench) -> None:
    assert listmonk.server is not None
    stranger = f"{unique('unbestaetigt')}@residents.example"
    listmonk.server.add_subscriber(stranger, [lists_of(listmonk)["vereine"]], confirmed=False)
    listmonk.write("fest")
    assert listmonk.publish() == 0
    listmonk.arrived(3)
    got = [mail.message["Subject"] for mail in listmonk.server.sink.mails(stranger)]
    assert "Neues" not in got


def test_setup_changes_nothing_the_second_time(listmonk: Bench) -> None:
    assert listmonk.server is not None
    before = lists_of(listmonk)
    assert listmonk.run("setup") == 0
    assert lists_of(listmonk) == before
    assert "listmonk-lists.yml" not in listmonk.out
    kept = (listmonk.folder / "subscriptions" / "listmonk-lists.yml").read_text()
    assert f"form: {listmonk.server.url}/subscription/form" in kept
    lists = listmonk.server.data("GET", "/api/lists", per_page="all")["results"]
    uuids = {entry["id"]: entry["uuid"] for entry in lists}
    assert all(f"  {topic}: {uuids[key]}\n" in kept for topic, key in before.items())


def test_setup_dry_run_makes_nothing(listmonk: Bench) -> None:
    town = listmonk.folder / "town.yml"
    town.write_text(town.read_text().replace(listmonk.site, unique("anderer-ort")))
    before = len(lists_of(listmonk))
    assert listmonk.run("setup", "--dry-run") == 0
    assert "Gefahren" in listmonk.out
    assert len(lists_of(listmonk)) == before
    assert "listmonk-lists.yml" not in listmonk.out


def test_a_renamed_list_is_found_by_its_tag(listmonk: Bench) -> None:
    assert listmonk.server is not None
    number = lists_of(listmonk)["vereine"]
    listmonk.server.data(
        "PUT",
        f"/api/lists/{number}",
        json={
            "name": "Ganz anders",
            "type": "public",
            "optin": "double",
            "tags": [f"infokanal-{listmonk.site}--vereine"],
        },
    )
    assert listmonk.run("setup") == 0
    listmonk.write("fest")
    assert listmonk.publish() == 0
    assert len(listmonk.arrived(3)) == 3


@pytest.mark.parametrize("optin", ["double", "single"])
def test_setup_refuses_what_it_cannot_decide(listmonk: Bench, optin: str) -> None:
    assert listmonk.server is not None
    tag = f"infokanal-{listmonk.site}--vereine"
    if optin == "single":
        number = lists_of(listmonk)["vereine"]
        form = {"name": "Vereine", "type": "public", "optin": "single", "tags": [tag]}
        listmonk.server.data("PUT", f"/api/lists/{number}", json=form)
    else:
        listmonk.server.add_list(optin="double", tags=[tag])
    assert listmonk.run("setup") == 5


def test_a_list_that_was_deleted_is_told_and_others_go_on(listmonk: Bench) -> None:
    assert listmonk.server is not None
    listmonk.server.data("DELETE", f"/api/lists/{lists_of(listmonk)['vereine']}")
    listmonk.write("fest")
    listmonk.alert("brand", title="Brand")
    assert listmonk.publish() == 1
    assert {mail.subject for mail in listmonk.arrived(3)} == {"Warnung: Brand"}
    assert listmonk.plan()[listmonk.key("fest")] == "hold"


def test_without_the_mail_template_nothing_is_sent(listmonk: Bench) -> None:
    assert listmonk.server is not None
    name = f"infokanal-{listmonk.site}"
    (found,) = [t for t in listmonk.server.data("GET", "/api/templates") if t["name"] == name]
    listmonk.server.data("DELETE", f"/api/templates/{found['id']}")
    listmonk.write("fest")
    assert listmonk.publish() == 1
    assert "setup" in listmonk.err
    assert listmonk.run("setup") == 0
    assert listmonk.publish() == 0
    assert len(listmonk.arrived(3)) == 3


def test_a_test_mail_goes_to_one_and_its_draft_is_used_later(listmonk: Bench) -> None:
    listmonk.write("fest", title="Fest")
    assert listmonk.run("build") == 0
    one = listmonk.people["vereine"][0]
    assert listmonk.send("--test", one, listmonk.key("fest")) == 0, listmonk.err
    assert [mail.recipient for mail in listmonk.arrived(1)] == [one]
    assert listmonk.plan() == {listmonk.key("fest"): "resume"}
    listmonk.write("fest", title="Fest am See")
    assert listmonk.run("build") == 0
    assert listmonk.plan() == {listmonk.key("fest"): "update"}
    assert listmonk.send() == 0
    subjects = Counter(mail.subject for mail in listmonk.arrived(4))
    assert subjects["Fest am See"] == 3


def test_what_a_person_cancelled_stays_cancelled(listmonk: Bench) -> None:
    assert listmonk.server is not None
    listmonk.write("fest")
    assert listmonk.run("build") == 0
    assert listmonk.send("--test", listmonk.people["vereine"][0], listmonk.key("fest")) == 0
    (found,) = listmonk.server.data("GET", "/api/campaigns", query=listmonk.key("fest"))["results"]
    status = f"/api/campaigns/{found['id']}/status"
    for word in ("running", "cancelled"):
        listmonk.server.call("PUT", status, json={"status": word})
    state = listmonk.server.campaign(found["id"])["status"]
    assert listmonk.send() == 0
    expected = {"cancelled": "stopped", "finished": "done"}[state]
    assert listmonk.plan() == {listmonk.key("fest"): expected}


def test_a_draft_that_somebody_changed_is_not_started(listmonk: Bench) -> None:
    assert listmonk.server is not None
    listmonk.write("fest", title="Fest")
    assert listmonk.run("build") == 0
    assert listmonk.send("--test", listmonk.people["vereine"][0], listmonk.key("fest")) == 0
    listmonk.arrived(1)
    (found,) = listmonk.server.data("GET", "/api/campaigns", query=listmonk.key("fest"))["results"]
    raw = listmonk.server.campaign(found["id"])
    form = {**raw, "lists": [entry["id"] for entry in raw["lists"]], "subject": "Gekapert"}
    listmonk.server.data("PUT", f"/api/campaigns/{found['id']}", json=form)
    assert listmonk.send() == 1
    assert "subject" in listmonk.err
    assert len(listmonk.arrived()) == 1


def test_a_publisher_with_the_smallest_role(listmonk: Bench) -> None:
    assert listmonk.server is not None
    rights = dict.fromkeys(lists_of(listmonk).values(), ("list:get",))
    user = listmonk.server.add_user(rights)
    listmonk.monkeypatch.setenv("LISTMONK_USER", user.user)
    listmonk.monkeypatch.setenv("LISTMONK_TOKEN", user.token)
    listmonk.write("fest")
    assert listmonk.publish() == 0, listmonk.err
    assert len(listmonk.arrived(3)) == 3


def test_two_publishers_at_once_make_one_campaign(listmonk: Bench) -> None:
    listmonk.write("fest", title="Fest")
    assert listmonk.run("build") == 0
    command = [sys.executable, "publish.py", "--site", str(listmonk.folder)]
    command += ["send", "--to", "listmonk"]
    runs = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(2)
    ]
    outputs = [run.communicate(timeout=60)[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outputs
    assert len(listmonk.arrived(3)) == 3
    assert listmonk.send() == 0
    assert len(listmonk.arrived()) == 3


def test_a_wrong_token_is_one_sentence(listmonk: Bench) -> None:
    listmonk.monkeypatch.setenv("LISTMONK_TOKEN", "falsch")
    listmonk.write("fest")
    assert listmonk.publish() == 4
    assert "LISTMONK_TOKEN" in listmonk.err
    assert "falsch" not in listmonk.err + listmonk.out
    assert "Traceback" not in listmonk.err


def test_no_server_is_one_sentence(standin: Bench) -> None:
    standin.monkeypatch.setenv("LISTMONK_URL", "http://127.0.0.1:9")
    standin.write("fest")
    assert standin.publish() == 4
    assert "127.0.0.1:9" in standin.err
    assert "Traceback" not in standin.err


def test_html_instead_of_json_is_told(standin: Bench) -> None:
    assert standin.server is not None
    with_site = (standin.folder / "town.yml").read_text().split("url: ")[1].split("\n")[0]
    standin.monkeypatch.setenv("LISTMONK_URL", with_site)
    standin.write("fest")
    assert standin.publish() == 4
    assert "Traceback" not in standin.err


def test_an_interrupt_loses_nothing(standin: Bench) -> None:
    assert standin.server is not None
    standin.write("fest", title="Fest")
    assert standin.run("build") == 0
    standin.server.control(manager="pause")
    command = [sys.executable, "publish.py", "--site", str(standin.folder)]
    command += ["send", "--to", "listmonk"]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    wait_for(lambda: standin.plan() == {standin.key("fest"): "wait"})
    run.send_signal(signal.SIGINT)
    output = run.communicate(timeout=30)[0].decode()
    assert run.returncode == 1, output
    assert "bgebrochen" in output
    assert "Traceback" not in output
    standin.server.control(manager="run")
    assert standin.send() == 0
    assert len(standin.arrived(3)) == 3


def wait_for(met: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.1)


def test_stop_cancels_what_is_being_sent(standin: Bench) -> None:
    assert standin.server is not None
    standin.write("fest", title="Fest")
    assert standin.run("build") == 0
    standin.server.control(manager="pause")
    assert standin.send("--wait", "0") == 0
    assert standin.run("stop", "--to", "listmonk", "fest") == 0, standin.err
    assert "abgebrochen" in standin.out
    standin.server.control(manager="run")
    assert standin.send() == 0
    assert standin.plan() == {standin.key("fest"): "stopped"}
    assert standin.arrived() == []


def test_what_the_server_forgot_is_not_sent_again(listmonk: Bench) -> None:
    assert listmonk.server is not None
    listmonk.write("fest", title="Fest")
    assert listmonk.publish() == 0
    (found,) = listmonk.server.data("GET", "/api/campaigns", query=listmonk.key("fest"))["results"]
    listmonk.server.data("DELETE", f"/api/campaigns/{found['id']}")
    assert listmonk.send() == 5
    assert listmonk.plan() == {listmonk.key("fest"): "forgotten"}
    assert len(listmonk.arrived(3)) == 3
    assert listmonk.send("--again", "fest") == 0, listmonk.err
    assert len(listmonk.arrived(6)) == 6
    assert listmonk.send() == 0


def test_a_delay_gives_time_to_take_a_push_back(listmonk: Bench) -> None:
    topics = listmonk.folder / "subscriptions" / "topics.yml"
    topics.write_text(topics.read_text().replace("{name: Vereine}", "{name: Vereine, delay: 10m}"))
    path = listmonk.write("fest", title="Fest")
    listmonk.alert("brand", title="Brand")
    assert listmonk.publish() == 0, listmonk.err
    assert {mail.subject for mail in listmonk.arrived(3)} == {"Warnung: Brand"}
    assert listmonk.plan()[listmonk.key("fest")] == "wait"
    path.unlink()
    assert listmonk.publish() == 0
    assert listmonk.plan()[listmonk.key("fest")] == "abandoned"
    assert len(listmonk.arrived()) == 3
