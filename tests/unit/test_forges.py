"""Addresses of the forms: what each forge takes, and nothing that breaks out of them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.forges import FORGES, MOST_ADDRESS, Repository

URL = "https://git.example.org/stadt/inhalte"


def repository(forge: str, branch: str = "main") -> Repository:
    return Repository(FORGES[forge], URL, branch)


@pytest.mark.parametrize(
    ("forge", "address"),
    [
        (
            "github",
            f"{URL}/new/main?filename=content%2Faktuelles%2Fa.md&value=Es%20brennt%0A%26",
        ),
        ("forgejo", f"{URL}/_new/main/content/aktuelles?filename=a.md&value=Es%20brennt%0A%26"),
        ("gitea", f"{URL}/_new/main/content/aktuelles?filename=a.md&value=Es%20brennt%0A%26"),
        ("gitlab", f"{URL}/-/new/main/content/aktuelles?file_name=a.md"),
    ],
)
def test_name_and_text_in_place(forge: str, address: str) -> None:
    found, has_text = repository(forge).new_file("a.md", "Es brennt\n&")
    assert found == address
    assert has_text == (forge != "gitlab")


@pytest.mark.parametrize("forge", FORGES)
@given(text=st.text(max_size=300), branch=st.sampled_from(["main", "stadt/neu", "a b#c"]))
def test_any_text_arrives_as_it_is(forge: str, text: str, branch: str) -> None:
    encodable = text.encode("utf-8", "ignore").decode()
    address, has_text = repository(forge, branch).new_file("___Datum___-brand.md", encodable)
    parts = urlsplit(address)
    assert address.isascii()
    assert (parts.netloc, parts.fragment) == ("git.example.org", "")
    query = parse_qs(parts.query, keep_blank_values=True)
    assert query[FORGES[forge].name][0].endswith("___Datum___-brand.md")
    if has_text:
        assert query[FORGES[forge].text] == [encodable]


@pytest.mark.parametrize("forge", FORGES)
def test_an_address_that_servers_would_refuse_is_left_short(forge: str) -> None:
    address, has_text = repository(forge).new_file("a.md", "ä" * MOST_ADDRESS)
    assert not has_text
    assert len(address) < 200
