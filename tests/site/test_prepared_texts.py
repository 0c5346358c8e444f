"""The prepared texts of the shipped town: complete families that need a few words only."""

from __future__ import annotations

import pytest

from plugins.engine.folder import Folder
from plugins.engine.prepared import read_prepared_texts
from subscriptions.core.dates import parse_moment
from subscriptions.core.drafts import Draft
from subscriptions.core.prepared_texts import PreparedText, timed

from .site_runs import ROOT, SHIPPED_NOW, TownFolder, tree

TEXTS = {text.name: text for text in read_prepared_texts(Folder(ROOT / "content", "content"))}
FAMILIES = {
    "brand",
    "stromausfall",
    "bombenfund",
    "abkochgebot",
    "hochwasser",
    "unwetter",
    "sirenenprobe",
}
NOW = parse_moment(SHIPPED_NOW).at
KINDS = {"": "alert", "-aktualisierung": "update", "-entwarnung": "cancel"}


def filled(text: PreparedText, references: str = "") -> Draft:
    draft = timed(text.draft, NOW)
    answers = dict.fromkeys(draft.unfilled(), "Lüderitz")
    return draft.filled(answers).having(references=(references,) if references else ())


def test_each_family_is_complete() -> None:
    wanted = {f"{family}{suffix}": kind for family in FAMILIES for suffix, kind in KINDS.items()}
    assert {text.name: text.msgtype for text in TEXTS.values()} == wanted
    assert {text.family for text in TEXTS.values()} == FAMILIES


@pytest.mark.parametrize("text", TEXTS.values(), ids=lambda text: text.name)
def test_only_title_text_area_and_end_are_open(text: PreparedText) -> None:
    fields = set(timed(text.draft, NOW).unfilled_fields().values())
    assert fields <= {"title", "area", "references"}
    assert ("___" in text.draft.body) is True
    assert timed(text.draft, NOW)["date"] == SHIPPED_NOW
    if text.msgtype != "cancel":
        for name in ("severity", "urgency", "certainty", "category", "instruction", "expires"):
            assert text.draft[name], name


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_warning_says_what_to_do_and_where_to_learn_more(family: str) -> None:
    body = TEXTS[family].draft.body
    assert "112" in body
    assert "über diesen Kanal" in body
    assert "](" in body


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_family_that_is_filled_in_is_sound(shipped: TownFolder, family: str) -> None:
    before = ""
    for number, suffix in enumerate(KINDS):
        draft = filled(TEXTS[f"{family}{suffix}"], before)
        draft = draft.having(date=f"2026-11-14 10:{number:02}")
        before = f"2026-11-14-{family}{suffix}"
        shipped.write(f"content/aktuelles/{before}.md", draft.text)
    answer = shipped.run("check", "--as-of", SHIPPED_NOW)
    assert (answer.code, answer.err) == (0, "")


def test_as_they_are_none_can_be_published(shipped: TownFolder) -> None:
    for name, text in TEXTS.items():
        shipped.write(f"content/aktuelles/{name}.md", text.draft.text)
    answer = shipped.run("check", "--as-of", SHIPPED_NOW)
    assert answer.code == 3
    assert {line.split(":")[0] for line in answer.problems} == {
        f"content/aktuelles/{name}.md" for name in TEXTS
    }
    assert all("noch auszufüllen" in line for line in answer.problems)


def test_nothing_of_them_is_built(shipped: TownFolder) -> None:
    shipped.build(SHIPPED_NOW)
    assert not any("vorlagen" in name for name in tree(shipped.output))
    assert not any(b"___" in data for name, data in tree(shipped.output).items() if "html" in name)
