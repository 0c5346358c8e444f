"""HTML as plain text for people who read mail as text."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markdownify import MarkdownConverter

PLAIN_WIDTH = 72

_MARK = re.compile(r"\s*(?:[-*>] |\d+\. )*")
# In the lines below the first, a quotation is marked and a point of a list is not.
_NO_SIGN = re.compile(r"[^>]")


class _Plain(MarkdownConverter):
    """HTML as text for people: links as ``Text: address``, no signs that only mark up."""

    def convert_a(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002
        address = str(el.get("href", ""))  # type: ignore[attr-defined]
        return text if not address or address == text else f"{text}: {address}"

    def convert_b(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002
        return text

    convert_strong = convert_em = convert_i = convert_code = convert_b

    def convert_hN(self, n: int, el: object, text: str, parent_tags: object) -> str:  # noqa: N802
        """Only two levels can be underlined; the others would show their signs."""
        shown: str = super().convert_hN(min(n, 2), el, text, parent_tags)  # type: ignore[misc]
        return shown

    def convert_img(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002
        return f"[{el.get('alt', '')}]"  # type: ignore[attr-defined]

    def convert_figcaption(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002
        return f"\n\n— {text.strip()}\n\n"


class _Numbered(_Plain):
    """The same with ``Text [1]`` in place of ``Text: address``; keeps the addresses."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.links: list[str] = []

    def convert_a(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002
        address = str(el.get("href", ""))  # type: ignore[attr-defined]
        bare = address.removeprefix("mailto:").removeprefix("tel:")
        if not address or text.strip() in (address, bare):
            return text
        if address not in self.links:
            self.links.append(address)
        # A no-break space: the number stays with its word.
        return f"{text}\N{NO-BREAK SPACE}[{self.links.index(address) + 1}]"


_OPTIONS: dict[str, Any] = {
    "heading_style": "underlined",
    "bullets": "-",
    "wrap": True,
    "wrap_width": PLAIN_WIDTH,
    "escape_asterisks": False,
    "escape_underscores": False,
    "escape_misc": False,
}
_PLAIN = _Plain(**_OPTIONS)


@dataclass(frozen=True, slots=True)
class Linked:
    """A text in which ``[1]`` stands for the first of ``links``."""

    text: str
    links: tuple[str, ...] = ()


def plain_text(html: str) -> str:
    """The text of an HTML fragment: at most 72 columns, headings underlined, ``Text: URL``."""
    return _wrapped(_PLAIN.convert(html))


def plain_linked(html: str) -> Linked:
    """The same with the addresses as a list of their own, so that they break no line."""
    numbered = _Numbered(**_OPTIONS)
    text = _wrapped(numbered.convert(html))
    return Linked(text, tuple(numbered.links))


def _wrapped(converted: str) -> str:
    lines = converted.strip().split("\n")
    grouped = groupby(lines, key=_is_quoted)
    return "\n".join(
        wrapped
        for is_quoted, some in grouped
        for line in (_joined(list(some)) if is_quoted else some)
        for wrapped in _wrap(line)
    )


def _is_quoted(line: str) -> bool:
    """Running text within a quotation: no point of a list, and no line below a heading."""
    mark = _MARK.match(line)
    return mark is not None and mark[0] == "> " and line.strip(">-= ") != ""


def _joined(lines: list[str]) -> list[str]:
    """The converter wraps before it puts ``> `` in front, which makes a paragraph too wide."""
    return ["> " + " ".join(line.removeprefix("> ") for line in lines)]


def _wrap(line: str) -> list[str]:
    """The converter wraps paragraphs only; quotations, points of a list and rows come here."""
    if len(line) <= PLAIN_WIDTH:
        return [line]
    mark = _MARK.match(line)
    return textwrap.wrap(
        line,
        PLAIN_WIDTH,
        subsequent_indent=_NO_SIGN.sub(" ", mark[0]) if mark else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
