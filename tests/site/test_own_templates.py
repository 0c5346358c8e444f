"""A town's own template that is broken holds up nobody: the page gets the program's form."""

from __future__ import annotations

import pytest

from plugins.engine.parallel import WORTH_IT

from .conftest import SetClock
from .site_runs import SECOND_NOW, TownFolder, mails, text, tree
from .test_published import ALERT_ID, BEGIN, leave_only_the_alert

OWN = "theme/templates/item.html"
BROKEN = {
    "syntax": ("<p>{{ item.title }}</p>\n{% if %}\n", 2, "TemplateSyntaxError"),
    "unknown": ("<p>{{ item.title }}</p>\n\n{{ item.titel }}\n", 3, "UndefinedError"),
    "filter": ("{{ item.title|gibtesnicht }}\n", 1, "TemplateAssertionError"),
    "word": ('<p>{{ item.title }}</p>\n{{ _("Rabatt 100 %") }}\n', 2, "ValueError"),
    "bytes": (b"\xff\xfe", 1, "UnicodeDecodeError"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_warning_goes_out_although_its_template_is_broken(
    second: TownFolder, clock: SetClock, kind: str
) -> None:
    template, line, reason = BROKEN[kind]
    leave_only_the_alert(second)
    clock(BEGIN)
    second.write(OWN, template)
    answer = second.run("publish", "--to", "outbox")
    assert answer.code == 3
    assert f"{OWN}:{line}: " in answer.err
    assert reason in answer.err
    assert f"item.beispielstadt.{ALERT_ID}.eml" in mails(second.outbox)
    page = second.page(f"aktuelles/{ALERT_ID}/")
    assert "Hochwasser" in text(page, "h1")
    assert page.select("nav")


def test_it_is_told_until_it_is_mended(second: TownFolder, clock: SetClock) -> None:
    leave_only_the_alert(second)
    clock(BEGIN)
    second.write(OWN, "{{ item.titel }}\n")
    for _ in range(2):
        assert second.run("publish", "--to", "outbox").code == 3
        strict = second.build(BEGIN)
        assert (strict.code, OWN in strict.err) == (3, True)
    second.write(OWN, "<h1>{{ item.title }}</h1>\n")
    assert second.run("publish", "--to", "outbox").code == 0
    assert (second.output / f"aktuelles/{ALERT_ID}/index.html").read_text() == (
        "<h1>Hochwasser am Talbach</h1>\n"
    )


def test_only_what_the_broken_template_makes_changes(second: TownFolder) -> None:
    assert second.build(SECOND_NOW).code == 0
    whole = tree(second.output)
    second.write("theme/templates/feeds.html", "{{ 1 / 0 }}\n")
    second.write("theme/templates/not_found.html", "Nichts.\n")
    assert second.build(SECOND_NOW, "--lenient").code == 3
    found = tree(second.output)
    assert {name for name in whole if found[name] != whole[name]} == {"404.html"}


def test_check_tells_of_what_is_no_template_at_all(second: TownFolder) -> None:
    second.write(OWN, BROKEN["syntax"][0])
    answer = second.run("check", "--as-of", SECOND_NOW)
    assert answer.code == 3
    assert answer.err.startswith(f"{OWN}:2: ")


def test_it_is_told_by_whichever_process_makes_the_page(second: TownFolder) -> None:
    for number in range(WORTH_IT + 20):
        second.write(
            f"content/aktuelles/nummer-{number}.md",
            f"---\ntitle: Nummer {number}\ndate: 2026-02-01\ntopics: stadtleben\n---\nText.\n",
        )
    second.write(OWN, "{{ item.titel }}\n")
    answer = second.build(SECOND_NOW, "--lenient")
    assert answer.code == 3
    assert answer.err.count(OWN) == 1
    assert "Nummer 7" in text(second.page("aktuelles/nummer-7/"), "h1")


def test_a_macro_that_counts_is_asked_each_time(second: TownFolder) -> None:
    counts = (
        "{% set found = namespace(count=0) %}"
        "{% macro mark(what) %}{% set found.count = found.count + 1 %}"
        "{{ found.count }}{% endmacro %}"
        "{{ mark('a') }}, {{ mark('a') }}, {{ mark(none) }}, {{ mark(none) }}\n"
    )
    second.write(OWN, counts)
    assert second.build(SECOND_NOW).code == 0
    assert (second.output / f"aktuelles/{ALERT_ID}/index.html").read_text() == "1, 2, 3, 4\n"


def test_a_word_that_no_page_comes_to_breaks_none(second: TownFolder) -> None:
    second.write(OWN, '<h1>{{ item.title }}</h1>{% if false %}{{ _("100 %") }}{% endif %}')
    assert second.build(SECOND_NOW).code == 0


def test_a_town_may_draw_codes_of_its_own(second: TownFolder) -> None:
    second.write(OWN, "{{ page.code == page.path|absolute|qr }} {{ 'https://example.org'|qr }}")
    assert second.build(SECOND_NOW).code == 0
    page = next((second.output / "aktuelles").glob("*/index.html")).read_text(encoding="utf-8")
    assert page.startswith("True <svg viewBox=")
