"""The moments at which something may have to be mailed, though nobody wrote anything."""

from __future__ import annotations

import pytest

from subscriptions.core.changes import Change, earlier
from subscriptions.core.item import Item
from subscriptions.core.mail_moments import next_mailing
from tests.unit.samples import at, item, topics, warning

TOPICS = topics(
    """
defaults: {since: 2022-07-14 00:00, max_age: 24h}
topics:
  gefahren: {name: Gefahrenhinweise, kind: warning}
  gleich: {name: Gleich}
  tag: {name: Tag, delivery: daily 17:00}
  abend: {name: Abend, delivery: daily 19:00}
  woche: {name: Woche, delivery: weekly fri 12:00}
  leise: {name: Leise, quiet: 22:00-06:00}
  bad: {name: Bad, kind: pool, delivery: daily 17:00}
"""
)


def found(now: str, *items: Item) -> str:
    """The next moment, in Berlin, as ``at`` reads it."""
    coming = next_mailing(items, TOPICS, at(now))
    if coming is None:
        return ""
    assert coming.what == (("mailing", "probe"),)
    return f"{coming.at.astimezone(at(now).tzinfo):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("now", "fields", "expected"),
    [
        pytest.param("2026-06-01 10:00", {"topics": "gleich"}, "", id="at-once"),
        pytest.param("2026-06-01 10:00", {"topics": "tag"}, "2026-06-01 17:00", id="today"),
        # Published late, it is in the next one.
        pytest.param("2026-06-01 17:00", {"topics": "tag"}, "2026-06-02 17:00", id="late"),
        pytest.param("2026-06-08 17:00", {"topics": "tag"}, "", id="too-late"),
        pytest.param("2026-06-01 10:00", {"topics": "woche"}, "2026-06-05 12:00", id="week"),
        pytest.param(
            "2026-06-01 10:00", {"topics": "'tag, abend'"}, "2026-06-01 17:00", id="first-hour"
        ),
        pytest.param("2026-06-01 10:00", {"topics": "'tag, gleich'"}, "", id="urgent-one"),
        pytest.param("2026-06-01 23:00", {"topics": "leise"}, "2026-06-02 06:00", id="morning"),
        pytest.param("2026-06-01 23:00", {"topics": "'leise, gleich'"}, "", id="not-all-quiet"),
        pytest.param("2026-06-01 10:00", {"topics": "tag", "mail": "false"}, "", id="no-mail"),
        pytest.param("2026-06-01 10:00", {"topics": "tag", "draft": "true"}, "", id="draft"),
        pytest.param(
            "2026-06-01 10:00",
            {"topics": "bad", "pool": "x", "state": "closed", "until": "2026-06-01 16:00"},
            "",
            id="over-before",
        ),
        pytest.param(
            "2026-06-20 23:00",
            {
                "topics": "leise",
                "corrections": "{date: 2026-06-20 22:30, note: Anders, mail: true}",
            },
            "2026-06-21 06:00",
            id="correction",
        ),
        pytest.param(
            "2026-06-20 23:00",
            {"topics": "leise", "withdrawn": "{date: 2026-06-20 22:30, note: Falsch}"},
            "2026-06-21 06:00",
            id="withdrawal",
        ),
    ],
)
def test_the_next_moment(now: str, fields: dict[str, str], expected: str) -> None:
    assert found(now, item(**{"date": "2026-06-01 09:00", **fields})) == expected


def test_a_warning_has_none() -> None:
    assert next_mailing([warning("w", "2026-06-01 23:00")], TOPICS, at("2026-06-01 23:00")) is None


def test_the_sooner_of_both() -> None:
    early, late = at("2026-06-01 10:00"), at("2026-06-02 10:00")
    change = Change(late, (("state", "x"),))
    soon, then = (Change(moment, (("mailing", "a"),)) for moment in (early, late))
    assert earlier(change, None) == change
    assert earlier(None, soon) == soon
    assert earlier(change, soon) == soon
    assert earlier(Change(early, ()), then) == Change(early, ())
    both = earlier(change, then)
    assert both == Change(late, (("state", "x"), ("mailing", "a")))
