"""The archive that the benchmarks build: always the same, and mixed as it says."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.archive import LAST, SPAN, TOPICS, WARNINGS, archive, fresh
from benchmarks.texts import LONGEST, SHORTEST

SIZE = 400


def test_the_same_seed_gives_the_same_items() -> None:
    assert archive(60) == archive(60)
    assert archive(60) != archive(60, seed=2)


@pytest.mark.parametrize("size", [2, 3, 59, SIZE])
def test_it_has_the_size_that_is_asked_for(size: int) -> None:
    items = archive(size)
    assert len(items) == len({item.id for item in items}) == size
    assert [*items] == sorted(items, key=lambda item: (item.date, item.id))
    assert items[-1].date < LAST
    assert items[0].date > LAST - SPAN * 1.01


def test_texts_are_as_long_as_a_town_writes() -> None:
    lengths = [len(item.body) for item in archive(SIZE)]
    assert SHORTEST <= min(lengths) <= max(lengths) <= LONGEST
    assert any("\n|" in item.body for item in archive(SIZE))


def test_few_topics_have_most_of_the_items() -> None:
    counted = Counter(item.topic for item in archive(SIZE) if item.topic != WARNINGS)
    assert counted.keys() == TOPICS.keys() - {WARNINGS}
    assert counted["rathaus"] > 2 * counted["neue-nachbarn"]


def test_every_incident_but_the_last_is_closed() -> None:
    items = archive(SIZE)
    known = {item.id: item for item in items}
    last = {item.incident: item for item in items if item.incident}
    assert [item.id for item in last.values() if item.msgtype != "cancel"] == [items[-1].id]
    for item in items:
        assert all(known[name].date < item.date for name in item.references)
        assert bool(item.references) == (item.msgtype in {"update", "cancel"})


def test_there_are_attachments_corrections_and_deadlines() -> None:
    items = archive(SIZE)
    assert {a.file for item in items for a in item.attachments} >= {"anhaenge/antrag.pdf"}
    assert any(item.corrections and item.updated > item.date for item in items)
    assert all(bool(item.deadline) == bool(item.number) for item in items)
    assert any(item.deadline for item in items)


def test_fresh_items_are_newer_than_the_archive() -> None:
    first, second = fresh(0), fresh(1)
    assert archive(60)[-1].date < first.date < second.date
    assert first.id != second.id
