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
