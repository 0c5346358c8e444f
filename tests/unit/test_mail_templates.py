"""Mail templates that are broken, and items that no template can show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from subscriptions.adapters.mail_templates import read_mail_templates
from subscriptions.core.feed import Entry
from subscriptions.core.keys import Key
from subscriptions.core.mail_templates import Texts, UnmadeMailError
from subscriptions.core.mails import Composer, Mail
from subscriptions.core.subjects import Occasion
from tests.golden.write import digests
from tests.unit.samples import entry, topics, town

ROOT = Path(__file__).parents[2]
SHIPPED = read_mail_templates(ROOT).found
OCCASION = Occasion(Key("item", "musterstadt", "brand"))


def composer(**own: str) -> Composer:
    """With templates of the town's own, by name without ``.j2``: ``mail_html`` is mail.html."""
    written = {name.replace("_", ".") + ".j2": text for name, text in own.items()}
    return Composer(town(), topics(), Texts(SHIPPED, str, lambda one, many, n: one, written))


def composed(made_from: Entry | None = None, **own: str) -> Mail:
    return composer(**own).compose(made_from or entry(), OCCASION)


def deep(levels: int = 3000) -> Entry:
    html = "<blockquote>" * levels + "x" + "</blockquote>" * levels
    return entry().model_copy(update={"content_html": html})


def test_the_towns_own_template_comes_first() -> None:
    mail = composed(mail_txt="Grüße: {{ entry.title }}")
    assert mail.text == "Grüße: Brand am Bahndamm\n"
    assert mail.html == composed().html
    assert mail.problem is None


BROKEN: dict[str, Any] = {
    "syntax": ("Eins\n{% if %}", 2, "TemplateSyntaxError"),
    "never closed": ("Eins\n{% for x in topics %}\n", 2, "TemplateSyntaxError"),
    "no such filter": ("Eins\n\n{{ entry.title | fett }}", 3, "TemplateAssertionError"),
    "no such name": ("Eins\n{{ stadt }}", 2, "UndefinedError"),
    "no such field": ("Eins\n{{ entry.info.ort.plz }}", 2, "UndefinedError"),
    "a date that is none": ("{{ entry.info.deadline | date_long }}", 1, "AttributeError"),
    "text plus number": ("Eins\nZwei\n{{ entry.title + 1 }}", 3, "TypeError"),
    "division by zero": ("{{ 1 / 0 }}", 1, "ZeroDivisionError"),
    "no such template": ("{% include 'kopf.j2' %}", 1, "TemplateNotFound"),
    "a way to run code": ("{{ ''.__class__.__mro__ }}", 1, "SecurityError"),
    "includes itself": ("{% include 'mail.txt.j2' %}", 1, "RecursionError"),
}


@pytest.mark.parametrize("own", ["mail_html", "mail_txt"])
@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_template_gives_the_softwares_own_mail(case: str, own: str) -> None:
    source, line, reason = BROKEN[case]
    source = source.replace("mail.txt.j2", own.replace("_", ".") + ".j2")
    mail = composed(**{own: source})
    assert (mail.html, mail.text, mail.fingerprint) == (
        composed().html,
        composed().text,
        composed().fingerprint,
    )
    assert mail.problem is not None
    name = own.replace("_", ".")
    assert mail.problem.format().startswith(f"subscriptions/mail/{name}.j2:{line}: ")
    assert reason in mail.problem.format()


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_jinja_is_told_though_nothing_is_due(case: str) -> None:
    source, _, reason = BROKEN[case]
    found = composer(mail_txt=source, mail_html="{{ 'gut' }}").templates.problems()
    is_syntax = reason in {"TemplateSyntaxError", "TemplateAssertionError"}
    assert [problem.path for problem in found] == ["subscriptions/mail/mail.txt.j2"] * is_syntax


@pytest.mark.parametrize("own", [{}, {"mail_txt": "{{ entry.content_html | plain }}"}])
def test_an_item_that_no_template_can_show_is_told(own: dict[str, str]) -> None:
    with pytest.raises(UnmadeMailError, match="RecursionError"):
        composed(deep(), **own)


def test_a_template_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "subscriptions" / "mail"
    folder.mkdir(parents=True)
    (folder / "mail.txt.j2").write_bytes("Grüße".encode("latin-1"))
    (folder / "mail.html.j2").write_text("gut", encoding="utf-8")
    files = read_mail_templates(tmp_path)
    assert files.found == {"mail.html.j2": "gut"}
    assert [problem.path for problem in files.problems] == ["subscriptions/mail/mail.txt.j2"]
    assert files.problems == read_mail_templates(tmp_path).problems


HOSTILE = '<p>Ja</p><script>alert(1)</script><img src="https://tracker.example/x.gif" alt="Bild">'


def test_no_template_is_given_what_runs_or_tells_who_reads() -> None:
    hostile = entry().model_copy(update={"content_html": HOSTILE})
    digest = replace(digests()["digest-daily"], entries=(hostile,))
    shows_all = "{{ rows[0].entry.content_html | safe }}"
    for mail in (
        composed(hostile),
        composer(mail_txt="{{ entry.content_html | safe }}").compose(hostile, OCCASION),
        composer(digest_txt=shows_all, digest_html=shows_all).compose_digest(digest),
    ):
        assert mail.problem is None
        assert "Ja" in mail.text
        assert "alert(1)" not in mail.html + mail.text
        assert "tracker.example" not in mail.html + mail.text
