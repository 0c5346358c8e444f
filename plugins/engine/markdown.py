"""An item's text: Markdown to safe HTML (CommonMark with tables, by markdown-it-py).

Two forms of the town's own: ``## Hintergrund`` becomes an aside, and a quotation whose last line is
``— Name`` becomes a figure with its speaker. Raw HTML is sanitised at the end (nh3).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from urllib.parse import quote, unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from slugify import slugify

from plugins.engine.comments import unclosed_comments
from plugins.engine.pictures import pictures_of, wrong
from plugins.engine.rendered import RELATIVE, UP, Finding, Rendered
from subscriptions.core.messages import message
from subscriptions.core.sanitize import DEEPEST, clean, nesting

_BACKGROUND = frozenset({"hintergrund", "background"})
_SPEAKER = re.compile(r"\s*(?:—|–|--)\s*(?P<name>\S.*)")
_DEEPEST_HEADING = 6
_SPOKEN = frozenset({"text", "code_inline"})


@lru_cache(maxsize=2)
def _parser(*, linkify: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "linkify": linkify})
    if linkify and parser.linkify:
        # A bare word with a dot is no address: towns write "Nr. 5.de facto" and the like.
        parser.linkify.set({"fuzzy_link": False, "fuzzy_ip": False})
        parser.enable("linkify")
    return parser.enable(["table", "strikethrough"])


def _may_have_addresses(text: str) -> bool:
    """Looking for bare addresses takes half the time, and most texts have none."""
    return "//" in text or "@" in text


def render(text: str, base_path: str = "", *, below: int = 1, anchor: str = "s") -> Rendered:
    """Convert one text. The same text always gives the same HTML.

    ``below``: the level of the heading that it stands under. ``anchor`` begins the ids of its own.
    """
    parser = _parser(linkify=_may_have_addresses(text))
    tokens = parser.parse(text)
    pictures = tuple(pictures_of(tokens))
    findings = [*unclosed_comments(tokens)]
    for token in _flat(tokens):
        _place_links(token, base_path)
    tokens = _headings(tokens, below, anchor)
    tokens = list(_quotations(tokens))
    tokens = list(_background(tokens))
    tokens = list(_wrapped_tables(tokens))
    html = parser.renderer.render(tokens, parser.options, {})
    safe = clean(html).strip()
    findings += [finding for picture in pictures for finding in wrong(picture)]
    if nesting(safe) > DEEPEST:
        findings.append(Finding(0, message("this text is nested too deeply; write it plainly")))
    return Rendered(safe, tuple(findings), tuple(p for p in pictures if p.is_own))


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _place_links(token: Token, base_path: str) -> None:
    """Links without a scheme are meant from the site's root."""
    for name in ("href", "src"):
        value = token.attrs.get(name)
        if isinstance(value, str) and value and RELATIVE.match(value):
            token.attrs[name] = f"{base_path}/{_composed(UP.sub('', value))}"


def _composed(address: str) -> str:
    """An address as its file is called on the site: in Unicode's form C."""
    plain = unquote(address)
    composed = unicodedata.normalize("NFC", plain)
    return address if composed == plain else quote(composed, safe="/?#&=+,;:@")


def _headings(tokens: list[Token], below: int, anchor: str) -> list[Token]:
    """The page's h1 is the title: the text begins at h2 and leaves no level out.

    Below a heading of another level it begins one deeper than that.

    Each heading gets an id of its own.
    """
    seen: set[str] = set()
    next_number: Counter[str] = Counter()
    level = below
    for index, token in enumerate(tokens):
        if token.type not in {"heading_open", "heading_close"}:
            continue
        if token.type == "heading_open":
            level = min(max(int(token.tag[1]), 2) + below - 1, level + 1, _DEEPEST_HEADING)
        token.tag = f"h{level}"
        if token.type == "heading_open":
            name = f"{anchor}-{slugify(tokens[index + 1].content) or 'abschnitt'}"
            own = name
            while own in seen:
                next_number[name] += 1
                own = f"{name}-{next_number[name] + 1}"
            seen.add(own)
            token.attrs["id"] = own
    return tokens


def _html(text: str) -> Token:
    return Token("html_block", "", 0, content=text)


def _quotations(tokens: Sequence[Token]) -> Iterator[Token]:
    depth_of_figure: list[int] = []
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open":
            speaker = _take_speaker(tokens, index)
            if speaker:
                depth_of_figure.append(token.level)
                token.meta["speaker"] = speaker
                yield _html('<figure class="quote">')
        yield token
        if token.type == "blockquote_close" and depth_of_figure[-1:] == [token.level]:
            depth_of_figure.pop()
            opening = _opening(tokens, index)
            name = escape(str(opening.meta["speaker"]))
            yield _html(f"<figcaption>{name}</figcaption></figure>")


def _opening(tokens: Sequence[Token], close: int) -> Token:
    level = tokens[close].level
    return next(
        token
        for token in reversed(tokens[:close])
        if token.type == "blockquote_open" and token.level == level
    )


def _take_speaker(tokens: Sequence[Token], start: int) -> str:
    """Cut the last line ``— Name`` out of a quotation and return the name; else nothing.

    Only of the quotation's own last paragraph: that of a list, table or quotation within is not.
    """
    level = tokens[start].level
    end = next(
        index
        for index in range(start, len(tokens))
        if tokens[index].type == "blockquote_close" and tokens[index].level == level
    )
    last = tokens[end - 1]
    if last.type != "paragraph_close":
        return ""
    children = tokens[end - 2].children or []
    breaks = [
        i for i, child in enumerate(children) if child.type.endswith("break") and not child.level
    ]
    line = children[breaks[-1] + 1 :] if breaks else children
    match = _SPEAKER.match("".join(child.content for child in line if child.type in _SPOKEN))
    if not match:
        return ""
    tokens[end - 2].children = children[: breaks[-1]] if breaks else []
    if not breaks:
        tokens[end - 3].hidden = last.hidden = True
    return match["name"].strip()


def _background(tokens: Sequence[Token]) -> Iterator[Token]:
    is_open = False
    for index, token in enumerate(tokens):
        is_heading = token.type == "heading_open" and token.tag == "h2" and token.level == 0
        if is_heading and is_open:
            yield _html("</aside>")
            is_open = False
        if is_heading and tokens[index + 1].content.strip(" :").casefold() in _BACKGROUND:
            yield _html(f'<aside class="background" aria-labelledby="{token.attrs["id"]}">')
            is_open = True
        yield token
    if is_open:
        yield _html("</aside>")


def _wrapped_tables(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "table_open":
            yield _html('<div class="table">')
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
        yield token
        if token.type == "table_close":
            yield _html("</div>")
