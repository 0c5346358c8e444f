"""``next``: two builds are equal until the moment that it names, and differ there."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from subscriptions.core.dates import after, parse_moment

from .site_runs import TownFolder, tree

SetClock = Callable[[str], None]

UPDATE = "content/aktuelles/2026-03-09-hochwasser-am-talbach-aktualisierung.md"


def coming(town: TownFolder, at: str) -> str:
    """When a page changes; moments at which only mail may be due are passed over."""
    while True:
        answer = town.run("next", "--as-of", at, "--json")
        assert answer.code == 0
        found = json.loads(answer.out)
        if any(change["what"] != "mailing" for change in found["changes"]) or not found["next"]:
            return found["next"] or ""
        at = found["next"]


def right_before(moment: str) -> str:
    return after(parse_moment(moment).at, -timedelta(seconds=1)).isoformat()


def without_pool(town: TownFolder) -> None:
    """A pool has another day every day."""
    for path in (town.folder / "content").rglob("*hallenbad*.md"):
        path.unlink()


def built(town: TownFolder, at: str) -> dict[str, bytes]:
    assert town.build(at, "--lenient").code in (0, 3)
    return tree(town.output)


@pytest.mark.parametrize(
    "now",
    [
        pytest.param("2022-06-19 08:00", id="before-a-warning"),
        pytest.param("2022-06-22 20:00", id="as-it-expires"),
        pytest.param("2022-07-14 20:38", id="fire"),
        pytest.param("2022-07-15 08:00", id="after-the-fire"),
        pytest.param("2022-09-17 20:00", id="autumn"),
        pytest.param("2026-10-21 17:00", id="storm"),
        pytest.param("2026-11-23 12:00", id="late"),
    ],
)
def test_a_build_is_the_same_until_then(
    at_any_time: TownFolder, capsys: pytest.CaptureFixture[str], now: str
) -> None:
    town = TownFolder(at_any_time.folder, capsys)
    moment = coming(town, now)
    first = built(town, now)
    assert built(town, right_before(moment)) == first
    assert built(town, moment) != first


def test_from_one_change_to_the_next(second: TownFolder) -> None:
    """The flood's update is away, so that the alert expires, and leaves the banner a day later."""
    (second.folder / UPDATE).unlink()
    without_pool(second)
    now = "2026-03-05T08:00:00+01:00"
    shown = built(second, now)
    passed = []
    while moment := coming(second, now):
        assert built(second, right_before(moment)) == shown, f"{now} to {moment}"
        then = built(second, moment)
        assert then != shown, moment
        now, shown = moment, then
        passed.append(moment)
        assert len(passed) < 40
    assert "2026-03-10T08:00:00+01:00" in passed
    assert "2026-03-11T08:00:00+01:00" in passed
    assert built(second, "2029-01-01") == shown


def test_the_moment_alone_is_on_stdout(second: TownFolder) -> None:
    without_pool(second)
    answer = second.run("next", "--as-of", "2026-03-09 18:00")
    assert answer.out.count("\n") == 1
    assert parse_moment(answer.out.strip()).at > parse_moment("2026-03-09 18:00").at
    assert "2026-03-" in answer.err
    found = json.loads(second.run("next", "--as-of", "2026-03-09 18:00", "--json").out)
    assert found["next"] == answer.out.strip()
    assert (found["schema"], found["command"], found["status"]) == (1, "next", "ok")
    assert all(set(change) == {"item", "what"} for change in found["changes"])


def test_none_is_no_failure(second: TownFolder) -> None:
    without_pool(second)
    answer = second.run("next", "--as-of", "2030-01-01")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "Von selbst ändert sich nichts.\n"
    found = json.loads(second.run("next", "--as-of", "2030-01-01", "--json").out)
    assert (found["next"], found["changes"]) == (None, [])


def test_a_deleted_warning_that_is_kept_ends_too(second: TownFolder, clock: SetClock) -> None:
    (second.folder / UPDATE).unlink()
    clock("2026-03-09 18:00")
    second.run("publish", "--to", "outbox")
    (second.folder / "content/aktuelles/2026-03-08-hochwasser-am-talbach.md").unlink()
    now = "2026-03-11 01:00"
    moment = coming(second, now)
    assert moment == "2026-03-11T08:00:00+01:00", "expired for a day, it is gone like any other"
    first = built(second, now)
    assert built(second, right_before(moment)) == first
    assert built(second, moment) != first


def test_a_pool_changes_every_night(second: TownFolder) -> None:
    assert coming(second, "2030-01-01 21:30") == "2030-01-02T00:00:00+01:00"


def test_reminders_are_named_when_they_are_asked_for(second: TownFolder) -> None:
    """They change no page, so a build has nothing to do with them."""
    second.build("2026-03-09 18:00")
    noon = ("--as-of", "2026-03-10 12:00")
    assert "17:20" not in second.run("next", *noon).out
    answer = second.run("next", "--reminders", *noon, "--json")
    found = json.loads(answer.out)
    assert found["next"] == "2026-03-10T17:20:00+01:00"
    update = "2026-03-09-hochwasser-am-talbach-aktualisierung"
    assert found["changes"] == [{"item": update, "what": "reminder"}]
    (second.output / "feeds/alle.json").unlink()
    answer = second.run("next", "--reminders", *noon)
    assert "alle.json" in answer.err
    assert answer.code == 0
