"""An all-clear is mailed to those who heard of the incident, and to nobody else."""

from __future__ import annotations

import pytest

from subscriptions.core.feed import Entry
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign
from tests.unit.test_plan import SITE, campaign, course, planned, verbs, warning, withdrawn

ALERT, UPDATE, CANCEL = course("alert", "update", "cancel")
# What the server remembers of a message whose file and feed entry are gone.
OLD = warning("alt", 90, incident="brand")


@pytest.mark.parametrize(
    ("entries", "sent", "verb"),
    [
        pytest.param([ALERT, UPDATE, CANCEL], [], "superseded", id="nothing"),
        pytest.param(
            [ALERT, CANCEL], [campaign("draft", ALERT)], "superseded", id="a draft is no mail"
        ),
        pytest.param(
            [ALERT, CANCEL],
            [campaign("cancelled", ALERT, sent=0)],
            "superseded",
            id="stopped before anybody had it",
        ),
        pytest.param(
            [ALERT, CANCEL], [campaign("cancelled", ALERT, sent=1)], "create", id="stopped half-way"
        ),
        pytest.param([ALERT, CANCEL], [campaign("finished", ALERT)], "create", id="the alert"),
        pytest.param(
            [ALERT, UPDATE, CANCEL], [campaign("finished", UPDATE)], "create", id="only the update"
        ),
        pytest.param([CANCEL], [campaign("finished", ALERT)], "create", id="named, left the feed"),
        pytest.param(
            [CANCEL], [campaign("finished", OLD)], "create", id="remembered, left the feed"
        ),
        pytest.param(
            [withdrawn(ALERT), CANCEL],
            [campaign("finished", ALERT)],
            "create",
            id="mailed, then taken back",
        ),
        pytest.param(
            [CANCEL],
            [campaign("finished", warning("fremd", 90, incident="anders"))],
            "superseded",
            id="of another incident",
        ),
        pytest.param(
            [ALERT, CANCEL],
            [campaign("finished", ALERT), campaign("finished", CANCEL)],
            "done",
            id="told already",
        ),
    ],
)
def test_when_an_all_clear_goes_out(entries: list[Entry], sent: list[Campaign], verb: str) -> None:
    assert verbs(planned(entries, *sent))["w2"] == verb


def test_a_mail_of_its_own_is_no_reason_for_it() -> None:
    own = campaign("draft", CANCEL, key=Key("item", SITE, "w2"))
    assert verbs(planned([ALERT, CANCEL], own))["w2"] == "superseded"
