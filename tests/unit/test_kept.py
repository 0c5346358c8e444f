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
    slow.keep_readings("content", [("content/a.md", ((), "a"), "before")], ())
    assert slow.html("content/a.md") == "before"
    assert not slow.catch_up()
    quick.keep_readings("content", [("content/a.md", ((), "a"), "after")], ())
    quick.keep_outputs({"index.html": Known(b"key", (1, 2))}, (), {})
    assert slow.catch_up()
    assert [*slow.outputs()] == ["index.html"]
    assert slow.html("content/a.md") == "after"
    slow.keep_seal((1,))
    assert slow.seal() is None
    for store in (slow, quick):
        store.close()


def test_a_text_that_was_put_down_anew_is_the_one_that_is_given(tmp_path: Path) -> None:
    store = Store(tmp_path / "build.sqlite", b"same")
    for html in ("one", "two"):
        store.keep_readings("content", [("content/a.md", ((), "a"), html)], ())
        assert store.html("content/a.md") == html
    with pytest.raises(KeyError):
        store.html("content/b.md")
    store.close()
