"""The rows beside an item's text, and when an end that it names is no longer the end."""

from __future__ import annotations

import pytest

from plugins.engine.facts import facts
from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from tests.unit.samples import item, warning

ALERT = warning("alarm", "2022-07-14 20:35", until_further_notice="", expires="2022-07-15 08:00")
TENDER = item(topics="vergabe", tender_number="1", deadline="2022-08-01 10:00")


@pytest.mark.parametrize(
    ("one", "overruled", "label"),
    [
        (ALERT, False, "Valid until"),
        (ALERT, True, "Was valid by this message until"),
        (TENDER, False, "Deadline for tenders"),
        (TENDER, True, "Deadline in this notice (no longer valid)"),
    ],
)
def test_an_end_that_a_later_message_moved(one: Item, label: str, *, overruled: bool) -> None:
    rows = facts(one, Formats("en"), str, overruled=overruled)
    ends = [name for name, value, _ in rows if "2022" in value]
    assert ends == [label]
