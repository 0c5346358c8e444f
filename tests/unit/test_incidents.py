"""Incidents: which messages belong together, whatever the order of their files."""

from __future__ import annotations

from subscriptions.core.incidents import incident_of
from subscriptions.core.item import Item
from tests.unit.samples import warning

ALERT = warning("alarm", "2022-07-14 20:35")


def test_an_incident_is_known_by_its_first_message() -> None:
    update = warning("u", "2022-07-14 21:00", "update", references="alarm")
    cancel = warning("c", "2022-07-15 08:00", "cancel", references="[u, fehlt]")
    items = {one.id: one for one in (ALERT, update, cancel)}
    assert {incident_of(one, items) for one in items.values()} == {"alarm"}
    assert incident_of(warning("x", "2022-07-15 08:00", references="fehlt"), items) == "x"


def test_of_two_incidents_that_meet_the_earlier_is_named() -> None:
    late = warning("a-zweiter", "2022-07-14 20:50")
    update = warning("u", "2022-07-14 21:00", "update", references="[a-zweiter, alarm]")
    assert incident_of(update, {one.id: one for one in (late, ALERT, update)}) == "alarm"


class Asked(dict[str, Item]):
    """Items that count how often they were asked for."""

    times = 0

    def __getitem__(self, name: str) -> Item:
        self.times += 1
        return super().__getitem__(name)


def test_every_update_may_name_all_before_it() -> None:
    chain = [ALERT]
    for number in range(14):
        names = ", ".join(one.id for one in chain)
        date = f"2022-07-14 21:{number:02}"
        chain.append(warning(f"u{number}", date, "update", references=f"[{names}]"))
    items = Asked({one.id: one for one in chain})
    assert incident_of(chain[-1], items) == "alarm"
    assert items.times <= len(chain) ** 2
