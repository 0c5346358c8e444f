"""What every mail server must do: one mail per item and subscriber, and nothing else."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.contract.towns import Bench, minutes_ago


def test_a_due_item_reaches_each_subscriber_once(bench: Bench) -> None:
    bench.write("fest", title="Sommerfest der Vereine")
    assert bench.publish() == 0, bench.err
    mails = bench.arrived(bench.readers("vereine"))
    assert [mail.subject for mail in mails] == ["Sommerfest der Vereine"] * bench.readers("vereine")
    assert set(Counter(mail.recipient for mail in mails).values()) == {1}
    assert bench.send() == 0
    assert len(bench.arrived()) == bench.readers("vereine")
    assert bench.plan() == {bench.key("fest"): "done"}


def test_the_result_names_what_was_sent(bench: Bench) -> None:
    bench.write("fest")
    assert bench.publish("--json") == 0
    result = json.loads(bench.out)
    assert (result["schema"], result["command"], result["status"]) == (1, "publish", "ok")
    (row,) = result["actions"]
    assert (row["key"], row["action"], row["topics"]) == (bench.key("fest"), "sent", ["vereine"])
    if bench.server:
        assert (row["recipients"], row["sent"]) == (3, 3)
    assert result["errors"] == []


def test_several_topics_are_one_mail(bench: Bench) -> None:
    bench.write("baden", topics=["vereine", "freibaeder"])
    assert bench.publish() == 0
    mails = bench.arrived(bench.readers("vereine", "freibaeder"))
    assert len(mails) == bench.readers("vereine", "freibaeder")
    assert set(Counter(mail.recipient for mail in mails).values()) == {1}


# These moments are taken when the tests are collected, which may be long before one is run.
BEFORE = {"date": minutes_ago(30)}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"draft": "true"}, id="draft"),
        pytest.param({"mail": "false"}, id="mail-false"),
        pytest.param({"date": "2099-01-01 00:00"}, id="future"),
        pytest.param({"date": "2019-12-31 00:00"}, id="before-since"),
        pytest.param({"date": minutes_ago(60 * 24 * 60)}, id="long-past"),
        pytest.param(
            {**BEFORE, "topics": "gefahren", "msgtype": "alert", "expires": minutes_ago(1)},
            id="expired",
        ),
        pytest.param(
            {**BEFORE, "withdrawn": {"date": minutes_ago(1), "note": "Falsch."}},
            id="withdrawn-unsent",
        ),
    ],
)
def test_what_is_never_mailed(bench: Bench, fields: dict[str, object]) -> None:
    bench.write("still", **fields)
    bench.write("laut", title="Laut")
    assert bench.publish() == 0, bench.err
    mails = bench.arrived(bench.readers("vereine"))
    assert {mail.subject for mail in mails} == {"Laut"}


def test_an_old_item_is_told_as_missed(bench: Bench) -> None:
    bench.write("alt", date=minutes_ago(60 * 30))
    assert bench.publish() == 1
    assert bench.arrived() == []
    assert bench.plan() == {bench.key("alt"): "missed"}


def test_an_incident_is_one_thread_in_order(bench: Bench) -> None:
    bench.alert("brand", 30)
    assert bench.publish() == 0, bench.err
    bench.alert("brand-2", 20, title="Brand unter Kontrolle", msgtype="update", references="brand")
    assert bench.publish() == 0, bench.err
    bench.write(
        "brand-3",
        title="Brand gelöscht",
        topics="gefahren",
        msgtype="cancel",
        references=["brand-2"],
        date=minutes_ago(10),
    )
    assert bench.publish() == 0, bench.err
    mails = bench.arrived(3 * bench.readers("gefahren"))
    assert {mail.subject for mail in mails} == {
        "Warnung: Brand",
        "Aktualisierung: Brand unter Kontrolle",
        "Entwarnung: Brand gelöscht",
    }
    assert {mail.headers["References"] for mail in mails} == {
        f"<{bench.site}.brand@beispielort.example>"
    }
    assert len(mails) == 3 * bench.readers("gefahren")


def test_of_an_unsent_incident_only_the_newest_goes(bench: Bench) -> None:
    bench.alert("brand", 30)
    bench.alert("brand-2", 20, title="Unter Kontrolle", msgtype="update", references="brand")
    assert bench.publish() == 0, bench.err
    mails = bench.arrived(bench.readers("gefahren"))
    assert {mail.subject for mail in mails} == {"Aktualisierung: Unter Kontrolle"}
    assert bench.plan()[bench.key("brand")] == "superseded"


def test_an_all_clear_for_what_nobody_heard_of_is_not_mailed(bench: Bench) -> None:
    bench.alert("brand", 30, mail="false")
    bench.alert("aus", 10, msgtype="cancel", references="brand", title="Aus")
    assert bench.publish() == 0, bench.err
    assert bench.arrived() == []


def test_a_correction_with_mail_goes_out_once(bench: Bench) -> None:
    bench.write("fest", title="Fest")
    assert bench.publish() == 0
    note = {"date": minutes_ago(-0.001), "note": "Es beginnt um 15 Uhr.", "mail": "true"}
    bench.write("fest", title="Fest", corrections=[note])
    assert bench.publish() == 0, bench.err
    assert bench.publish() == 0, bench.err
    mails = bench.arrived(2 * bench.readers("vereine"))
    assert Counter(mail.subject for mail in mails) == {
        "Fest": bench.readers("vereine"),
        "Korrektur: Fest": bench.readers("vereine"),
    }
    corrected = next(mail for mail in mails if mail.subject.startswith("Korrektur"))
    assert "Es beginnt um 15 Uhr." in corrected.text
    assert "Es beginnt um 15 Uhr." in corrected.html


def test_a_correction_whose_date_was_moved_is_not_mailed_again(bench: Bench) -> None:
    bench.write("fest", title="Fest")
    assert bench.publish() == 0
    note = {"date": minutes_ago(3), "note": "Es beginnt um 15 Uhr.", "mail": "true"}
    bench.write("fest", title="Fest", corrections=[note])
    assert bench.publish() == 0, bench.err
    moved = note | {"date": minutes_ago(2)}
    bench.write("fest", title="Fest", corrections=[moved])
    assert bench.publish() == 5
    assert len(bench.arrived(2 * bench.readers("vereine"))) == 2 * bench.readers("vereine")
    assert bench.publish("--over", "rename") == 0, bench.err
    assert len(bench.arrived(3 * bench.readers("vereine"))) == 3 * bench.readers("vereine")


def test_what_was_mailed_can_be_taken_back(bench: Bench) -> None:
    bench.alert("brand", title="Brand")
    assert bench.publish() == 0
    bench.alert("brand", title="Brand", withdrawn={"date": minutes_ago(0), "note": "Fehlalarm."})
    assert bench.publish() == 0, bench.err
    mails = bench.arrived(2 * bench.readers("gefahren"))
    assert {mail.subject for mail in mails} == {"Warnung: Brand", "Rücknahme: Brand"}
    taken_back = next(mail for mail in mails if mail.subject.startswith("Rücknahme"))
    assert "Fehlalarm." in taken_back.text
    assert "Entwarnung" not in taken_back.text + taken_back.subject


def test_the_mail_is_whole(bench: Bench) -> None:
    (bench.folder / "content" / "anhaenge").mkdir()
    (bench.folder / "content" / "anhaenge" / "plan.txt").write_text("x" * 2300)
    bench.write(
        "fest",
        "Wir *feiern*. [Mehr](https://verein.example/fest)\n\n> Schön!\n> — Eine Nutzerin",
        title="Fest",
        summary="Am Samstag wird gefeiert.",
        attachments=[{"file": "anhaenge/plan.txt", "title": "Lageplan"}],
    )
    assert bench.publish() == 0, bench.err
    mail = bench.arrived(bench.readers("vereine"))[0]
    for part in (mail.text, mail.html):
        assert "Am Samstag wird gefeiert." in part
        assert "/anhaenge/plan.txt" in part
        assert "2\N{NO-BREAK SPACE}kB" in part.replace("&nbsp;", "\N{NO-BREAK SPACE}")
        assert "/aktuelles/fest/" in part
        assert "https://verein.example/fest" in part
        assert "Eine Nutzerin" in part
        assert "Abmelden" in part
        assert "\x02" not in part
    assert 'lang="de"' in mail.html
    assert "prefers-color-scheme: dark" in mail.html
    assert "<img" not in mail.html
    assert max(len(line) for line in mail.text.splitlines() if "://" not in line) <= 72
    assert mail.headers["List-Id"].startswith("Vereine <vereine.")
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert mail.headers["Reply-To"] == "rathaus@beispielort.example"
    assert "Nachrichten Beispielort: Vereine" in mail.headers["From"]


TRICKS = [
    "{{ .Subscriber.Email }}",
    "{{{{ x }}}}",
    "{{/* weg */}}",
    "{%raw%}{{ UnsubscribeURL }}",
    "<script>alert(1)</script>",
    "Zitat \" und \\ und '",
    "&lt;b&gt; &amp;",
    "5 <unter 7 und {{ x",
    "<!-- weg --> {{",
    "a<b>c</b> }} {{",
    "$5 \\u003c %7B %s",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_an_editors_text_arrives_as_it_was(bench: Bench, trick: str) -> None:
    bench.write("trick", f"Vorher `{trick}` nachher", title=f"T {trick}", summary=f"S {trick}")
    assert bench.publish() == 0, bench.err
    mail = bench.arrived(bench.readers("vereine"))[0]
    assert mail.subject == " ".join(f"T {trick}".split())
    assert f"S {trick}" in mail.text
    assert trick in mail.text.split("Vorher")[1]
    assert "<script" not in mail.html


def test_a_line_break_in_a_title_makes_no_header(bench: Bench) -> None:
    bench.write("trick", title="Eins\r\nBcc: alle@residents.example")
    assert bench.publish() == 0, bench.err
    mail = bench.arrived(bench.readers("vereine"))[0]
    assert mail.subject == "Eins Bcc: alle@residents.example"
    assert "Bcc" not in mail.headers


def test_one_broken_file_stops_no_sound_warning(bench: Bench) -> None:
    (bench.folder / "content" / "aktuelles" / "kaputt.md").write_text("---\ntopics: [\n---\n")
    bench.alert("brand", title="Brand")
    assert bench.publish() == 3
    assert {mail.subject for mail in bench.arrived(bench.readers("gefahren"))} == {"Warnung: Brand"}
    assert "content/aktuelles/kaputt.md:2:" in bench.err


def test_a_flood_is_held_and_the_warning_goes(bench: Bench) -> None:
    for number in range(300):
        bench.write(f"neu-{number}", title=f"Neu {number}", body=f"Nummer {number}")
    bench.alert("brand", title="Brand")
    assert bench.publish() == 5
    mails = bench.arrived(bench.readers("gefahren"))
    assert {mail.subject for mail in mails} == {"Warnung: Brand"}
    assert Counter(bench.plan().values()) == {"hold": 300, "done": 1}


def test_without_since_only_warnings_go(bench: Bench) -> None:
    topics = bench.folder / "subscriptions" / "topics.yml"
    topics.write_text(topics.read_text().replace("  since: 2020-01-01\n", ""))
    bench.write("neu")
    bench.alert("brand", title="Brand")
    assert bench.publish() == 5
    mails = bench.arrived(bench.readers("gefahren"))
    assert {mail.subject for mail in mails} == {"Warnung: Brand"}
    assert bench.publish("--over", "since") == 0
    assert len(bench.arrived(bench.readers("gefahren") + bench.readers("vereine"))) > len(mails)


def test_a_renamed_file_is_not_mailed_again(bench: Bench) -> None:
    path = bench.write("alt", title="Fest", body="Gleicher Text.")
    assert bench.publish() == 0
    path.rename(path.with_name("neu.md"))
    assert bench.publish() == 5
    assert len(bench.arrived()) == bench.readers("vereine")


def test_the_same_title_on_two_days_is_two_mails(bench: Bench) -> None:
    bench.write("mo", title="Freibad geschlossen", body="Am Montag.")
    assert bench.publish() == 0
    bench.write("di", title="Freibad geschlossen", body="Am Dienstag.")
    assert bench.publish() == 0, bench.err
    assert len(bench.arrived(2 * bench.readers("vereine"))) == 2 * bench.readers("vereine")


def test_an_edit_after_sending_is_told_and_not_mailed(bench: Bench) -> None:
    (bench.folder / "content" / "freibaeder").mkdir()
    (bench.folder / "content" / "freibaeder" / "bad.md").write_text("---\ntitle: Bad\n---\n")
    pool = {"topics": "freibaeder", "pool": "bad"}
    bench.write("bad", title="Bad", state="closed", **pool)
    assert bench.publish() == 0, bench.err
    bench.write("bad", title="Bad", state="open", **pool)
    assert bench.publish() == 0
    assert "state" in bench.out
    assert len(bench.arrived()) == bench.readers("freibaeder")


def test_plan_sends_nothing(bench: Bench) -> None:
    bench.write("fest")
    assert bench.run("build") == 0
    assert bench.plan() == {bench.key("fest"): "create"}
    assert bench.arrived() == []
    assert bench.plan() == {bench.key("fest"): "create"}


def test_one_key_alone(bench: Bench) -> None:
    bench.write("eins", title="Eins")
    bench.write("zwei", title="Zwei", body="Anderes.")
    assert bench.run("build") == 0
    assert bench.send(bench.key("eins")) == 0
    assert {mail.subject for mail in bench.arrived(bench.readers("vereine"))} == {"Eins"}


@pytest.mark.parametrize("name", ["town.yml", "subscriptions/topics.yml"])
def test_broken_settings_stop_no_sound_warning(bench: Bench, name: str) -> None:
    bench.write("fest", title="Fest")
    assert bench.publish() == 0, bench.err
    path = bench.folder / name
    path.write_text(path.read_text() + "\nquatsch: [\n")
    bench.alert("brand", title="Brand")
    assert bench.publish() == 3
    assert f"{name}:" in bench.err
    subjects = {mail.subject for mail in bench.arrived(2 * bench.readers("gefahren"))}
    assert subjects == {"Fest", "Warnung: Brand"}
