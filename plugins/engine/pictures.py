"""The pictures that a text shows, in Markdown or in raw HTML, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from markdown_it.token import Token

from plugins.engine.rendered import Finding, Picture
from subscriptions.core.messages import message


class _Images(HTMLParser):
    """Gathers the ``<img>`` of raw HTML, with their lines within it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Picture] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            values = dict(attrs)
            line = self.getpos()[0] - 1
            self.found.append(Picture(line, values.get("src") or "", values.get("alt") or ""))


def pictures_of(tokens: Sequence[Token]) -> Iterator[Picture]:
    """Every picture of a parsed text, in its order."""
    row = 0
    for block in tokens:
        # The cells of a table have no lines of their own, only its rows do.
        row = block.map[0] if block.map else row
        if block.type == "html_block":
            yield from _raw(block.content, row)
        line = row
        for token in block.children or ():
            if token.type in {"softbreak", "hardbreak"}:
                line += 1
            elif token.type == "html_inline":
                yield from _raw(token.content, line)
            elif token.type == "image":
                yield Picture(line, str(token.attrs.get("src", "")), token.content or "")


def _raw(html: str, line: int) -> Iterator[Picture]:
    if "<img" in html.lower():
        images = _Images()
        images.feed(html)
        for picture in images.found:
            yield Picture(line + picture.line, picture.src, picture.alt)


def wrong(picture: Picture) -> Iterator[Finding]:
    """A picture of another site, or one that the blind cannot know."""
    if not picture.is_own:
        what = message(
            "a picture from another site ({file}); put the file into content/anhaenge/,"
            " so that no other site learns who reads this",
            file=_short(picture.src),
        )
        yield Finding(picture.line, what)
    if not picture.alt.strip():
        what = message(
            "a picture without a description; write ![what can be seen]({file})",
            file=_short(picture.src),
        )
        yield Finding(picture.line, what)


def _short(src: str) -> str:
    """A picture within an address (``data:``) may be a million characters long."""
    longest = 200
    return src if len(src) <= longest else f"{src[:longest]}…"
