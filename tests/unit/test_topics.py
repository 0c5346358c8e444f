"""topics.yml: policies with defaults, names as on the site, and every mistake at once."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.cadence import Delivery, Quiet
from subscriptions.core.problems import InvalidContentError
from subscriptions.core.topics import read_topics
from subscriptions.core.yaml_text import Document
from tests.unit.samples import at, problems_of, topics

PATH = "subscriptions/topics.yml"


def test_topics_stay_in_the_order_of_the_file() -> None:
    assert [topic.id for topic in topics()] == ["gefahren", "vereine", "freibaeder", "vergabe"]


def test_a_topic_has_the_defaults_or_its_own() -> None:
    plain, own = topics()["vereine"], topics()["vergabe"]
    assert plain.since is not None
    assert plain.since.at == at("2022-07-14")
    assert (plain.kind, plain.max_age, plain.max_mails) == ("news", timedelta(days=2), 5)
    assert own.since == plain.since
    assert (own.kind, own.max_age, own.max_mails) == ("tender", timedelta(hours=72), 3)


def test_a_topic_takes_the_icon_of_its_kind() -> None:
    found = topics("topics:\n  a: {name: A, kind: pool}\n  b: {name: B, icon: club}")
    assert [topic.icon for topic in found] == ["pool", "club"]


def test_without_since_nothing_is_assumed() -> None:
    assert topics("topics: {a: {name: A}}")["a"].since is None


def test_a_topic_has_a_page() -> None:
    assert topics()["vereine"].path == "themen/vereine/"


def test_when_a_topic_mails() -> None:
    found = topics(
        "defaults: {quiet: 22:00-06:00, delivery: täglich 17:00}\n"
        "topics:\n"
        "  g: {name: G, kind: warning}\n"
        "  a: {name: A}\n"
        "  b: {name: B, quiet: keine, delivery: wöchentlich freitag 12:00}\n"
        "  c: {name: C, delivery: immediate}\n"
    )
    night = Quiet(time(22), time(6))
    assert [(topic.quiet, topic.delivery) for topic in found] == [
        (None, None),
        (night, Delivery(time(17))),
        (None, Delivery(time(12), 4)),
        (night, None),
    ]


@pytest.mark.parametrize("line", ["delivery: daily 17:00", "quiet: 22:00-06:00"])
def test_a_topic_of_warnings_must_not_wait(line: str) -> None:
    text = f"topics:\n  g:\n    name: G\n    kind: warning\n    {line}\n"
    (problem,) = problems_of(lambda: topics(text))
    assert problem.startswith(
        f"{PATH}:5: {line.split(':', maxsplit=1)[0]}: a topic of the kind warning"
    )
    fine = text.replace("daily 17:00", "sofort").replace("22:00-06:00", "none")
    assert topics(fine)["g"].delivery is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("freibaeder", "freibaeder", id="id"),
        pytest.param("Freibäder", "freibaeder", id="name"),
        pytest.param("freibäder", "freibaeder", id="small letters"),
        pytest.param("FREIBÄDER", "freibaeder", id="capitals"),
        pytest.param("Öffentliche  Vergabe", "vergabe", id="two blanks"),
        pytest.param("öffentliche-vergabe", "vergabe", id="hyphen"),
        pytest.param("Freibad", None, id="another word"),
        pytest.param("", None, id="empty"),
        pytest.param("…", None, id="no letters"),
    ],
)
def test_a_topic_is_found_by_its_name(name: str, found: str | None) -> None:
    topic = topics().find(name)
    assert (topic.id if topic else None) == found


def test_an_id_wins_over_a_name() -> None:
    found = topics("topics:\n  a: {name: b}\n  b: {name: C}").find("b")
    assert found is not None
    assert found.id == "b"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "1: topics: name at least one topic", id="empty"),
        pytest.param("topics:", "1: topics: name at least one topic", id="none"),
        pytest.param("topics: [a]", "1: topics: name at least one topic", id="a list"),
        pytest.param(
            "default: {}\ntopics: {a: {name: A}}", "1: default: no such field;", id="typo"
        ),
        pytest.param("topics:\n  a:", "2: name: is missing;", id="no fields"),
        pytest.param("topics:\n  a: {kind: news}", "2: name: is missing;", id="no name"),
        pytest.param("topics:\n  Ä: {name: A}", "2: “Ä” is no identity;", id="no identity"),
        pytest.param("topics:\n  a: {name: A, kind: pol}", "2: kind: “pol” is not", id="kind"),
        pytest.param(
            "topics:\n  a:\n    name: A\n    max_age: x", "4: max_age: “x” is no", id="age"
        ),
        pytest.param(
            "defaults:\n  max_mails: x\ntopics: {a: {name: A}}",
            "2: max_mails: “x” is",
            id="default",
        ),
        pytest.param(
            "topics:\n  a: {name: A, delivery: mittags}", "2: delivery: “mittags” is", id="hour"
        ),
        pytest.param("topics:\n  a: {name: A, quiet: 6-22}", "2: quiet: “6-22” are", id="quiet"),
        pytest.param("topics:\n  a: {name: A, since: x}", "2: since: “x” is no date", id="since"),
    ],
)
def test_what_must_be_mended(text: str, problem: str) -> None:
    (found,) = problems_of(lambda: topics(text))
    assert found.startswith(f"{PATH}:{problem}")


def test_all_topics_are_read_before_anything_is_said() -> None:
    text = "topic: x\ntopics:\n  a: {name: A, kind: x}\n  b: {nmae: B}"
    assert len(problems_of(lambda: topics(text))) == 4


nodes = st.recursive(
    st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "name", "kind", "since", "Ä"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["defaults", "topics", "x"]), nodes))
def test_any_values_are_topics_or_problems(values: dict[str, object]) -> None:
    try:
        found = read_topics(Document(values), PATH)  # type: ignore[arg-type]
    except InvalidContentError:
        return
    assert found.all
