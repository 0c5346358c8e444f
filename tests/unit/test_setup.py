"""What Listmonk needs: made, kept, put right, or refused."""

from __future__ import annotations

from typing import Any

import pytest

from subscriptions.core.listmonk_form import TEMPLATE_BODY
from subscriptions.core.setup import Step, plan_setup
from tests.unit.samples import topics

ONE = "topics: {vereine: {name: Vereine}}"


def a_list(**fields: Any) -> dict[str, Any]:
    return {
        "id": 3,
        "uuid": "u-3",
        "name": "Umbenannt",
        "optin": "double",
        "tags": ["infokanal-musterstadt--vereine", "x"],
        **fields,
    }


def steps(lists: list[dict[str, Any]], template: dict[str, Any] | None = None) -> tuple[Step, ...]:
    return plan_setup(topics(ONE), "musterstadt", lists, template)


def test_on_an_empty_server_all_is_to_be_made() -> None:
    found = plan_setup(topics(), "musterstadt", [], None)
    assert [step.verb for step in found] == ["create"] * 5
    assert [step.topic.id if step.topic else "" for step in found] == [
        "gefahren",
        "vereine",
        "freibaeder",
        "vergabe",
        "",
    ]


def test_a_renamed_list_is_found_by_its_tag() -> None:
    found = steps([a_list()])[0]
    assert (found.verb, found.id, found.uuid) == ("keep", 3, "u-3")


@pytest.mark.parametrize(
    ("lists", "verb", "reason"),
    [
        pytest.param([a_list(), a_list(id=4)], "refuse", "2 lists have the tag", id="two"),
        pytest.param([a_list(optin="single")], "refuse", "single opt-in", id="single opt-in"),
        pytest.param([a_list(optin=None)], "refuse", "single opt-in", id="unknown opt-in"),
        pytest.param([a_list(tags=None)], "create", "to be made", id="no tags"),
        pytest.param(
            [a_list(tags=["infokanal-andere--vereine"])], "create", "to be made", id="another town"
        ),
        pytest.param([a_list(name="Vereine", tags=[])], "create", "to be made", id="only the name"),
    ],
)
def test_lists(lists: list[dict[str, Any]], verb: str, reason: str) -> None:
    found = steps(lists)[0]
    assert found.verb == verb
    assert reason in str(found.reason)


@pytest.mark.parametrize(
    ("template", "verb", "number"),
    [
        pytest.param(None, "create", None, id="none"),
        pytest.param({"id": 7, "body": TEMPLATE_BODY}, "keep", 7, id="ours"),
        pytest.param({"id": 7, "body": f" {TEMPLATE_BODY}\n"}, "keep", 7, id="blanks"),
        pytest.param({"id": 7, "body": f"<p>{TEMPLATE_BODY}</p>"}, "update", 7, id="changed"),
        pytest.param({"id": 7}, "update", 7, id="without body"),
    ],
)
def test_the_template(template: dict[str, Any] | None, verb: str, number: int | None) -> None:
    found = steps([], template)[-1]
    assert (found.verb, found.id, found.topic) == (verb, number, None)
