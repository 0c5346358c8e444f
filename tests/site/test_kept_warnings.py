"""``publish``: what was published of a warning is taken by no other file, draft or slip."""

from __future__ import annotations

import pytest

from .conftest import SetClock
from .site_runs import TownFolder, text
from .test_published import (
    ALERT,
    ALERT_ID,
    BEGIN,
    banner,
    entry,
    leave_only_the_alert,
    publish,
)

THIEF = f"content/aktuelles/{ALERT_ID}.md"
TITLE = "Warnung: Hochwasser am Talbach"
OTHER = """---
title: Straßenfest am Talbach
date: 2026-03-08 07:30
topics: stadtleben
---
Alle sind willkommen.
"""
OTHER_WARNING = OTHER.replace(
    "topics: stadtleben", "topics: warnungen\nmsgtype: alert\nuntil_further_notice: true"
)


@pytest.fixture
def warned(second: TownFolder, clock: SetClock) -> TownFolder:
    """The second town after its alert was published and mailed."""
    leave_only_the_alert(second)
    clock(BEGIN)
    assert publish(second)[0] == 0
    return second


@pytest.mark.parametrize("other", [OTHER, OTHER_WARNING], ids=["news", "another warning"])
@pytest.mark.parametrize("broken", [False, True], ids=["sound", "broken"])
def test_another_file_takes_over_no_published_page(
    warned: TownFolder, clock: SetClock, other: str, *, broken: bool
) -> None:
    """The warning's file is called otherwise than its identity; the other one just like it."""
    own = warned.folder / "content/aktuelles/hochwasser.md"
    (warned.folder / ALERT).rename(own)
    name = "content/aktuelles/hochwasser.md"
    warned.change(name, "title:", f"id: {ALERT_ID}\ntitle:")
    assert publish(warned)[0] == 0
    clock("2026-03-08 08:00")
    if broken:
        warned.change(name, "severity: Severe", "severity: schlimm")
    warned.write(THIEF, other)
    answer = warned.run("check")
    assert answer.code == 3
    assert any(line.startswith(f"{THIEF}:1: ") and name in line for line in answer.problems)
    assert publish(warned)[0] == 3
    assert text(warned.page(f"aktuelles/{ALERT_ID}/"), "h1") == TITLE
    assert "Hochwasser am Talbach" in banner(warned)
    assert entry(warned, ALERT_ID)["_infokanal"].get("held", False) is broken
    assert len(warned.mails()) == 1
    assert publish(warned)[0] == 3, "nor does the next run let it"
    assert text(warned.page(f"aktuelles/{ALERT_ID}/"), "h1") == TITLE


LOST = (
    pytest.param("title:", "draft: true\ntitle:", id="a draft"),
    pytest.param("date: 2026-03-08 06:40", "date: 2026-03-09 06:40", id="in the future"),
    pytest.param("", "", id="deleted"),
)
GONE = pytest.mark.parametrize(("old", "new"), LOST)
CANCEL = "content/aktuelles/2026-03-08-entwarnung.md"
CANCEL_ID = "2026-03-08-entwarnung"
ALL_CLEAR = f"""---
title: Hochwasser vorbei
date: 2026-03-08 07:55
topics: warnungen
msgtype: cancel
references: {ALERT_ID}
---
Die Wege sind wieder frei.
"""


def take_away(town: TownFolder, old: str, new: str) -> None:
    if old:
        town.change(ALERT, old, new)
    else:
        (town.folder / ALERT).unlink()


@pytest.mark.parametrize(
    ("old", "new"),
    [*LOST, pytest.param("msgtype: alert\n", "", id="no warning any more")],
)
def test_a_warning_in_force_stays(warned: TownFolder, clock: SetClock, old: str, new: str) -> None:
    clock("2026-03-08 08:00")
    take_away(warned, old, new)
    for command in ("check", "build"):
        answer = warned.run(command)
        assert answer.code == 3
        assert [line.split(":")[0] for line in answer.problems] == [ALERT]
        assert "diese Warnung gilt noch" in answer.err
    assert publish(warned)[0] == 3
    assert text(warned.page(f"aktuelles/{ALERT_ID}/"), "h1") == TITLE
    assert "Hochwasser am Talbach" in banner(warned)
    assert entry(warned, ALERT_ID)["_infokanal"]["held"] is True
    assert len(warned.mails()) == 1


def test_the_line_of_the_draft_is_told(warned: TownFolder) -> None:
    take_away(warned, "title:", "draft: true\ntitle:")
    assert warned.run("check").problems[0].startswith(f"{ALERT}:2: ")


