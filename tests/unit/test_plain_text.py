"""HTML as plain text of 72 columns."""

from __future__ import annotations

import pytest

from subscriptions.core.plain_text import PLAIN_WIDTH, plain_text

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
