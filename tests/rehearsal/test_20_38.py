"""A warning is pushed: who knows of it, and after how many seconds.

``-s`` shows the times; docs/reliability.md has those of one run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.machine import Machine, machine_of
from tests.servers import real

from .town import Course, LiveTown, Step, counted, live_town

SLOW = pytest.mark.slow
MACHINES = pytest.mark.parametrize(
    ("machine", "people"),
    [
        pytest.param("stand-in", 20, id="stand-in"),
        pytest.param("listmonk", 1043, id="listmonk", marks=pytest.mark.listmonk),
    ],
    indirect=["machine"],
)
WARNING = "Warnung: Brand in der Mühle"
ALL_CLEAR = "Entwarnung: Brand in der Mühle gelöscht"
LONGEST = 60.0
# Seconds from the push to the start of the campaign.
PROMISED = 30.0


@pytest.fixture
def machine(request: pytest.FixtureRequest) -> Iterator[Machine]:
    """A mail server of the test's own, which may be stopped."""
    if request.param == "listmonk" and (why := real.missing()):
        pytest.skip(why)
    with machine_of(request.param, {}) as running:
        yield running


def on_its_way(town: LiveTown, identity: str, commit: str, subject: str) -> dict[str, Step]:
    """What must become true of an item, in about this order."""
    return {
        "publisher saw it": lambda: town.is_seen(commit),
        "page is on the website": lambda: town.is_page(identity),
        "item is in the feed": lambda: town.is_in_feed(identity),
        "campaign made": lambda: bool(town.campaigns(identity)),
        "campaign started": lambda: town.is_started(identity),
        "first mail arrived": lambda: bool(town.mails(subject)),
        "last mail arrived": lambda: len(town.mails(subject)) >= len(town.people),
        "receipt arrived": lambda: bool(sent_to_all(town, subject)),
    }


def warn(town: LiveTown) -> str:
    """The editor writes a warning from a prepared text; its identity."""
    return town.write(
        *("--template", "brand", "Brand in der Mühle", "--set", "Gebiet=Grieben"),
        *("--text", "In der Mühle brennt das Dach."),
    )


def lift(town: LiveTown, fire: str) -> str:
    """The editor gives the all-clear; its identity."""
    return town.write(
        *("--follow-up", fire, "--as", "cancel", "--set", "title=Brand in der Mühle gelöscht"),
        *("--text", "Um 22:10 Uhr war das Feuer aus."),
    )


def pushed(town: LiveTown, title: str) -> tuple[Course, str]:
    """Push what was written; the clock, and the commit's name."""
    course = Course(f"{title}, {len(town.people)} subscribers")
    commit = town.followed.push()
    course.note("pushed")
    return course, commit


def test_from_push_to_receipt(tmp_path: Path) -> None:
    with machine_of("stand-in", {}) as machine, live_town(tmp_path, machine, 20, poll=10) as town:
        fire = warn(town)
        course, commit = pushed(town, "A warning, by web hook")
        town.call_hook()
        course.until(on_its_way(town, fire, commit, WARNING), LONGEST)
        check(town, course, WARNING)


@SLOW
@MACHINES
def test_by_web_hook_and_by_polling(machine: Machine, people: int, tmp_path: Path) -> None:
    with live_town(tmp_path, machine, people, poll=10) as town:
        fire = warn(town)
        course, commit = pushed(town, "A warning, by web hook")
        town.call_hook()
        course.until(on_its_way(town, fire, commit, WARNING), LONGEST)
        check(town, course, WARNING)
        end = lift(town, fire)
        course, commit = pushed(town, "The all-clear, polled every ten seconds")
        course.until(on_its_way(town, end, commit, ALL_CLEAR), LONGEST)
        check(town, course, ALL_CLEAR)
        town.assert_once(WARNING)


def sent_to_all(town: LiveTown, subject: str) -> list[str]:
    """The receipts that say so."""
    title, amount = subject.partition(": ")[2], counted(len(town.people))
    pattern = rf"Gesendet an {amount} von {amount}, \d\d:\d\d:\d\d: {title}"
    return [one for one in town.receipts() if re.fullmatch(pattern, one)]


def check(town: LiveTown, course: Course, subject: str) -> None:
    """Each got it once, the staff was told of it once, and all in time."""
    print(f"\n{course}")  # noqa: T201  # this is what a rehearsal is for
    town.assert_once(subject)
    assert len(sent_to_all(town, subject)) == 1
    assert course.seconds["campaign started"] <= PROMISED


@SLOW
@MACHINES
def test_while_listmonk_is_down(machine: Machine, people: int, tmp_path: Path) -> None:
    with live_town(tmp_path, machine, people, poll=10) as town:
        machine.stop()
        fire = warn(town)
        course, commit = pushed(town, "A warning, Listmonk stopped")
        town.call_hook()
        steps = on_its_way(town, fire, commit, WARNING)
        site = ("publisher saw it", "page is on the website", "item is in the feed")
        told = {"staff knows: NICHT gesendet": lambda: bool(town.receipts("NICHT gesendet"))}
        course.until({step: steps[step] for step in site} | told, LONGEST)
        (mail,) = town.desk.mails()
        assert str(mail.message["Subject"]).startswith("NICHT gesendet: Brand in der Mühle")
        assert "Was jetzt tun: " in (mail.body("plain") or "")
        assert town.mails(WARNING) == []

        machine.go_on()
        course.note("Listmonk is back")
        course.until({step: steps[step] for step in steps if step not in site}, 2 * LONGEST)
        print(f"\n{course}")  # noqa: T201
        town.assert_once(WARNING)
        assert len(town.campaigns(fire)) == 1
        assert len(town.receipts()) == 2
