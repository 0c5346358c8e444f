"""``publish``: a mistake in one file holds back that file, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .site_runs import TownFolder, body, digest, text, tree

SetClock = Callable[[str], None]

NEWS = "content/aktuelles/2026-03-05-fruehjahrsmarkt.md"
NEWS_ID = "2026-03-05-fruehjahrsmarkt"
ALERT = "content/aktuelles/2026-03-08-hochwasser-am-talbach.md"
ALERT_ID = "2026-03-08-hochwasser-am-talbach"
UPDATE = "content/aktuelles/2026-03-09-hochwasser-am-talbach-aktualisierung.md"
SCHOOL = "content/aktuelles/2026-03-06-anmeldung-einschulung.md"
BEGIN = "2026-03-08 07:00"


def publish(town: TownFolder) -> tuple[int, str]:
    answer = town.run("publish", "--to", "outbox")
    return answer.code, answer.err


def leave_only_the_alert(town: TownFolder) -> None:
    """Older news would be reported as missed."""
    for name in (NEWS, SCHOOL, UPDATE):
        (town.folder / name).unlink()


def entry(town: TownFolder, identity: str) -> dict[str, Any]:
    feed = json.loads((town.output / "feeds/alle.json").read_text(encoding="utf-8"))
    (found,) = [item for item in feed["items"] if item["_infokanal"]["id"] == identity]
    return dict(found)


def banner(town: TownFolder, path: str = "") -> str:
    return " ".join(element.get_text(" ") for element in town.page(path).select(".banner"))


def test_a_broken_file_in_vereine_holds_no_warning_back(
    shipped: TownFolder, clock: SetClock
) -> None:
    clock("2026-11-20 18:05")
    shipped.write(
        "content/aktuelles/2026-11-20-vereinsabend.md",
        "---\ntitle: Vereinsabend\ndate: 2026-11-20 18:00\ntopics: [verein]\n---\nText\n",
    )
    shipped.write(
        "content/aktuelles/2026-11-20-gasgeruch.md",
        "---\ntitle: Gasgeruch in der Ortsmitte\ndate: 2026-11-20 18:01\n"
        "topics: [gefahrenhinweise]\nmsgtype: alert\nseverity: Severe\n"
        "expires: 2026-11-20 23:00\n---\nBitte meiden Sie die Ortsmitte.\n",
    )
    code, errors = publish(shipped)
    assert code == 3
    assert (
        "content/aktuelles/2026-11-20-vereinsabend.md:4: topics (Themen): ein Thema „verein“"
        in errors
    )
    mails = shipped.mails()
    assert list(mails) == ["item.tangerhuette.2026-11-20-gasgeruch.eml"]
    (mail,) = mails.values()
    assert mail["Subject"] == "Warnung: Gasgeruch in der Ortsmitte"
    assert "Bitte meiden Sie die Ortsmitte." in body(mail)
    assert "aktuelles/2026-11-20-gasgeruch/index.html" in tree(shipped.output)
    assert "aktuelles/2026-11-20-vereinsabend/index.html" not in tree(shipped.output)
    shipped.change("content/aktuelles/2026-11-20-vereinsabend.md", "[verein]", "[vereine]")
    assert publish(shipped)[0] == 0
    assert len(shipped.mails()) == 1, "Vereine has a digest"
    clock("2026-11-21 17:00")
    publish(shipped)
    assert "digest.tangerhuette.vereine.20261121t1700.eml" in shipped.mails()


def test_the_outbox_is_the_ledger_a_second_run_sends_nothing(
    second: TownFolder, clock: SetClock
) -> None:
    clock("2026-03-09 18:00")
    first = second.run("publish", "--to", "outbox")
    names = list(second.mails())
    before = digest(second.output), second.mails().keys()
    assert names == [
        "item.beispielstadt.2026-03-09-hallenbad-geschlossen.eml",
        "item.beispielstadt.2026-03-09-heizung-rathaus.eml",
        "item.beispielstadt.2026-03-09-hochwasser-am-talbach-aktualisierung.eml",
    ]
    again = second.run("publish", "--to", "outbox", "--json")
    envelope = json.loads(again.out)
    assert (envelope["schema"], envelope["command"]) == (1, "publish")
    assert [row["item"] for row in envelope["actions"] if row["action"] == "sent"] == []
    assert first.code == again.code
    assert (digest(second.output), second.mails().keys()) == before


def test_a_broken_file_keeps_its_last_good_version(second: TownFolder, clock: SetClock) -> None:
    clock("2026-03-05 09:05")
    assert publish(second)[0] == 0
    assert list(second.mails()) == ["item.beispielstadt.2026-03-05-fruehjahrsmarkt.eml"]
    good = tree(second.output)
    second.change(NEWS, "topics: [stadtleben]", "topics: [stadt]")
    second.change(NEWS, "Stände zu vergeben", "Stände sind vergeben")
    code, errors = publish(second)
    assert code == 3
    assert f"{NEWS}:4: topics (Themen): ein Thema „stadt“ gibt es nicht" in errors
    page = second.page(f"aktuelles/{NEWS_ID}/")
    assert text(page, "h1") == "Frühjahrsmarkt: Stände zu vergeben"
    held = entry(second, NEWS_ID)
    assert held["_infokanal"]["held"] is True
    assert held["title"] == "Frühjahrsmarkt: Stände zu vergeben"
    rss = "feeds/stadtleben.rss.xml"
    assert (second.output / rss).read_bytes() == good[rss]
    assert len(second.mails()) == 1


def test_what_is_held_is_never_mailed(second: TownFolder, clock: SetClock) -> None:
    """Its first version was published but asked for no mail; the broken one asks for one."""
    second.change(NEWS, "topics: [stadtleben]", "topics: [stadtleben]\nmail: false")
    clock("2026-03-05 09:05")
    assert publish(second)[0] == 0
    assert second.mails() == {}
    second.change(NEWS, "mail: false", "mail: vielleicht")
    assert publish(second)[0] == 3
    assert second.mails() == {}
    second.change(NEWS, "mail: vielleicht", "mail: true")
    assert publish(second)[0] == 0
    assert len(second.mails()) == 1


def test_a_broken_file_that_was_never_good_has_no_page(second: TownFolder, clock: SetClock) -> None:
    second.change(NEWS, "topics: [stadtleben]", "topics: [stadt]")
    clock("2026-03-05 09:05")
    assert publish(second)[0] == 3
    assert f"aktuelles/{NEWS_ID}/index.html" not in tree(second.output)
    assert "index.html" in tree(second.output)


def test_a_broken_warning_keeps_page_banner_and_entry(second: TownFolder, clock: SetClock) -> None:
    leave_only_the_alert(second)
    clock(BEGIN)
    assert publish(second)[0] == 0
    mails = list(second.mails())
    assert mails == [f"item.beispielstadt.{ALERT_ID}.eml"]
    assert "Hochwasser am Talbach" in banner(second)
    before = digest(second.output)
    second.change(ALERT, "severity: Severe", "severity: schlimm")
    for command in ("check", "build"):
        answer = second.run(command)
        assert answer.code == 3
        assert answer.problems[0].startswith(
            f"{ALERT}:7: severity (Schweregrad): „schlimm“ ist nicht erlaubt"
        )
        assert digest(second.output) == before
    assert publish(second)[0] == 3
    assert "Hochwasser am Talbach" in banner(second)
    assert text(second.page(f"aktuelles/{ALERT_ID}/"), "h1") == "Warnung: Hochwasser am Talbach"
    assert entry(second, ALERT_ID)["_infokanal"]["held"] is True
    assert list(second.mails()) == mails


def test_the_deleted_file_of_a_warning_in_force_is_kept(
    second: TownFolder, clock: SetClock
) -> None:
    leave_only_the_alert(second)
    clock(BEGIN)
    assert publish(second)[0] == 0
    before = digest(second.output)
    (second.folder / ALERT).unlink()
    for command in ("check", "build"):
        answer = second.run(command)
        assert answer.code == 3
        assert answer.problems[0].startswith(f"{ALERT}:1: ")
        assert f"references: {ALERT_ID}" in answer.err
        assert digest(second.output) == before
    assert publish(second)[0] == 3
    assert "Hochwasser am Talbach" in banner(second)
    assert text(second.page(f"aktuelles/{ALERT_ID}/"), "h1") == "Warnung: Hochwasser am Talbach"
    assert entry(second, ALERT_ID)["_infokanal"]["held"] is True
    assert len(second.mails()) == 1
    assert publish(second)[0] == 3, "it stays until somebody acts"


def test_a_renamed_warning_in_force_is_not_mailed_twice(
    second: TownFolder, clock: SetClock
) -> None:
    leave_only_the_alert(second)
    clock(BEGIN)
    assert publish(second)[0] == 0
    (second.folder / ALERT).rename(second.folder / "content/aktuelles/hochwasser.md")
    assert publish(second)[0] in (3, 5)
    assert list(second.mails()) == [f"item.beispielstadt.{ALERT_ID}.eml"]


def test_a_deleted_warning_may_go_once_it_is_lifted(second: TownFolder, clock: SetClock) -> None:
    clock("2026-03-09 18:00")
    publish(second)
    second.write(
        "content/aktuelles/2026-03-10-hochwasser-am-talbach-entwarnung.md",
        "---\ntitle: Hochwasser am Talbach vorbei\ndate: 2026-03-10 08:00\ntopics: warnungen\n"
        "msgtype: cancel\nreferences: 2026-03-09-hochwasser-am-talbach-aktualisierung\n---\n",
    )
    clock("2026-03-10 08:01")
    assert publish(second)[0] in (0, 1)
    assert banner(second) == ""
    names = list(second.mails())
    assert names[-1] == "item.beispielstadt.2026-03-10-hochwasser-am-talbach-entwarnung.eml"


def test_a_broken_page_keeps_its_last_good_version(second: TownFolder, clock: SetClock) -> None:
    clock("2026-03-05 09:05")
    assert publish(second)[0] == 0
    second.change("content/seiten/impressum.md", "menu: footer", "menu: fuss")
    second.change("content/leistungen/anwohnerparkausweis.md", "fee:", "gebuehr:")
    assert publish(second)[0] == 3
    assert text(second.page("impressum/"), "h1") == "Impressum"
    assert text(second.page("leistungen/anwohnerparkausweis/"), "h1") == "Anwohnerparkausweis"


def test_only_publish_writes_last_good_versions(second: TownFolder, clock: SetClock) -> None:
    clock(BEGIN)
    assert second.run("check").code == 0
    assert second.run("build").code == 0
    assert second.run("build", "--lenient").code == 0
    assert not (second.folder / "var" / "published").exists()
    publish(second)
    kept = sorted(path.name for path in (second.folder / "var/published").rglob("*.md"))
    assert f"{ALERT_ID}.md" in kept
    assert "impressum.md" in kept
    assert not any("entwurf" in name or "stadtlauf" in name for name in kept)


def test_a_false_alarm_is_taken_back_and_not_lifted(second: TownFolder, clock: SetClock) -> None:
    leave_only_the_alert(second)
    clock(BEGIN)
    assert publish(second)[0] == 0
    note = "withdrawn:\n  date: 2026-03-08 07:10\n  note: Der Pegel war falsch abgelesen."
    second.change(ALERT, "severity: Severe", f"severity: Severe\n{note}")
    clock("2026-03-08 07:11")
    assert publish(second)[0] == 0
    assert banner(second) == ""
    mail = second.mails()[f"withdrawal.beispielstadt.{ALERT_ID}.eml"]
    assert mail["Subject"] == "Rücknahme: Hochwasser am Talbach"
    assert "Der Pegel war falsch abgelesen." in body(mail)
    assert "Entwarnung" not in body(mail)
    assert len(second.mails()) == 2


def test_a_warning_in_force_as_a_draft_is_kept(second: TownFolder, clock: SetClock) -> None:
    leave_only_the_alert(second)
    clock(BEGIN)
    assert publish(second)[0] == 0
    second.change(ALERT, "severity: Severe", "severity: Severe\ndraft: true")
    assert second.run("check").code == 3
    assert publish(second)[0] == 3
    assert "Hochwasser am Talbach" in banner(second)
    assert not list((second.folder / "var/published").rglob("*.json"))
