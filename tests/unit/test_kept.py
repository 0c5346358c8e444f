"""What a store keeps, and gives back: items, and the bytes of pages."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.engine.compression import SAMPLE, Packer, packer_of
from plugins.engine.output import key_of
from plugins.engine.packing import pack_item, unpack_item
from plugins.engine.store import Known, Store
from tests.unit.samples import item

WRITTEN = {
    "few": {},
    "many": {
        "summary": "Kurz gesagt",
        "area": "Musterdorf",
        "location": "Festplatz",
        "start": "2022-07-16 14:00",
        "contact": "Hauptamt",
    },
}


@pytest.mark.parametrize("fields", WRITTEN.values(), ids=WRITTEN)
def test_an_item_is_packed_as_often_as_one_likes(fields: dict[str, str]) -> None:
    once = unpack_item(pack_item(item(**fields)))
    again = unpack_item(pack_item(once))
    changed = unpack_item(pack_item(again.model_copy(update={"draft": True})))
    assert once == again == item(**fields)
    assert changed.draft
    assert changed.date == item().date


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_bytes_come_back_as_they_were(sample: bytes, data: bytes) -> None:
    assert Packer(sample).unpack(Packer(sample).pack(data)) == data


def test_pages_that_are_alike_take_little() -> None:
    page = "".join(f"<p>Absatz {number}</p>" for number in range(500)).encode()
    assert len(Packer(page).pack(page + b"<p>Neu</p>")) < len(Packer(b"").pack(page)) / 2


def test_damaged_bytes_are_none_and_so_are_those_of_another_sample() -> None:
    sample, other = bytes(range(200)), bytes(range(200))[::-1]
    whole = Packer(sample).pack(sample[20:150])
    assert Packer(sample).unpack(whole) == sample[20:150]
    assert Packer(other).unpack(whole) is None
    assert Packer(sample).unpack(whole[:-1]) is None
    assert Packer(sample).unpack(b"no frame") is None


def test_the_first_sample_stays() -> None:
    database = sqlite3.connect(":memory:")
    database.execute(SAMPLE)
    assert packer_of(database) is None
    first = packer_of(database, lambda: b"first " * 9)
    second = packer_of(database, lambda: b"second " * 9)
    assert first
    assert second
    assert second.unpack(first.pack(b"first first")) == b"first first"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.floats(),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
)


@given(VALUES, VALUES)
def test_keys_are_equal_for_what_looks_the_same(first: object, second: object) -> None:
    assert (key_of((first,)) == key_of((second,))) == (repr(first) == repr(second))


def test_half_a_letter_and_what_is_no_plain_value_have_keys() -> None:
    assert key_of(("\udcff",)) != key_of(("\udcfe",))
    assert key_of((item().date,)) == key_of((item().date,))


def test_a_store_that_another_process_wrote_into_catches_up_and_keeps_no_seal(
    tmp_path: Path,
) -> None:
    slow, quick = (Store(tmp_path / "build.sqlite", b"same") for _ in range(2))
    assert not slow.outputs()
    assert not slow.catch_up()
    quick.keep_outputs({"index.html": Known(b"key", (1, 2))}, (), {})
    assert slow.catch_up()
    assert [*slow.outputs()] == ["index.html"]
    slow.keep_seal((1,))
    assert slow.seal() is None
    for store in (slow, quick):
        store.close()


def test_a_text_is_given_for_the_version_that_it_is_of(tmp_path: Path) -> None:
    ours, theirs = (Store(tmp_path / "build.sqlite", b"same") for _ in range(2))
    for store, version in ((ours, b"one"), (theirs, b"two")):
        row = ((), version, "aktuelles", "a", ())
        store.keep_readings("content", [("content/a.md", row, f"html of {version!r}")], ())
        assert store.html("content/a.md", version) == f"html of {version!r}"
    assert ours.html("content/a.md", b"two") == "html of b'two'"
    for source, version in (("content/a.md", b"one"), ("content/b.md", b"two")):
        with pytest.raises(KeyError):
            ours.html(source, version)
    for store in (ours, theirs):
        store.close()


def test_few_changes_open_few_parts_of_a_store_and_all_are_there(tmp_path: Path) -> None:
    names = [f"{number}.html" for number in range(1000)]
    first, second, third = (Store(tmp_path / "build.sqlite", b"same") for _ in range(3))
    first.keep_outputs({name: Known(b"one", (1,)) for name in names}, (), {})
    second.keep_outputs({"7.html": Known(b"two", (2,)), "new.html": Known(b"", ())}, ["8.html"], {})
    wanted = {**{name: Known(b"one", (1,)) for name in names if name != "8.html"}}
    wanted |= {"7.html": Known(b"two", (2,)), "new.html": Known(b"", ())}
    assert second.outputs() == third.outputs() == wanted
    for store in (first, second, third):
        store.close()
