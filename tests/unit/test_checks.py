"""What must hold of items beside the form of their fields."""

from __future__ import annotations

import pytest

from subscriptions.core.attachments import check_files, is_inside
from subscriptions.core.checks import check_item, check_notes, check_together, resolve_topics
from subscriptions.core.item import Item
from tests.unit.samples import SOURCE, at, item, topics

POOL = {"topics": "freibaeder"}
WARN = {"topics": "gefahren", "msgtype": "alert", "until_further_notice": "ja"}


def problems(one: Item) -> list[str]:
    return [
        problem.format().removeprefix(f"{SOURCE}:")
        for problem in (
            *check_item(one, topics()),
            *check_files(one, {"anhaenge/a.pdf": 5}.get),
        )
    ]


def together(*items: Item, **broken: str) -> list[str]:
    return [problem.format() for problem in check_together(items, unread=broken)]


def test_topics_are_known_by_name_and_id_each_once() -> None:
    found, wrong = resolve_topics(item(topics="Freibäder, vereine, freibaeder"), topics())
    assert (found.topics, wrong) == (("freibaeder", "vereine"), ())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Vereien", ["4: topics: there is no topic “Vereien”; did you mean “Vereine”?"]),
        ("vereine, xyz", ["4: topics: there is no topic “xyz”; known are: Gefahrenhinweise,"]),
        (
            "xyz, abc",
            ["4: topics: there is no topic “xyz”;", "4: topics: there is no topic “abc”;"],
        ),
        ("[',']", ["4: topics: there is no topic “,”;"]),
        ("','", ["4: topics: name at least one topic"]),
        ("[]", ["4: topics: name at least one topic"]),
    ],
)
def test_unknown_topics(written: str, expected: list[str]) -> None:
    _, wrong = resolve_topics(item(topics=written), topics())
    assert len(wrong) == len(expected)
    for problem, start in zip(wrong, expected, strict=True):
        assert problem.format().startswith(f"{SOURCE}:{start}")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="news"),
        pytest.param({"attachments": "{file: anhaenge/a.pdf, title: A}"}, id="attachment"),
        pytest.param({**POOL, "pool": "freibad", "state": "closed"}, id="pool"),
        pytest.param({**POOL}, id="news about a pool"),
        pytest.param({"topics": "vergabe", "deadline": "2022-08-01 10:00"}, id="tender"),
        pytest.param(WARN, id="alert until further notice"),
        pytest.param(
            {**WARN, "until_further_notice": "", "expires": "2022-07-15 08:00"}, id="alert"
        ),
        pytest.param({**WARN, "msgtype": "update", "references": "a"}, id="update"),
        pytest.param(
            {**WARN, "msgtype": "cancel", "references": "a", "until_further_notice": ""},
            id="cancel",
        ),
        pytest.param({"topics": "gefahren", "severity": "Minor"}, id="a calm note"),
        pytest.param({"start": "2022-07-15 10:00", "end": "2022-07-15"}, id="ends the same day"),
    ],
)
def test_sound_items(fields: dict[str, str]) -> None:
    assert problems(item(**fields)) == []


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        pytest.param(
            {"topics": "[gefahren, vereine]"}, "4: topics: a warning goes to its own", id="mixed"
        ),
        pytest.param(
            {**WARN, "topics": "vereine", "until_further_notice": "", "expires": "2022-07-15 8:00"},
            "5: msgtype: only for a topic of the kind warning",
            id="alert elsewhere",
        ),
        pytest.param({"severity": "Minor"}, "5: severity: only for a topic of", id="severity"),
        pytest.param({"pool": "x", "state": "open"}, "5: pool: only for a topic", id="pool"),
        pytest.param({"deadline": "2022-08-01 9:00"}, "5: deadline: only for", id="deadline"),
        pytest.param({**POOL, "pool": "x"}, "5: pool and state belong together", id="no state"),
        pytest.param({**POOL, "state": "open"}, "5: pool and state belong", id="no pool"),
        pytest.param({**WARN, "date": "2022-07-14"}, "3: date: a warning needs a time", id="day"),
        pytest.param({**WARN, "references": "a"}, "7: references: an alert begins", id="refers"),
        pytest.param({**WARN, "msgtype": "update"}, "5: references: name the earlier", id="alone"),
        pytest.param({**WARN, "msgtype": "cancel"}, "5: references: name the", id="lone cancel"),
        pytest.param({**WARN, "until_further_notice": ""}, "5: expires: until when", id="endless"),
        pytest.param(
            {**WARN, "expires": "2022-07-14 20:35"}, "7: expires: must be later", id="expired"
        ),
        pytest.param(
            {"start": "2022-07-15 10:00", "end": "2022-07-14"}, "6: end: is before", id="end"
        ),
        pytest.param(
            {"attachments": "{file: anhaenge/b.pdf, title: B}"},
            "5: attachments: there is no file content/anhaenge/b.pdf",
            id="no such file",
        ),
        pytest.param(
            {"attachments": "{file: ../town.yml, title: B}"},
            "5: attachments: “../town.yml” lies outside content/",
            id="outside",
        ),
        pytest.param(
            {"image": "{file: anhaenge/b.png, alt: B}"},
            "5: image: there is no file",
            id="no picture",
        ),
    ],
)
def test_what_must_be_mended(fields: dict[str, str], problem: str) -> None:
    found = problems(item(**fields))
    assert any(line.startswith(problem) for line in found), found


def test_an_open_question_stands_alone() -> None:
    assert len(problems(item(**{**WARN, "until_further_notice": ""}))) == 1


@pytest.mark.parametrize(
    ("date", "noted", "told"),
    [
        ("2022-07-14 20:35", "2022-07-15 09:30", False),
        ("2022-07-14 20:35", "2022-07-15 09:31", True),
        ("2022-07-14 20:35", "2032-07-15 09:00", True),
        ("2022-07-15 09:30", "2022-07-15 09:31", True),
        pytest.param("2022-07-16 20:35", "2022-07-17 09:00", False, id="not published yet"),
    ],
)
@pytest.mark.parametrize("field", ["corrections", "withdrawn"])
def test_a_note_is_not_of_the_future(field: str, date: str, noted: str, *, told: bool) -> None:
    one = item(date=date, **{field: f"{{date: {noted}, note: Falsch.}}"})
    found = [problem.format() for problem in check_notes(one, at("2022-07-15 09:00"))]
    start = f"{SOURCE}:5: {field}: {noted} is still to come; check day and year"
    assert [line.startswith(start) for line in found] == ([True] if told else [])


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("anhaenge/a.pdf", True),
        ("anhaenge/a b.pdf", True),
        ("anhaenge/b/a.pdf", True),
        ("anhaenge/a..b.pdf", True),
        ("../a.pdf", False),
        ("anhaenge/../../a.pdf", False),
        ("/etc/hostname", False),
        ("..\\a.pdf", False),
        ("", False),
        (".", False),
    ],
)
def test_files_lie_inside(name: str, inside: bool) -> None:
    assert is_inside(name) is inside
