"""The form of mails: columns, lists of links, the preheader, sizes and blanks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.adapters.catalogues import catalogue
from subscriptions.adapters.mail_templates import read_mail_templates
from subscriptions.core.feed import Entry
from subscriptions.core.keys import Key
from subscriptions.core.mail_pages import MAX_HTML
from subscriptions.core.mail_templates import Texts
from subscriptions.core.mails import Composer, Mail
from subscriptions.core.plain_text import plain_linked
from subscriptions.core.subjects import Occasion
from tests.golden.write import ROOT, made
from tests.unit.samples import entry, topics, town

MADE = made()
TEXTS = sorted(name for name in MADE if name.endswith(".txt"))
PAGES = sorted(name for name in MADE if name.endswith(".html"))
URL = re.compile(r"\S{60,}")


def composed(one: Entry, note: str = "", own: dict[str, str] | None = None) -> Mail:
    german = catalogue("de")
    texts = Texts(read_mail_templates(ROOT).found, german.gettext, german.ngettext, own or {})
    occasion = Occasion(Key("item", "musterstadt", "brand"), note)
    return Composer(town(), topics(), texts).compose(one, occasion)


def with_text(text: str, **fields: object) -> Entry:
    return entry(msgtype="alert", **fields).model_copy(update={"content_html": text})


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_has_72_columns(name: str) -> None:
    long = [line for line in MADE[name].splitlines() if len(line) > 72]
    assert [line for line in long if not line.startswith("http") and not URL.search(line)] == []
    assert "\n\n\n" not in MADE[name]


@pytest.mark.parametrize("name", PAGES)
def test_html_has_no_blanks_that_a_template_left(name: str) -> None:
    body = MADE[name].partition("<body")[2]
    assert not re.search(r"\n\s*\n", body.partition("</table>\n</td></tr></tbody></table>")[0])


@pytest.mark.parametrize("name", [*TEXTS, *PAGES])
def test_a_figure_and_its_unit_stay_on_one_line(name: str) -> None:
    text = MADE[name].replace("&nbsp;", "\N{NO-BREAK SPACE}")
    assert not re.search(r"\d\d:\d\d Uhr|\d MB", text)


@pytest.mark.parametrize("name", PAGES)
def test_dark_rules_and_print_rules_are_kept_below_the_charset(name: str) -> None:
    html = MADE[name]
    assert html.index("<meta charset") < html.index("<style") < 1024
    assert html.count("<style") == 1
    assert "@media screen and (prefers-color-scheme: dark)" in html
    assert "@media print" in html
    assert 'class="lead"' not in html or 'class="lead" style="' in html


def test_dark_rules_of_a_towns_own_template_are_kept_too() -> None:
    rule = "@media (prefers-color-scheme: dark) { p { color: #fff } }"
    own = (
        f"<html><head><style>p {{ color: #111 }} {rule}</style></head><body><p>A</p></body></html>"
    )
    html = composed(with_text("<p>Text</p>"), own={"mail.html.j2": own}).html
    assert "prefers-color-scheme" in html
    assert '<p style="color: #111;">' in html


@pytest.mark.parametrize("name", PAGES)
def test_tables_that_only_lay_out_say_so(name: str) -> None:
    html = MADE[name]
    tables = re.findall(r"<table[^>]*>", html)
    data = html.count('<div class="table"')
    assert sum('role="presentation"' in table for table in tables) == len(tables) - data
    assert html.count("<h1") == 1


LINKED = [
    ("<p>kein Link</p>", "kein Link", ()),
    (
        "".join(f'<a href="https://{host}.example/">{host}</a> ' for host in "aba"),
        "a [1] b [2] a [1]",
        ("https://a.example/", "https://b.example/"),
    ),
    ('<p><a href="https://a.example/">https://a.example/</a></p>', "https://a.example/", ()),
    ('<p><a href="mailto:a@b.example">a@b.example</a></p>', "a@b.example", ()),
    ('<p><a href="tel:112">112</a></p>', "112", ()),
    ("<p><a>ohne Ziel</a></p>", "ohne Ziel", ()),
]


@pytest.mark.parametrize(("html", "text", "links"), LINKED)
def test_links_are_a_list_of_their_own(html: str, text: str, links: tuple[str, ...]) -> None:
    found = plain_linked(html)
    assert (found.text.replace("\N{NO-BREAK SPACE}", " "), found.links) == (text, links)


WORDS = st.lists(st.text("aäbc-", min_size=1, max_size=30), min_size=1, max_size=40).map(" ".join)


@given(WORDS, st.integers(0, 9))
def test_whatever_the_words_are_no_line_is_longer(words: str, links: int) -> None:
    linked = "".join(f' <a href="https://a.example/{n}">Link {n}</a>' for n in range(links))
    found = plain_linked(f"<p>{words}{linked}</p><ul><li>{words}</li></ul>")
    assert max(map(len, found.text.splitlines())) <= 72
    assert len(found.links) == links


@pytest.mark.parametrize(
    ("note", "summary", "begins"),
    [
        ("", "Es brennt.", "Es brennt. Fenster zu."),
        ("Fehlalarm.", "Es brennt.", "Fehlalarm."),
        ("", "", "Fenster zu."),
        ("", "Wort " * 90, "Wort Wort"),
    ],
)
def test_the_preheader_says_what_the_subject_does_not(note: str, summary: str, begins: str) -> None:
    one = with_text("<p>Text</p>", instruction="Fenster zu.")
    html = composed(one.model_copy(update={"summary": summary}), note).html
    (text,) = re.findall(r'class="preheader"[^>]*>([^<]*)<', html)
    visible = text.replace("\u2007", "").replace("\u034f", "").strip()
    assert visible.startswith(begins)
    assert len(visible) <= 180


def test_without_anything_to_say_there_is_no_preheader() -> None:
    assert 'class="preheader"' not in composed(with_text("<p>Text</p>")).html


def test_a_text_that_gmail_would_cut_stays_on_the_website() -> None:
    long = "<p>Noch ein Satz.</p>" * 3000
    mail = composed(with_text(long, instruction="Fenster zu."))
    assert len(mail.html.encode()) <= MAX_HTML
    assert "Auf der Website steht er ganz." in mail.html
    assert "Fenster zu." in mail.html
    assert mail.text.count("Noch ein Satz.") == 3000
    assert "Noch ein Satz." in composed(with_text("<p>Noch ein Satz.</p>" * 300)).html
