"""town.yml: what a town is, and what it cannot be."""

from __future__ import annotations

import pytest

from subscriptions.core.town import read_town
from subscriptions.core.yaml_text import parse_yaml
from tests.unit.samples import TOWN, problems_of, town


def changed(line: str) -> str:
    """The sample with one field written otherwise, or added."""
    name = line.split(":", 1)[0]
    kept = [old for old in TOWN.strip().split("\n") if not old.startswith(f"{name}:")]
    return "\n".join([*kept, line])


def test_a_town() -> None:
    found = town()
    assert (found.site, found.sender) == ("musterstadt", "stadtbote@example.org")
    assert (found.language, found.mail_server, found.demo) == ("de", None, False)
    assert found.url == "https://info.example.org"
    assert found.absolute("themen/vereine/") == "https://info.example.org/themen/vereine/"
    assert found.absolute("") == "https://info.example.org/"
    assert found.tag("item", "brand") == "tag:info.example.org,2022:item/brand"


@pytest.mark.parametrize(
    ("url", "base_path"),
    [
        ("https://info.example.org", ""),
        ("https://info.example.org/", ""),
        ("https://example.org/info", "/info"),
        ("https://example.org/a/b/", "/a/b"),
    ],
)
def test_a_town_may_live_below_a_path(url: str, base_path: str) -> None:
    assert town(changed(f"url: {url}")).base_path == base_path


def test_another_address_overrides_and_moves_no_id() -> None:
    moved = read_town(parse_yaml(TOWN), "town.yml", url="https://neu.example.org/x/")
    assert (moved.url, moved.base_path) == ("https://neu.example.org/x", "/x")
    assert moved.tag("item", "a") == town().tag("item", "a")


def test_colours_are_written_in_one_form() -> None:
    found = town(changed("colours: {accent: '#ABCDEF', accent_dark: 'abc123'}")).colours
    assert found.accent == "#abcdef"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("site: Muster Stadt", "site: “Muster Stadt” is no identity;"),
        ("url: info.example.org", "url: “info.example.org” is no web address;"),
        ("url: 'https://[info'", "url: “https://[info” is no web address;"),
        ("from: rathaus", "from: “rathaus” is no e-mail address"),
        ("from: '@example.org'", "from: “@example.org” is no e-mail address"),
        ("reply_to: a b@example.org", "reply_to: “a b@example.org” is no e-mail address"),
        ("staff: a@rechner", "staff: “a@rechner” is no e-mail address"),
        ("staff: 'Rathaus <a@example.org>'", "staff: “Rathaus <a@example.org>” is no e-mail"),
        ("mail_server: smtp", "mail_server: “smtp” is not allowed; known are: outbox, listmonk"),
        ("language: fr", "language: “fr” is not allowed; known are: de, en"),
        ("colours: {accent: blue}", "colours.accent: “blue” is no colour;"),
        ("colours: {accent: '#12345'}", "colours.accent: “#12345” is no colour;"),
        ("ids: {domain: example.org}", "ids.year: is missing;"),
        ("sender: a@example.org", "sender: no such field;"),
        ("demo: vielleicht", "demo: “vielleicht” is neither true nor false"),
    ],
)
def test_what_must_be_mended(line: str, problem: str) -> None:
    (found,) = problems_of(lambda: town(changed(line)))
    assert found.startswith("town.yml:")
    assert problem in found


def test_every_missing_field_is_named() -> None:
    names = {line.split(": ")[1] for line in problems_of(lambda: town(""))}
    assert names == {"site", "name", "title", "url", "ids", "from", "reply_to"}
