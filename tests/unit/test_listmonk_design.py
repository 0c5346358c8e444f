"""Listmonk's pages and mails as the town's: what is filled in, and what is left to Listmonk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from subscriptions.adapters.catalogues import catalogue
from subscriptions.core.listmonk_design import FOLDER, designed
from subscriptions.core.messages import Gettext
from subscriptions.core.problems import InvalidContentError
from tests.unit.samples import topics, town

ROOT = Path(__file__).parents[2]
SOURCES = {
    path.relative_to(ROOT / FOLDER).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / FOLDER).rglob("*.html"))
}
LANGUAGES: dict[str, Gettext] = {name: catalogue(name).gettext for name in ("de", "en")}
ACTION = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def made(language: str = "de", **fields: object) -> dict[str, str]:
    changed = town().model_copy(update={"language": language, **fields})
    return designed(SOURCES, changed, topics(), LANGUAGES[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SOURCES)
def test_every_template_is_whole(name: str, language: str) -> None:
    text = made(language)[name]
    assert not re.search(r"\[\[|\]\]|\[%|%\]|\[#|#\]", text)
    assert text.count("{{") == text.count("}}")
    opened = re.findall(r"\{\{ (?:if|range|with|define)\b", text)
    assert len(opened) == text.count("{{ end }}")


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_comes_from_elsewhere_and_nobody_is_counted(name: str) -> None:
    text = made()[name]
    allowed = ("https://info.musterstadt.example/", town().url)
    for address in re.findall(r"https?://[^\"'\s<)]+", text):
        assert address.startswith(allowed), address
    loaded = re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"([^\"]+)\"", text)
    assert all(one.startswith(("/public/static/", "{{ .RootURL }}/")) for one in loaded)
    assert "TrackView" not in text
    assert "TrackLink" not in text


def test_each_language_says_it_in_its_own_words() -> None:
    german, english = made("de"), made("en")
    name = "email-templates/subscriber-optin.html"
    subject = r"<title data-i18n>(.+?)</title>"
    assert re.findall(subject, german[name]) == ["Noch ein Klick: jetzt bestätigen"]
    assert re.findall(subject, english[name]) == ["One more click: confirm now"]
    for page in german:
        bare = [ACTION.sub("", text[page]) for text in (german, english)]
        assert bare[0] != bare[1], page


def test_what_a_town_is_called_is_carried_out_by_nobody() -> None:
    text = made(name='A {{ .Secret }} <b> "Q"')["public/templates/index.html"]
    assert '{{ "{{" }} .Secret' in text
    assert "<b>" not in text
    assert not re.search(r"\{\{ \.Secret", text)


def test_the_hazards_are_marked_where_one_leaves() -> None:
    text = made()["public/templates/subscription.html"]
    assert f'(eq . "infokanal-{town().site}--gefahren")' in text
    assert text.count("(eq . ") == 1


def test_a_broken_template_of_the_town_is_told() -> None:
    sources = {**SOURCES, "public/templates/home.html": "{{ x }}\n[[ missing ]]\n[% if %]"}
    with pytest.raises(InvalidContentError) as caught:
        designed(sources, town(), topics(), str)
    assert [(p.path, p.line) for p in caught.value.problems] == [
        (f"{FOLDER}/public/templates/home.html", 3)
    ]
