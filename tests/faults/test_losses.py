"""The ways in which Listmonk loses mail in silence: each is said, and a warning is sent again.

The ten minutes before a resend are not waited for: that publisher's clock is ahead (``bent``).
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from subscriptions.core.keys import Key
from tests.servers import real
from tests.servers.servers import Kind

from .figures import Figures
from .machine import Machine, machine_of
from .proxy import Call
from .towns import Pair, Town, town_on

LATER = ("--ahead", "11")
KINDS = pytest.mark.parametrize(
    "kind", ["stand-in", pytest.param("listmonk", marks=pytest.mark.listmonk)]
)
MOMENTS = pytest.mark.parametrize("moment", ["before it is read back", "before its start"])


@contextlib.contextmanager
def trouble(kind: Kind, folder: Path, **settings: Any) -> Iterator[tuple[Machine, Town, Pair]]:
    """A server of one's own, a town on it, and a pair of its items that are due."""
    if kind == "listmonk" and (why := real.missing()):
        pytest.skip(why)
    with machine_of(kind, settings) as machine, town_on(machine.server, folder / "ort", 1) as town:
        yield machine, town, town.next_pair()


def of(town: Town, pair: Pair, topic: str) -> Counter[tuple[str, str]]:
    """The mails of the warning (``gefahren``) or the news (``vereine``) that came."""
    key = str(pair.alert if topic == "gefahren" else pair.news)
    return Counter({who: count for who, count in town.arrived(pair).items() if who[1] == key})


def raw_campaigns(town: Town, key: Key) -> list[dict[str, Any]]:
    """The campaigns of a key, as the server tells them."""
    found = town.server.data("GET", "/api/campaigns", query=str(key), per_page="all")["results"]
    return [raw for raw in found or () if raw["name"] == str(key)]


def told(town: Town, pair: Pair) -> dict[str, Any]:
    """What the server itself says of the warning's campaign."""
    (raw,) = raw_campaigns(town, pair.alert)
    return {"says": f"{raw['status']}, {raw['sent']} of {raw['to_send']}"}


@KINDS
def test_the_relay_is_down(kind: Kind, tmp_path: Path, figures: Figures) -> None:
    with trouble(kind, tmp_path) as (_, town, pair):
        town.server.sink.down()
        first = town.send(pair)
        assert first.code == 1, first
        assert first.verbs == {str(key): "incomplete" for key in pair.keys}
        row = first.rows[str(pair.alert)]
        assert (row["sent"], row["recipients"]) == (0, 2)
        town.server.sink.up()
        assert town.send(pair).code == 1
        assert not town.arrived(pair)
        says = told(town, pair)
        again = town.send(pair, bent=LATER)
        # The news is not sent again, only reported: its policy is `report`.
        assert again.code == 1
        assert again.verbs[str(pair.news)] == "incomplete"
        assert again.verbs[str(pair.alert)] == "done"
        town.send(pair, bent=LATER)
        came = of(town, pair, "gefahren")
        figures.add(kind, "relay down", expected=2, arrived=came, notes=says)
        assert came == Counter({(one, str(pair.alert)): 1 for one in town.people["gefahren"]})
        assert not of(town, pair, "vereine")


@KINDS
@pytest.mark.slow
def test_listmonk_is_killed_in_the_middle(kind: Kind, tmp_path: Path, figures: Figures) -> None:
    count, at = (10_000, 2_500) if kind == "listmonk" else (600, 200)
    with trouble(kind, tmp_path) as (machine, town, pair):
        if kind == "stand-in":
            town.server.control(delay=0.01)
        town.people["gefahren"] += machine.populate(town.lists["gefahren"], count)
        process = town.begin_send(pair)
        town.server.sink.until(lambda mails: len(mails) >= at, timeout=90)
        machine.crash()
        first = town.end(process)
        second = town.send(pair)
        town.settle(pair)
        second = town.send(pair)
        assert {first.code, second.code} <= {1, 4}
        assert second.code == 1, second
        row = second.rows[str(pair.alert)]
        assert row["action"] == "incomplete"
        assert row["recipients"] == count + 2
        assert row["sent"] < count + 2
        before, says = of(town, pair, "gefahren"), told(town, pair)
        assert 0 < before.total() < count
        again = town.send(pair, bent=LATER)
        assert again.verbs[str(pair.alert)] == "done", again
        assert again.code == 0
        came = of(town, pair, "gefahren")
        notes = {**says, "before the resend": before.total(), "during the crash": first.code}
        figures.add(kind, "killed in the middle", expected=count + 2, arrived=came, notes=notes)
        assert set(came) == {(one, str(pair.alert)) for one in town.people["gefahren"]}
        assert max(came.values()) == 2
        assert max(before.values()) == 1


@KINDS
def test_one_address_is_refused(kind: Kind, tmp_path: Path, figures: Figures) -> None:
    with trouble(kind, tmp_path) as (machine, town, pair):
        town.people["gefahren"] += machine.populate(town.lists["gefahren"], 18)
        refused = town.people["gefahren"][5]
        town.server.sink.refuse(refused)
        first = town.send(pair)
        assert first.code == 1, first
        row = first.rows[str(pair.alert)]
        assert (row["action"], row["sent"], row["recipients"]) == ("incomplete", 19, 20)
        assert first.verbs[str(pair.news)] == "sent"
        assert refused not in first.out + first.err
        later = town.send(pair, bent=LATER)
        assert later.code == 1
        came, says = of(town, pair, "gefahren"), told(town, pair)
        figures.add(kind, "one address refused", expected=20, arrived=came, notes=says)
        assert (came.total(), max(came.values())) == (19, 1)


