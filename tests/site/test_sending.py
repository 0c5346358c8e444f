"""plan, send and status with the outbox: what is due goes out once, the rest says why not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from .site_runs import SECOND_NOW, TownFolder, tree

SetClock = Callable[[str], None]


@pytest.mark.parametrize(
    ("feed", "word"),
    [
        ("kein JSON", "publish.py build"),
        ('{"version": "https://jsonfeed.org/version/1.1"}', "publish.py build"),
        ("VERSION", "JSON Feed 1.1"),
        ("EMPTY", "publish.py build"),
    ],
)
def test_a_feed_that_cannot_be_used_exits_3(second: TownFolder, feed: str, word: str) -> None:
    second.build(SECOND_NOW)
    path = second.output / "feeds/alle.json"
    good = json.loads(path.read_text(encoding="utf-8"))
    if feed == "VERSION":
        feed = json.dumps({**good, "version": "https://jsonfeed.org/version/2"})
    elif feed == "EMPTY":
        feed = json.dumps({**good, "items": []})
    path.write_text(feed, encoding="utf-8")
    for command in ("plan", "send"):
        answer = second.run(command, "--to", "outbox", "--as-of", SECOND_NOW)
        assert answer.code == 3
        assert word in answer.err
        assert "Traceback" not in answer.err
    assert second.mails() == {}


def test_hundreds_at_once_are_held_but_not_the_warning(second: TownFolder, clock: SetClock) -> None:
    for number in range(120):
        second.write(
            f"content/aktuelles/flut-{number}.md",
            f"---\ntitle: Nachricht {number}\ndate: 2026-03-09 15:00\ntopics: stadtleben\n---\nX\n",
        )
    clock(SECOND_NOW)
    answer = second.run("publish", "--to", "outbox")
    assert answer.code in (1, 5)
    names = list(second.mails())
    assert "item.beispielstadt.2026-03-09-hochwasser-am-talbach-aktualisierung.eml" in names
    assert not any("flut" in name for name in names)


def test_without_since_only_the_warning_goes(second: TownFolder, clock: SetClock) -> None:
    second.change("subscriptions/topics.yml", "  since: 2026-03-01 00:00\n", "")
    clock(SECOND_NOW)
    answer = second.run("publish", "--to", "outbox")
    assert answer.code in (1, 5)
    assert list(second.mails()) == [
        "item.beispielstadt.2026-03-09-hochwasser-am-talbach-aktualisierung.eml"
    ]


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2022-07-14 20:38", "Jetzt zu verschicken: 2."),
        # The club's item goes with its digest, and is not counted twice.
        ("2026-11-13 10:30", "Jetzt zu verschicken: 2. Sonst: verpasst: 5, ersetzt: 5."),
        ("2026-10-21 12:00", "Jetzt würde nichts verschickt. Sonst: wartet: 1, verpasst: 2"),
        ("2022-07-10 12:00", "Nichts ist fällig."),
    ],
)
def test_a_plan_of_80_columns_can_be_read_copied_and_summed_up(
    shipped: TownFolder, monkeypatch: pytest.MonkeyPatch, now: str, last: str
) -> None:
    shipped.build(now)
    call = ("plan", "--to", "outbox", "--as-of", now)
    keys = [
        f"  {row['key']}"
        for row in json.loads(shipped.run(*call, "--json").out)["actions"]
        if row["action"] != "skip"
    ]
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    rows = re.sub(r"\x1b\[[\d;]*m", "", shipped.run(*call).out).splitlines()
    assert [row for row in rows if re.match(r"  [a-z]+/\S+$", row)] == keys
    assert all(len(row) <= 80 for row in rows if row not in keys)
    assert rows[-1].startswith(last)


def test_an_item_of_a_digest_waits_for_its_hour(shipped: TownFolder) -> None:
    now = "2026-10-21 12:00"
    shipped.build(now)
    answer = shipped.run("plan", "--to", "outbox", "--as-of", now)
    rows = answer.out[answer.out.index("wartet  Patenfamilien") :].splitlines()
    assert rows[2] == "  neue-nachbarn · geht mit der Sammelmail am 23.10.2026 um 12:00 Uhr"


def test_without_a_site_it_says_what_comes_first(second: TownFolder) -> None:
    for command in ("plan", "send", "status"):
        answer = second.run(command, "--to", "outbox")
        assert answer.code == 2
        assert re.fullmatch(
            r"Es gibt noch keine Website \(\S+/alle\.json\); zuerst: publish\.py build\n",
            answer.err,
        )
    answer = second.run("plan", "--to", "outbox", "--feed", "fehlt.json")
    assert answer.code == 3
    assert "Errno" not in answer.err


def test_plan_and_status_change_nothing(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    before = tree(second.folder)
    for command in ("plan", "status"):
        answer = second.run(command, "--to", "outbox", "--as-of", SECOND_NOW)
        assert answer.code in (0, 1)
        assert "2026-03-09-hallenbad-geschlossen" in answer.out
    assert tree(second.folder) == before


def test_send_with_a_moved_clock_fills_the_outbox_once(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    first = second.run("send", "--to", "outbox", "--as-of", SECOND_NOW, "--json")
    sent = [row["item"] for row in json.loads(first.out)["actions"] if row["action"] == "sent"]
    assert len(sent) == len(second.mails()) == 3
    again = second.run("send", "--to", "outbox", "--as-of", SECOND_NOW, "--json")
    rows = json.loads(again.out)["actions"]
    assert [row["item"] for row in rows if row["action"] == "sent"] == []
    assert sorted(row["item"] for row in rows if row["action"] == "done") == sorted(sent)


def test_one_key_may_be_sent_by_itself(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    answer = second.run(
        "send", "2026-03-09-heizung-rathaus", "--to", "outbox", "--as-of", SECOND_NOW
    )
    assert answer.code == 0
    assert list(second.mails()) == ["item.beispielstadt.2026-03-09-heizung-rathaus.eml"]


def test_a_test_mail_is_no_mail(second: TownFolder) -> None:
    second.build(SECOND_NOW)
    options = ("--to", "outbox", "--as-of", SECOND_NOW, "--test", "probe@example.org")
    answer = second.run("send", "2026-03-09-heizung-rathaus", *options)
    assert answer.code == 0
    assert second.mails() == {}
    (written,) = second.outbox.glob("test.*.txt")
    assert "To: probe@example.org" in written.read_text(encoding="utf-8")
    assert second.run("send", *options).code == 2
    assert second.run("send", "gibt-es-nicht", *options).code == 3
