"""The file that setup writes for the site's form, and what the form says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.sign_up import (
    consent_of,
    frequency_of,
    read_sign_up,
    sign_up_text,
    trusted_urls,
)
from subscriptions.core.yaml_text import parse_yaml
from tests.unit.samples import problems_of, topics, town

FORM = "https://listen.example.org/subscription/form"
UUID = "0c1b2d3e-0000-4000-8000-000000000001"


@given(st.dictionaries(st.sampled_from([t.id for t in topics()]), st.uuids(), min_size=1))
def test_what_setup_writes_is_what_the_site_reads(uuids: dict[str, object]) -> None:
    texts = {topic: str(uuid) for topic, uuid in uuids.items()}
    written = sign_up_text("https://listen.example.org/", texts)
    found = read_sign_up(parse_yaml(written), topics())
    assert (found.form, dict(found.lists)) == (FORM, texts)


def test_a_list_of_no_topic_is_left_out() -> None:
    written = sign_up_text("https://listen.example.org", {"vereine": UUID, "frueher": UUID})
    found = read_sign_up(parse_yaml(written), topics())
    assert found.lists == (("vereine", UUID),)
    assert (found.uuid("vereine"), found.uuid("frueher")) == (UUID, "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [1, 1]),
        (f"form: {FORM}", [1]),
        (f"lists: {{vereine: {UUID}}}", [1]),
        (f"form: {FORM}\nlists: {{vereine: 3}}", [2]),
        (f"form: {FORM}\nlists: [{UUID}]", [2]),
        (f"form: javascript:alert(1)\nlists: {{vereine: {UUID}}}", [1]),
        (f"form: {FORM}\nlists: {{vereine: {UUID}}}\nurl: x", [3]),
    ],
)
def test_everything_that_is_wrong_is_told(text: str, lines: list[int]) -> None:
    found = problems_of(lambda: read_sign_up(parse_yaml(text), topics()))
    assert [int(problem.split(":")[1]) for problem in found] == lines
    assert all("setup" in problem for problem in found)


def test_the_consent_names_the_town() -> None:
    assert town().name in consent_of(town(), str).text


def test_how_often_is_never_empty() -> None:
    assert all(frequency_of(topic, str) for topic in topics())


@pytest.mark.parametrize("config", [{}, {"public_subscription": None}, {"public_subscription": {}}])
def test_no_trusted_address(config: dict[str, object]) -> None:
    assert trusted_urls(config) == ()
