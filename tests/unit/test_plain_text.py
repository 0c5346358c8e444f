"""HTML as plain text of 72 columns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from subscriptions.core.flowing_text import flowing_text
from subscriptions.core.front_matter import split_front_matter
from subscriptions.core.plain_text import PLAIN_WIDTH, plain_text

from .samples import render

ROOT = Path(__file__).parents[2]

LONG = "Das Feuer am Bahndamm breitet sich nicht weiter aus, die Feuerwehr löscht bis in die Nacht."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>{LONG}</p>", [LONG[:66], LONG[67:]]),
        (
            f"<blockquote><p>{LONG}</p><p>Kurz.</p></blockquote>",
            [f"> {LONG[:66]}", f"> {LONG[67:]}", ">", "> Kurz."],
        ),
        (
            f"<blockquote><ul><li>{LONG}</li></ul></blockquote>",
            [f"> - {LONG[:66]}", f">   {LONG[67:]}"],
        ),
        (f"<ul><li>{LONG}</li></ul>", [f"- {LONG[:66]}", f"  {LONG[67:]}"]),
        ("<h2>Was gilt</h2>", ["Was gilt", "--------"]),
        ("<h4>Was gilt</h4>", ["Was gilt", "--------"]),
        ('<p><a href="https://a.example/">Mehr</a></p>', ["Mehr: https://a.example/"]),
        ("<figcaption>Die Einsatzleitung</figcaption>", ["— Die Einsatzleitung"]),
    ],
)
def test_lines(html: str, expected: list[str]) -> None:
    lines = plain_text(html).split("\n")
    assert lines == expected
    assert max(map(len, lines)) <= PLAIN_WIDTH


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>a\nb</p>\n<p>c</p>", "a b\n\nc", id="lines of a paragraph are one"),
        pytest.param("<p>a<br>\nb</p>", "a\nb", id="a hard break"),
        pytest.param("<h2>A</h2>\n<p>b</p>", "A\n\nb", id="a heading"),
        pytest.param("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>c</p>", "- a\n- b\n\nc", id="list"),
        pytest.param("<ul>\n<li>\n<p>a</p>\n</li>\n</ul>", "- a", id="a loose list"),
        pytest.param('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b", id="numbers"),
        pytest.param(
            "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
            "1. a\n- b\n2. c",
            id="in each other",
        ),
        pytest.param("<div>a</div><div>b<p>c</p></div>", "a\n\nb\n\nc", id="blocks"),
        pytest.param(
            "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>",
            "a – b\nc – d",
            id="a table",
        ),
        pytest.param("<p>a &amp; b &lt;c&gt;</p>", "a & b <c>", id="signs of HTML"),
        pytest.param(
            '<p><a href="https://x.example/">a</a></p>', "a: https://x.example/", id="link"
        ),
        pytest.param(
            '<p><a href="mailto:a@b.example">a@b.example</a></p>', "a@b.example", id="mail"
        ),
        pytest.param('<p><img src="/a.png" alt="Das Bad"></p>', "[Das Bad]", id="a picture"),
        pytest.param(
            '<figure class="quote"><blockquote>\n<p>a</p>\n</blockquote>\n'
            "<figcaption>b</figcaption></figure>",
            "a\n\n— b",
            id="a quotation",
        ),
    ],
)
def test_text_for_programs_that_break_lines_themselves(html: str, text: str) -> None:
    assert flowing_text(html) == text


def test_a_flowing_text_has_all_the_words() -> None:
    for path in sorted((ROOT / "content").rglob("*.md")):
        html = render(split_front_matter(path.read_text(encoding="utf-8"), path.name).body).html
        assert words(flowing_text(html)) == words(plain_text(html).replace("mailto:", "")), (
            path.name
        )


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text))
