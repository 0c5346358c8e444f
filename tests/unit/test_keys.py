"""Identities and keys: what file names become, and what the mail server keeps unique."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.keys import (
    MAX_IDENTITY,
    Key,
    fingerprint,
    identity_of_stem,
    is_identity,
    parse_key,
)

identities = st.from_regex(r"\A[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}\Z")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        pytest.param("2022-07-14-brand", True, id="date and words"),
        pytest.param("a", True, id="one letter"),
        pytest.param("a" * MAX_IDENTITY, True, id="as long as may be"),
        pytest.param("a" * (MAX_IDENTITY + 1), False, id="one too long"),
        pytest.param("", False, id="empty"),
        pytest.param("Brand", False, id="capital"),
        pytest.param("brand--damm", False, id="two hyphens"),
        pytest.param("-brand", False, id="hyphen first"),
        pytest.param("brand-", False, id="hyphen last"),
        pytest.param("../brand", False, id="way up"),
        pytest.param("brand\n", False, id="line feed behind"),
        pytest.param("käse", False, id="umlaut"),
        pytest.param("brand_1", False, id="underscore"),
        pytest.param("١", False, id="digit of another script"),
    ],
)
def test_what_is_an_identity(text: str, is_one: bool) -> None:
    assert is_identity(text) is is_one


@pytest.mark.parametrize(
    ("stem", "identity"),
    [
        pytest.param("2022-07-14-brand", "2022-07-14-brand", id="one already"),
        pytest.param("Käse & Brot", "kaese-brot", id="blanks and umlaut"),
        pytest.param("ÜBUNG Größe", "uebung-groesse", id="capitals"),
        pytest.param("Ka\u0308se", "kaese", id="umlaut in two signs, as from a Mac"),
        pytest.param("brand_am__damm", "brand-am-damm", id="underscores"),
        pytest.param("..", "", id="way up"),
        pytest.param("🎉", "", id="nothing to keep"),
        pytest.param("", "", id="empty"),
        pytest.param("a" * 150, "a" * 100, id="cut"),
        pytest.param("a" * 99 + " b", "a" * 99, id="cut before the hyphen"),
    ],
)
def test_file_names_become_identities(stem: str, identity: str) -> None:
    assert identity_of_stem(stem) == identity


@given(st.text())
def test_any_file_name_gives_an_identity_or_nothing(stem: str) -> None:
    identity = identity_of_stem(stem)
    assert identity == "" or is_identity(identity)
    assert identity_of_stem(identity) == identity


@given(st.text())
def test_both_ways_to_write_an_umlaut_give_one_identity(stem: str) -> None:
    composed, taken_apart = (unicodedata.normalize(form, stem) for form in ("NFC", "NFD"))
    assert identity_of_stem(composed) == identity_of_stem(taken_apart)


def test_a_key_in_all_its_forms() -> None:
    key = Key("correction", "musterstadt", "brand", "20220714t2035")
    assert str(key) == "correction/musterstadt/brand/20220714t2035"
    assert key.file_name == "correction.musterstadt.brand.20220714t2035.eml"
    assert key.slug == hashlib.sha256(str(key).encode()).hexdigest()[:32]


@given(identities, identities, st.just("") | identities | st.just("item/1"))
def test_a_key_comes_back(site: str, identity: str, part: str) -> None:
    key = Key("item", site, identity, part)
    assert parse_key(str(key)) == key


@pytest.mark.parametrize("text", ["", "brand", "item/brand"])
def test_too_few_parts_are_no_key(text: str) -> None:
    with pytest.raises(ValueError, match="unpack"):
        parse_key(text)


def test_what_listmonk_would_write_as_one_slug_has_two() -> None:
    one, two = Key("item", "a", "b-c"), Key("item", "a-b", "c")
    assert one.slug != two.slug
    assert one.file_name != two.file_name


@given(st.tuples(identities, identities, identities), st.tuples(identities, identities, identities))
def test_different_keys_have_different_slugs_and_files(
    one: tuple[str, str, str], two: tuple[str, str, str]
) -> None:
    first, second = Key("item", *one), Key("item", *two)
    assert (first == second) is (first.slug == second.slug) is (first.file_name == second.file_name)


words = st.lists(st.text(st.characters(exclude_characters="\x1f")), min_size=1)


@given(words, words)
def test_a_fingerprint_tells_texts_apart(one: list[str], two: list[str]) -> None:
    assert (fingerprint(*one) == fingerprint(*two)) is (one == two)
    assert len(fingerprint(*one)) == 32


def test_a_fingerprint_sees_where_one_part_ends() -> None:
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
