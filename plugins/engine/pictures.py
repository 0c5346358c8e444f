"""The pictures that a text shows, in Markdown or in raw HTML, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from plugins.engine.dialect import with_lines
from plugins.engine.rendered import Finding, Picture
from subscriptions.core.messages import message

# Where raw HTML may show a picture.
_RAW = re.compile(r"<img(?=[\s/]|$)", re.IGNORECASE)


class _Images(HTMLParser):
    """Gathers every ``<img>`` with its line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Picture] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            # Of two attributes of one name the first counts (HTML standard, 13.2.5.33).
            values = dict(reversed(attrs))
            line = int((values.get("data-sourcepos") or "1").partition(":")[0]) - 1
            self.found.append(Picture(line, values.get("src") or "", values.get("alt") or ""))


def pictures_of(text: str) -> Iterator[Picture]:
    """Every picture of a text in Markdown, in its order."""
    marked = "\n".join(
        _RAW.sub(f'<img data-sourcepos="{number}:"', line)
        for number, line in enumerate(text.split("\n"), 1)
    )
    images = _Images()
    images.feed(with_lines(marked))
    yield from images.found


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