@KINDS
@pytest.mark.slow
def test_all_are_refused(kind: Kind, tmp_path: Path, figures: Figures) -> None:
    with trouble(kind, tmp_path, **{"app.max_send_errors": 5}) as (machine, town, pair):
        town.people["gefahren"] += machine.populate(town.lists["gefahren"], 18)
        town.server.sink.refuse("*")
        first = town.send(pair)
        assert first.code == 1, first
        assert first.verbs[str(pair.alert)] == "paused"
        town.server.sink.accept("*")
        later = town.send(pair, bent=LATER)
        assert later.code == 1
        assert later.verbs[str(pair.alert)] == "paused"
        came, says = of(town, pair, "gefahren"), told(town, pair)
        figures.add(kind, "all refused", expected=20, arrived=came, notes=says)
        assert not came


def strike(town: Town, moment: str, method: str, path: str) -> None:
    """Let the admin delete something at this moment of the first mail's way."""
    seen: list[Call] = []
    awaited = "GET" if moment == "before it is read back" else "PUT"

    def hook(call: Call) -> None:
        is_due = any(earlier.method == "POST" for earlier in seen) and call.method == awaited
        if is_due and not any(earlier.method == "struck" for earlier in seen):
            seen.append(Call("struck", ""))
            town.server.data(method, path)
        seen.append(call)

    town.proxy.hook = hook


@KINDS
@MOMENTS
@pytest.mark.slow
def test_the_list_is_deleted_in_between(
    kind: Kind, moment: str, tmp_path: Path, figures: Figures
) -> None:
    with trouble(kind, tmp_path) as (_, town, pair):
        strike(town, moment, "DELETE", f"/api/lists/{town.lists['gefahren']}")
        first = town.send(pair)
        town.proxy.hook = None
        assert first.code == 1, first
        assert "lists" in first.out + first.err
        second = town.send(pair)
        assert second.code == 1, second
        assert second.verbs[str(pair.alert)] in ("hold", "incomplete")
        assert second.verbs[str(pair.news)] in ("done", "sent")
        came = of(town, pair, "gefahren")
        figures.add(
            kind, f"list deleted {moment}", expected=2, arrived=came, notes=told(town, pair)
        )
        assert not came
        assert of(town, pair, "vereine").total() == 2


@KINDS
@MOMENTS
@pytest.mark.slow
def test_the_template_is_deleted_in_between(
    kind: Kind, moment: str, tmp_path: Path, figures: Figures
) -> None:
    with trouble(kind, tmp_path) as (_, town, pair):
        name = f"infokanal-{town.site}"
        (found,) = [t for t in town.server.data("GET", "/api/templates") if t["name"] == name]
        strike(town, moment, "DELETE", f"/api/templates/{found['id']}")
        first = town.send(pair)
        town.proxy.hook = None
        assert first.code == 1, first
        assert "template_id" in first.out + first.err
        if moment == "before its start":
            # Too late to hold it back: Listmonk mails it in its default template, and that is told.
            (raw,) = raw_campaigns(town, pair.alert)
            assert town.server.wait_ended(raw["id"])["status"] == "finished"
        came = of(town, pair, "gefahren")
        figures.add(
            kind, f"template deleted {moment}", expected=2, arrived=came, notes=told(town, pair)
        )
        assert came.total() == (2 if moment == "before its start" else 0)
        # What a person does then: the drafts are of no use any more.
        for raw in (raw for key in pair.keys for raw in raw_campaigns(town, key)):
            if raw["status"] == "draft":
                town.server.data("DELETE", f"/api/campaigns/{raw['id']}")
        assert town.run("setup").code == 0
        after = town.send(pair)
        assert after.code == 0, after
        town.assert_once(pair)


@pytest.mark.parametrize(
    "cause", [pytest.param("no page", marks=pytest.mark.slow), "no web server"]
)
def test_the_page_is_not_live(cause: str, tmp_path: Path, figures: Figures) -> None:
    with trouble("stand-in", tmp_path) as (_, town, pair):
        if cause == "no page":
            for key in pair.keys:
                (town.folder / "output" / "aktuelles" / key.id / "index.html").unlink()
        else:
            feed = town.folder / "var" / f"feed-{pair.number}.json"
            address = town.site_url
            feed.write_text(feed.read_text("utf-8").replace(address, "http://127.0.0.1:9"), "utf-8")
        first = town.send(pair, bent=("--hurry",))
        assert first.verbs == {str(pair.alert): "sent", str(pair.news): "hold"}
        assert first.code == 5
        slept = float(first.err.rpartition("slept: ")[2])
        assert 18 <= slept <= 40
        came = of(town, pair, "gefahren")
        figures.add("stand-in", f"page not live, {cause}", expected=2, arrived=came)
        assert (came.total(), max(came.values())) == (2, 1)
        assert not of(town, pair, "vereine")
