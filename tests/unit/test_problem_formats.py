"""The forms of problems: by the rules of those who read them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from subscriptions.core.field_words import FIELD_LABELS, labelled
from subscriptions.core.item_fields import Attachment, Correction, Image, ItemFields, Withdrawal
from subscriptions.core.messages import message
from subscriptions.core.pages import PageFields, ServiceFields
from subscriptions.core.pools import PoolFields
from subscriptions.core.problem_formats import FORMATS
from subscriptions.core.problems import Problem

PROBLEMS = (
    Problem("content/a,b.md", 3, message("expires: 100 % wrong\nor not")),
    Problem("content/a,b.md", 9, message("expires: 100 % wrong\nor not")),
    Problem("content/c.md", 1, message("the file is empty"), "warning"),
)


def document(name: str) -> Any:
    return json.loads(FORMATS[name](PROBLEMS, str))


def test_an_editor_reads_the_label_and_that_it_is_a_hint() -> None:
    german = {"Valid until": "Gültig bis", "Hint: {text}": "Hinweis: {text}"}
    speak = lambda text: german.get(text, text)  # noqa: E731
    wrong = Problem("content/a.md", 3, message("expires: is wrong"))
    assert wrong.told(speak) == "content/a.md:3: expires (Gültig bis): is wrong"
    hint = Problem("content/a.md", 3, message("expires: is odd"), "warning")
    assert hint.told(speak) == "content/a.md:3: Hinweis: expires (Gültig bis): is odd"
    # title of town.yml is no headline
    settings = Problem("town.yml", 1, message("title: is missing"))
    assert settings.told(speak) == "town.yml:1: title: is missing"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("image.alt: is missing", "image.alt (Description of the picture): is missing"),
        ("no such thing: wrong", "no such thing: wrong"),
        ("wetter: no such field", "wetter: no such field"),
        ("the text: ends", "the text: ends"),
    ],
)
def test_labels(text: str, wanted: str) -> None:
    assert labelled(text, str) == wanted


def test_each_field_has_a_label() -> None:
    models = (ItemFields, PageFields, ServiceFields, PoolFields)
    inner = (Image, Attachment, Correction, Withdrawal)
    fields = {name for model in (*models, *inner) for name in model.model_fields}
    assert fields <= FIELD_LABELS.keys()


def test_github_escapes_what_ends_a_command() -> None:
    lines = FORMATS["github"](PROBLEMS, str).splitlines()
    assert lines == [
        (
            "::error file=content/a%2Cb.md,line=3,title=expires::"
            "expires (Valid until): 100 %25 wrong\\u000aor not"
        ),
        (
            "::error file=content/a%2Cb.md,line=9,title=expires::"
            "expires (Valid until): 100 %25 wrong\\u000aor not"
        ),
        "::warning file=content/c.md,line=1,title=content::the file is empty",
    ]


def test_gitlab_code_quality() -> None:
    found = document("gitlab")
    assert [one["severity"] for one in found] == ["major", "major", "minor"]
    assert len({one["fingerprint"] for one in found}) == 3
    assert found[0]["check_name"] == "expires"
    assert found[0]["location"] == {"path": "content/a,b.md", "lines": {"begin": 3}}
    needed = {"description", "check_name", "fingerprint", "severity", "location"}
    assert all(one.keys() == needed for one in found)


def test_a_fingerprint_stays_when_lines_move() -> None:
    moved = [Problem(one.path, one.line + 5, one.message, one.level) for one in PROBLEMS]
    after = json.loads(FORMATS["gitlab"](moved, str))
    assert [one["fingerprint"] for one in after] == [
        one["fingerprint"] for one in document("gitlab")
    ]


def test_sarif() -> None:
    found = document("sarif")
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == rules == {"expires", "content"}
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning"]
    place = run["results"][2]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "content/c.md"}, "region": {"startLine": 1}}


def test_json() -> None:
    found = document("json")
    assert (found["schema"], found["command"], found["status"]) == (1, "check", "error")
    assert found["problems"][2] == {
        "path": "content/c.md",
        "line": 1,
        "level": "warning",
        "field": None,
        "message": "the file is empty",
    }


@pytest.mark.parametrize("name", ["gitlab", "sarif", "json"])
def test_nothing_wrong_is_a_document_too(name: str) -> None:
    assert json.loads(FORMATS[name]((), str)) is not None
    assert FORMATS["github"]((), str) == ""
