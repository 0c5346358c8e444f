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

from plugins.engine.elements import Element, elements_of, last_line, len_without_end, text_of

_FIGURE = '<figure class="quote">'
_WIDE = '<div class="table">'
_OWN_ID = re.compile(r' id="(s-[^"]*)"')
_BACKGROUND = frozenset({"hintergrund", "background"})
_SPEAKER = re.compile(r"\s*(?:—|–|--)\s*(?P<name>\S.*)")
_FIRST_LEVEL = 2
_DEEPEST_HEADING = 6
_HEADINGS = frozenset({f"h{level}" for level in range(_FIRST_LEVEL, _DEEPEST_HEADING + 1)})
_WANTED = _HEADINGS | {"blockquote", "p", "table", "thead", "th"}

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
    edits = [*_marked(headings, len(html)), *_quotations(html, elements), *_tables(html, elements)]
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

    Each heading gets an id of its own; one that was given to it stays.
    """
    level = below
    own_id = _Ids(anchor)
    for one in elements:
        if one.name in _HEADINGS:
            level = min(int(one.name[1]) + below - 1, level + 1, _DEEPEST_HEADING)
            text = unescape(text_of(html[one.inside : one.until]))
            given = _OWN_ID.search(one.attributes)
            yield _Heading(one, level, own_id(text, given[1] if given else ""), text)


def _marked(headings: Iterable[_Heading], end: int) -> Iterator[_Edit]:
    """The headings anew; that of the background begins an aside up to the next of its level."""
    is_open = False
    for one in headings:
        before = ""
        if one.level == _FIRST_LEVEL and one.element.depth == 0:
            before = "</aside>" if is_open else ""
            is_open = one.text.strip(" :").casefold() in _BACKGROUND
            if is_open:
                before += f'<aside class="background" aria-labelledby="{one.id}">'
        yield one.element.begin, one.element.inside, f'{before}<h{one.level} id="{one.id}">'
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

    def __call__(self, text: str, given: str) -> str:
        name = given or f"{self._anchor}-{_slug(text) or 'abschnitt'}"
        own = name
        while own in self._seen:
            self._again[name] += 1
            own = f"{name}-{self._again[name] + 1}"
        self._seen.add(own)
        return own


def _quotations(html: str, elements: Sequence[Element]) -> Iterator[_Edit]:
    paragraphs = {one.end: place for place, one in enumerate(elements) if one.name == "p"}
    for one in elements:
        if one.name != "blockquote":
            continue
        place = paragraphs.get(len_without_end(html, one.until))
        # Only its own last paragraph: that of a list, table or quotation within is not.
        if place is None or elements[place].depth != one.depth + 1:
            continue
        last = elements[place]
        if place + 1 < len(elements) and elements[place + 1].begin < last.until:
            continue  # HTML lets a paragraph hold blocks in a button, which is taken out
        begin = last.inside + last_line(html[last.inside : last.until])
        match = _SPEAKER.match(_words(html[begin : last.until]))
        if not match:
            continue
        figure = "" if _stands_in(html, one, _FIGURE) else _FIGURE
        yield one.begin, one.inside, f"{figure}<blockquote>"
        if begin > last.inside:
            # Without the end of the line before, soft or hard.
            kept = html[last.inside : begin].rstrip().removesuffix("<br>").rstrip()
            yield last.inside, last.until, kept
        else:
            yield last.begin, one.until, ""
        caption = f"<figcaption>{escape(match['name'], quote=False)}</figcaption>"
        yield one.until, one.end, f"</blockquote>\n{caption}{'</figure>' if figure else ''}"


def _words(html: str) -> str:
    """What a line of HTML shows."""
    return " ".join(unescape(text_of(html.replace("<br>", " "))).split())


def _stands_in(html: str, element: Element, tag: str) -> bool:
    """True if its writer has put it there by hand."""
    return html.endswith(tag, 0, len_without_end(html, element.begin))


def _tables(html: str, elements: Sequence[Element]) -> Iterator[_Edit]:
    end_of_head = 0
    for one in elements:
        if one.name == "table" and not _stands_in(html, one, _WIDE):
            yield one.begin, one.inside, f"{_WIDE}<table>"
            yield one.until, one.end, "</table></div>"
        elif one.name == "thead":
            end_of_head = one.end
        elif one.name == "th" and one.begin < end_of_head and not one.attributes:
            yield one.begin, one.inside, '<th scope="col">'