@GONE
def test_an_all_clear_in_the_same_push_goes_out(
    warned: TownFolder, clock: SetClock, old: str, new: str
) -> None:
    clock("2026-03-08 08:00")
    take_away(warned, old, new)
    warned.write(CANCEL, ALL_CLEAR)
    is_moved = "date" in new
    code, words = (3, "Aufgehoben am") if is_moved else (0, "zurückgezogen")
    assert warned.run("check").code == code
    for times in ("the first run", "the next one"):
        assert publish(warned)[0] == code, times
        assert banner(warned) == ""
        assert words in text(warned.page(f"aktuelles/{ALERT_ID}/"), "main")
        assert entry(warned, CANCEL_ID)["_infokanal"]["incident"] == ALERT_ID
        assert not entry(warned, CANCEL_ID)["_infokanal"]["held"]
        keys = (f"item.beispielstadt.{name}.eml" for name in (CANCEL_ID, ALERT_ID))
        assert list(warned.mails()) == list(keys)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("title:", "draft: true\ntitle:", id="a draft"),
        pytest.param(f"msgtype: cancel\nreferences: {ALERT_ID}\n", "", id="no all-clear any more"),
        pytest.param("", "", id="deleted"),
    ],
)
def test_an_all_clear_that_vanishes_brings_no_warning_back(
    warned: TownFolder, clock: SetClock, old: str, new: str
) -> None:
    clock("2026-03-08 08:00")
    warned.write(CANCEL, ALL_CLEAR)
    assert publish(warned)[0] == 0
    if old:
        warned.change(CANCEL, old, new)
    else:
        (warned.folder / CANCEL).unlink()
    answer = warned.run("build")
    assert answer.code == 3
    assert "die Warnung, die sie aufhebt, würde wieder gelten" in answer.err
    for times in ("the first run", "the next one"):
        assert publish(warned)[0] == 3, times
        assert banner(warned) == ""
        assert "Aufgehoben am" in text(warned.page(f"aktuelles/{ALERT_ID}/"), "main")
    assert len(warned.mails()) == 2


@pytest.mark.parametrize("hidden", ["draft: true\n", ""], ids=["a draft", "of tomorrow"])
def test_an_all_clear_that_is_not_public_lifts_nothing(
    warned: TownFolder, clock: SetClock, hidden: str
) -> None:
    clock("2026-03-08 08:00")
    (warned.folder / ALERT).unlink()
    text_ = ALL_CLEAR.replace("title:", f"{hidden}title:")
    warned.write(CANCEL, text_ if hidden else text_.replace("2026-03-08 07:55", "2026-03-09 08:00"))
    assert publish(warned)[0] == 3
    assert "Hochwasser am Talbach" in banner(warned)


def test_a_warning_dated_some_minutes_ahead_stays_too(second: TownFolder, clock: SetClock) -> None:
    leave_only_the_alert(second)
    clock("2026-03-08 06:20")
    assert publish(second)[0] == 0
    (second.folder / ALERT).unlink()
    assert publish(second)[0] == 3
    assert "Hochwasser am Talbach" in banner(second)


def test_what_a_broken_update_refers_to_stays(warned: TownFolder, clock: SetClock) -> None:
    clock("2026-03-08 08:00")
    update = ALL_CLEAR.replace("cancel", "update\nuntil_further_notice: true")
    warned.write(CANCEL, update)
    assert publish(warned)[0] == 0
    warned.write(CANCEL, update.replace("topics:", "thema:"))
    (warned.folder / ALERT).unlink()
    for _ in range(3):
        assert publish(warned)[0] == 3
        assert "Hochwasser vorbei" in banner(warned)


def test_all_of_an_incident_may_go_once_it_is_over(warned: TownFolder, clock: SetClock) -> None:
    clock("2026-03-08 08:00")
    warned.write(CANCEL, ALL_CLEAR)
    warned.write("content/aktuelles/strassenfest.md", OTHER)
    assert publish(warned)[0] == 0
    for name in (ALERT, CANCEL):
        (warned.folder / name).unlink()
    assert publish(warned)[0] == 0
    assert banner(warned) == ""


@pytest.mark.parametrize(
    "note",
    [
        'withdrawn: {date: "2206-03-08 07:30", note: Ein Irrtum.}',
        'corrections: {date: "2206-03-08 07:30", note: Auch die Bleiche., mail: true}',
    ],
)
def test_a_note_of_another_century_takes_nothing_back(
    warned: TownFolder, clock: SetClock, note: str
) -> None:
    clock("2026-03-08 08:00")
    warned.change(ALERT, "title:", f"{note}\ntitle:")
    answer = warned.run("check")
    assert (answer.code, len(answer.problems)) == (3, 1)
    assert answer.problems[0].startswith(f"{ALERT}:2: {note.partition(':')[0]} (")
    assert ": 2206-03-08 07:30 " in answer.problems[0]
    assert publish(warned)[0] == 3
    assert "Hochwasser am Talbach" in banner(warned)
    told = entry(warned, ALERT_ID)
    assert (told["_infokanal"]["held"], told["_infokanal"]["corrections"]) == (True, [])
    assert len(warned.mails()) == 1
