"""The town's own forms in a text, made of its clean HTML.

Headings that fit below the page's title, ``## Hintergrund`` as an aside, a quotation whose last
line is ``— Name`` as a figure with its speaker, tables that can be scrolled and read aloud.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

from slugify import slugify

from plugins.engine.elements import Element, elements_of, last_line, text_of

_BACKGROUND = frozenset({"hintergrund", "background"})
_SPEAKER = re.compile(r"\s*(?:—|–|--)\s*(?P<name>\S.*)")
_FIRST_LEVEL = 2
_DEEPEST_HEADING = 6
_HEADINGS = frozenset({f"h{level}" for level in range(1, _DEEPEST_HEADING + 1)})
_WANTED = _HEADINGS | {"blockquote", "p", "table", "th"}

# Which part of the HTML becomes what. None lies within another.
_Edit = tuple[int, int, str]


class _Heading(NamedTuple):
    """A heading with its new level and its id; ``text`` is what it shows."""

    element: Element
    level: int
    id: str
    text: str


def with_forms(html: str, below: int, anchor: str) -> str:
    """The HTML with all forms. ``below``, ``anchor``: as in ``markdown.render``.

    Raises:
        TooDeepError: its elements lie too deep within each other.
    """
    elements = elements_of(html, _WANTED)
    headings = _headings(html, elements, below, anchor)
    edits = [*_marked(headings, len(html)), *_quotations(html, elements), *_tables(elements)]
    parts = []
    at = 0
    for begin, end, new in sorted(edits):
        parts += [html[at:begin], new]
        at = end
    return "".join((*parts, html[at:]))


def _headings(
    html: str, elements: Sequence[Element], below: int, anchor: str
) -> Iterator[_Heading]:
    """The page's h1 is the title: the text begins at h2 and leaves no level out.

    Below a heading of another level it begins one deeper than that.

    Each heading gets an id of its own.
    """
    level = below
    own_id = _Ids(anchor)
    for one in elements:
        if one.name in _HEADINGS:
            level = min(
                max(int(one.name[1]), _FIRST_LEVEL) + below - 1, level + 1, _DEEPEST_HEADING
            )
            text = unescape(text_of(html[one.inside : one.until]))
            yield _Heading(one, level, own_id(text), text)


def _marked(headings: Iterable[_Heading], end: int) -> Iterator[_Edit]:
    """The headings anew; that of the background begins an aside up to the next of its level."""
    is_open = False
    for one in headings:
        tag = f'<h{one.level} id="{one.id}">'
        if one.level == _FIRST_LEVEL and one.element.depth == 0:
            tag = f"</aside>{tag}" if is_open else tag
            is_open = one.text.strip(" :").casefold() in _BACKGROUND
            if is_open:
                tag = tag.replace("<h", f'<aside class="background" aria-labelledby="{one.id}"><h')
        yield one.element.begin, one.element.inside, tag
        yield one.element.until, one.element.end, f"</h{one.level}>"
    if is_open:
        yield end, end, "</aside>"


@lru_cache(maxsize=1024)
def _slug(text: str) -> str:
    """The same headings stand in many texts."""
    return slugify(text)


class _Ids:
    """Gives the headings of one text their ids."""

    def __init__(self, anchor: str) -> None:
        self._anchor = anchor
        self._seen: set[str] = set()
        self._again: Counter[str] = Counter()

    def __call__(self, text: str) -> str:
        name = f"{self._anchor}-{_slug(text) or 'abschnitt'}"
        own = name
        while own in self._seen:
            self._again[name] += 1
            own = f"{name}-{self._again[name] + 1}"
        self._seen.add(own)
        return own


def _quotations(html: str, elements: Sequence[Element]) -> Iterator[_Edit]:
    for place, one in enumerate(elements):
        if one.name != "blockquote":
            continue
        last = _last_paragraph(html, one, elements[place + 1 :])
        if last is None:
            continue
        begin = last.inside + last_line(html[last.inside : last.until])
        match = _SPEAKER.match(unescape(text_of(html[begin : last.until])))
        if not match:
            continue
        yield one.begin, one.inside, '<figure class="quote"><blockquote>'
        if begin > last.inside:
            # Without the end of the line before, soft or hard.
            kept = html[last.inside : begin].rstrip().removesuffix("<br>").rstrip()
            yield last.inside, last.until, kept
        else:
            yield last.begin, one.until, ""
        name = escape(match["name"].strip(), quote=False)
        caption = f"<figcaption>{name}</figcaption>"
        yield one.until, one.end, f"</blockquote>\n{caption}</figure>"


def _last_paragraph(html: str, quotation: Element, after: Sequence[Element]) -> Element | None:
    """The quotation's own last one: that of a list, table or quotation within is not."""
    for one in after:
        if one.begin > quotation.until:
            return None
        is_own = one.name == "p" and one.depth == quotation.depth + 1
        if is_own and not html[one.end : quotation.until].strip():
            return one
    return None


def _tables(elements: Sequence[Element]) -> Iterator[_Edit]:
    for one in elements:
        if one.name == "table":
            yield one.begin, one.inside, '<div class="table"><table>'
            yield one.until, one.end, "</table></div>"
        elif one.name == "th" and not one.attributes:
            yield one.begin, one.inside, '<th scope="col">'
