"""What an editor types into a text: shown as typed, safe, and well made."""

from __future__ import annotations

import pytest

from .site_runs import SECOND_NOW, TownFolder, one, text


@pytest.mark.parametrize(
    ("text_in", "never"),
    [
        ("<script>alert(1)</script>", "alert(1)"),
        ('<img src="anhaenge/marktplan.csv" alt="x" onerror="alert(1)">', "onerror"),
        ("[hier](javascript:alert(1))", 'href="javascript'),
        ('<a href="javascript:alert(1)">hier</a>', "javascript"),
        ('<iframe src="https://example.org/"></iframe>', "iframe"),
        ('<p style="position:fixed">Text</p>', "position:fixed"),
        ('<div id="main" class="demo">Text</div>', 'id="main" class="demo"'),
    ],
)
def test_raw_html_is_made_safe(second: TownFolder, text_in: str, never: str) -> None:
    second.write(
        "content/aktuelles/roh.md",
        f"---\ntitle: Roh\ndate: 2026-03-05\ntopics: stadtleben\n---\n{text_in}\n\nNachher.\n",
    )
    assert second.build(SECOND_NOW).code == 0
    for name in ("aktuelles/roh/index.html", "feeds/stadtleben.rss.xml", "feeds/alle.json"):
        assert never not in (second.output / name).read_text(encoding="utf-8")
    assert "Nachher." in text(second.page("aktuelles/roh/"), ".prose")


def test_a_text_leaves_no_level_of_headings_out(second: TownFolder) -> None:
    second.write(
        "content/aktuelles/stufen.md",
        "---\ntitle: Stufen\ndate: 2026-03-05\ntopics: stadtleben\n---\n"
        "#### Eins\n\n# Zwei\n\n##### Drei\n\n## Zwei\n",
    )
    assert second.build(SECOND_NOW).code == 0
    shown = one(second.page("aktuelles/stufen/"), ".prose")
    assert [heading.name for heading in shown.select("h2, h3, h4, h5, h6")] == [
        "h2",
        "h2",
        "h3",
        "h2",
    ]
    ids = [heading["id"] for heading in shown.select("[id]")]
    assert len(set(ids)) == 4


def test_raw_html_claims_no_id_of_the_page(second: TownFolder) -> None:
    second.write(
        "content/aktuelles/roh.md",
        "---\ntitle: Roh\ndate: 2026-03-05\ntopics: stadtleben\n---\n"
        '<h3 id="main">Eins</h3>\n\n<h3 id="contact-title">Zwei</h3>\n',
    )
    assert second.build(SECOND_NOW).code == 0
    ids = [element["id"] for element in second.page("aktuelles/roh/").select("[id]")]
    assert len(set(ids)) == len(ids)


def test_what_an_editor_types_is_shown_as_typed(second: TownFolder) -> None:
    title = '{{ town.site }} {% raw %} <b>Fest & Markt</b> "heute"'
    second.write(
        "content/aktuelles/zeichen.md",
        f"---\ntitle: '{title}'\ndate: 2026-03-05\ntopics: stadtleben\n"
        "summary: '{{ 7 * 7 }} <i>x</i>'\n---\n{{ 7 * 7 }} {% if %}\n",
    )
    assert second.build(SECOND_NOW).code == 0
    shown = second.page("aktuelles/zeichen/")
    assert text(shown, "h1") == title
    assert text(shown, ".lead") == "{{ 7 * 7 }} <i>x</i>"
    assert "{{ 7 * 7 }} {% if %}" in text(shown, ".prose")
