"""Where a town's things are, and what its files and the environment say."""

from __future__ import annotations

from pathlib import Path

import pytest

from subscriptions.adapters.program import ROOT
from subscriptions.adapters.settings import (
    ConfigurationError,
    Places,
    read_credentials,
    read_environment,
    read_settings,
)
from subscriptions.core.town import Town
from tests.unit.samples import TOPICS, TOWN, problems_of, town

SET = {
    "LISTMONK_URL": "https://post.example.org/",
    "LISTMONK_USER": "infokanal",
    "LISTMONK_TOKEN": "geheim",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "subscriptions").mkdir()
    (tmp_path / "town.yml").write_text(TOWN, encoding="utf-8")
    (tmp_path / "subscriptions" / "topics.yml").write_text(TOPICS, encoding="utf-8")
    return tmp_path


def refusal(environment: dict[str, str], at: Town) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_credentials(environment, at)
    return str(caught.value)


def test_credentials_from_the_environment() -> None:
    found = read_credentials(SET, town())
    assert (found.url, found.user, found.token) == (
        "https://post.example.org",
        "infokanal",
        "geheim",
    )


def test_the_token_is_not_shown() -> None:
    assert "geheim" not in repr(read_credentials(SET, town()))


def test_the_address_may_stand_in_town_yml_and_the_environment_wins() -> None:
    named = town(TOWN + "listmonk_url: https://andere.example.org\n")
    without = {name: value for name, value in SET.items() if name != "LISTMONK_URL"}
    assert read_credentials(without, named).url == "https://andere.example.org"
    assert read_credentials(SET, named).url == "https://post.example.org"


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        ({"LISTMONK_URL"}, "LISTMONK_URL not set"),
        ({"LISTMONK_USER"}, "LISTMONK_USER not set"),
        ({"LISTMONK_TOKEN"}, "LISTMONK_TOKEN not set"),
        ({"LISTMONK_USER", "LISTMONK_TOKEN"}, "LISTMONK_USER, LISTMONK_TOKEN not set"),
        (set(SET), "LISTMONK_URL, LISTMONK_USER, LISTMONK_TOKEN not set"),
    ],
)
def test_what_is_missing_is_named(missing: set[str], named: str) -> None:
    some = {name: value for name, value in SET.items() if name not in missing}
    assert refusal(some, town()).startswith(named)
    assert refusal({**SET, **dict.fromkeys(missing, "")}, town()).startswith(named)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:9000",
        "http://127.0.0.1:9000",
        "http://[::1]:9000",
        "https://post.example.org",
    ],
)
def test_where_a_token_may_go(url: str) -> None:
    assert read_credentials({**SET, "LISTMONK_URL": url}, town()).url == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://post.example.org", "is plain http"),
        ("HTTP://post.example.org", "is plain http"),
        ("http://127.0.0.1.example.org", "is plain http"),
        ("http://localhost@post.example.org", "is plain http"),
        ("post.example.org", "is no web address"),
        ("file:///etc/hostname", "is no web address"),
        ("https://[::1", "is no web address"),
        ("https://post.example.org:port", "is no web address"),
        ("http://", "is no web address"),
    ],
)
def test_where_a_token_may_not_go(url: str, why: str) -> None:
    assert why in refusal({**SET, "LISTMONK_URL": url}, town())


@pytest.mark.parametrize(
    ("raw", "token"),
    [
        pytest.param(b"LISTMONK_TOKEN=abc\n", "abc", id="plain"),
        pytest.param(b"\xef\xbb\xbfLISTMONK_TOKEN=abc\r\n", "abc", id="byte order mark, CR LF"),
        pytest.param(b"LISTMONK_TOKEN='a b#c'\n", "a b#c", id="quotation marks"),
        pytest.param(b"LISTMONK_TOKEN=a${HOME}b\n", "a${HOME}b", id="nothing is filled in"),
        pytest.param(b"export LISTMONK_TOKEN=abc\n", "abc", id="export"),
        pytest.param(b"LISTMONK_TOKEN=\n", None, id="empty"),
        pytest.param(b"# nothing\n", None, id="comment"),
    ],
)
def test_the_file_env(site: Path, raw: bytes, token: str | None) -> None:
    (site / ".env").write_bytes(raw)
    assert read_environment({}, site).get("LISTMONK_TOKEN") == token


def test_the_environment_wins_unless_it_is_empty(site: Path) -> None:
    (site / ".env").write_text("A=datei\nB=datei\n", encoding="utf-8")
    assert read_environment({"A": "umgebung", "B": ""}, site) == {"A": "umgebung", "B": "datei"}


def test_without_env_the_environment_is_all(tmp_path: Path) -> None:
    assert read_environment({"A": "1", "B": ""}, tmp_path) == {"A": "1"}


def test_env_in_another_encoding_is_a_problem(site: Path) -> None:
    (site / ".env").write_bytes(b"A=\xe4\n")
    (problem,) = problems_of(lambda: read_environment({}, site))
    assert problem.startswith(".env:1: this file is not UTF-8")


def test_settings(site: Path) -> None:
    found, topics = read_settings(site)
    assert (found.site, len(topics.all)) == ("musterstadt", 4)
    assert read_settings(site, url="https://neu.example.org/")[0].url == "https://neu.example.org"


@pytest.mark.parametrize("url", ["neu.example.org", "https://", "https://[x"])
def test_a_wrong_siteurl_is_a_mistake_of_the_call(site: Path, url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"SITEURL: “.*” is no web address"):
        read_settings(site, url=url)


def test_a_folder_without_town_asks_for_site(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is --site right"):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("file", "raw", "problem"),
    [
        ("town.yml", b"site: a: b", "town.yml:1: a colon too many"),
        ("town.yml", b"name: \xe4", "town.yml:1: this file is not UTF-8"),
        ("subscriptions/topics.yml", b"\n- a", "subscriptions/topics.yml:1: this is no list of"),
        ("subscriptions/topics.yml", b"a: b: c", "subscriptions/topics.yml:1: a colon too many"),
        ("subscriptions/topics.yml", b"", "subscriptions/topics.yml:1: topics: name at least"),
    ],
)
def test_a_broken_file_is_named_as_people_know_it(
    site: Path, file: str, raw: bytes, problem: str
) -> None:
    (site / file).write_bytes(raw)
    assert problems_of(lambda: read_settings(site))[0].startswith(problem)


def test_a_file_that_is_missing_is_named(site: Path) -> None:
    (site / "subscriptions" / "topics.yml").unlink()
    (problem,) = problems_of(lambda: read_settings(site))
    assert problem.startswith("subscriptions/topics.yml:1: cannot be read")


def test_what_is_made_may_lie_elsewhere(tmp_path: Path) -> None:
    places = Places(tmp_path / "stadt", tmp_path / "hier")
    assert places.content == tmp_path / "stadt" / "content"
    assert places.feed == tmp_path / "hier" / "output" / "feeds" / "alle.json"
    assert {places.output.parent, places.outbox.parent, places.var.parent} == {tmp_path / "hier"}


def test_a_town_may_bring_a_theme(tmp_path: Path) -> None:
    assert Places(tmp_path, tmp_path).themes == (ROOT / "theme",)
    (tmp_path / "theme").mkdir()
    assert Places(tmp_path, tmp_path).themes == (tmp_path / "theme", ROOT / "theme")
    assert Places(ROOT, tmp_path).themes == (ROOT / "theme",)
