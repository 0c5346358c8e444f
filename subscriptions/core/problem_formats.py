"""Problems in the forms that code hosting services show at the line of a merge request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence

from subscriptions.core.field_words import field_of
from subscriptions.core.keys import fingerprint
from subscriptions.core.messages import Gettext
from subscriptions.core.problems import Problem

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def rule_of(problem: Problem) -> str:
    """What a problem is about, for programs: a field's name, else ``content``."""
    return field_of(problem.message.format()) or "content"


def as_github(problems: Sequence[Problem], gettext: Gettext) -> str:
    """Workflow commands of GitHub Actions, which Forgejo's and Gitea's runners know too."""
    lines = [
        f"::{one.level} file={_property(one.path)},line={one.line},title={_property(rule_of(one))}"
        f"::{_data(one.sentence(gettext))}"
        for one in problems
    ]
    return "\n".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_gitlab(problems: Sequence[Problem], gettext: Gettext) -> str:
    """A Code Quality report of GitLab (a subset of Code Climate's)."""
    severities = {"error": "major", "warning": "minor"}
    return _json(
        [
            {
                "description": one.sentence(gettext),
                "check_name": rule_of(one),
                "fingerprint": name,
                "severity": severities[one.level],
                "location": {"path": one.path, "lines": {"begin": one.line}},
            }
            for one, name in zip(problems, _fingerprints(problems), strict=True)
        ]
    )


def as_sarif(problems: Sequence[Problem], gettext: Gettext) -> str:
    """SARIF 2.1.0 (OASIS), with one run."""
    rules = sorted({rule_of(one) for one in problems})
    results = [
        {
            "ruleId": rule_of(one),
            "level": one.level,
            "message": {"text": one.sentence(gettext)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": one.path},
                        "region": {"startLine": one.line},
                    }
                }
            ],
            "partialFingerprints": {"infokanal/v1": name},
        }
        for one, name in zip(problems, _fingerprints(problems), strict=True)
    ]
    driver = {"name": "infokanal", "rules": [{"id": rule} for rule in rules]}
    return _json(
        {
            "$schema": _SARIF,
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "results": results}],
        }
    )


def as_json(problems: Sequence[Problem], gettext: Gettext) -> str:
    """The program's own document (docs/commands.md)."""
    has_errors = any(one.level == "error" for one in problems)
    return _json(
        {
            "schema": 1,
            "command": "check",
            "status": "error" if has_errors else "ok",
            "problems": [
                {
                    "path": one.path,
                    "line": one.line,
                    "level": one.level,
                    "field": field_of(one.message.format()) or None,
                    "message": one.sentence(gettext),
                }
                for one in problems
            ],
        }
    )


def _fingerprints(problems: Sequence[Problem]) -> list[str]:
    """What stays the same when lines move; equal problems of one file are counted."""
    seen: Counter[tuple[str, str]] = Counter()
    names = []
    for one in problems:
        what = (one.path, one.message.format())
        names.append(fingerprint(*what, str(seen[what])))
        seen[what] += 1
    return names


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


FORMATS: dict[str, Callable[[Sequence[Problem], Gettext], str]] = {
    "github": as_github,
    "gitlab": as_gitlab,
    "sarif": as_sarif,
    "json": as_json,
}
