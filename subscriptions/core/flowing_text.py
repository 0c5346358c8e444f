"""HTML as plain text for programs that break lines themselves: a tenth of plain_text.py's time."""

from __future__ import annotations

import re
from html import unescape
from itertools import count

_BLOCKS = "p|h[2-6]|pre|dl|table|blockquote|figure|div|aside"
# Clean HTML (sanitize.py) as text, one step after another: what is found, and what it becomes.
_STEPS = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r'<a [^>]*?href="(?:mailto:|tel:)?([^"]*)"[^>]*>\1</a>', r"\1"),
        (r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', r"\2: \1"),
        (r'<img [^>]*?alt="([^"]*)"[^>]*>', r"[\1]"),
        (r"<br>|</(?:dt|dd|tr|caption)>", "\n"),
        (r"</t[dh]> ?(?=<t)", " – "),
        (rf"</?(?:{_BLOCKS})(?: [^>]*)?>|<hr>", "\n\n"),
        (r"<figcaption>", "\n\n— "),
        (r"<[^>]*>", ""),
        (r" {2,}", " "),
        (r" ?\n ?", "\n"),
        (r"\n{3,}", "\n\n"),
    )
)
_LISTS = re.compile(r'\s*<(?:(/)|)(ol|ul|li)(?: start="(-?\d+)")?>(?:\s*<p>)?')


def flowing_text(html: str) -> str:
    """The text of clean HTML, a paragraph on a line."""
    html = " ".join(_LISTS.sub(_Points(), html).split())
    for pattern, new in _STEPS:
        html = pattern.sub(new, html)
    return unescape(html).strip()


class _Points:
    """Puts signs or numbers before the points of lists."""

    def __init__(self) -> None:
        self._lists: list[count[int] | None] = []

    def __call__(self, tag: re.Match[str]) -> str:
        closing, name, start = tag.groups()
        if name == "li":
            number = self._lists[-1] if self._lists else None
            return "" if closing else f"<br>{f'{next(number)}. ' if number else '- '}"
        if closing:
            self._lists.pop()
        else:
            self._lists.append(count(int(start or 1)) if name == "ol" else None)
        return "<hr>" if len(self._lists) == (0 if closing else 1) else ""
