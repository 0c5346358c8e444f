"""An item's text: Markdown to safe HTML (CommonMark with tables, by markdown-it-py).

Two forms of the town's own: ``## Hintergrund`` becomes an aside, and a quotation whose last line is
``— Name`` becomes a figure with its speaker. Raw HTML is sanitised at the end (nh3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from slugify import slugify

from subscriptions.core.messages import Message, message

_BACKGROUND = frozenset({"hintergrund", "background"})
_SPEAKER = re.compile(r"^(?:—|–|--)\s*(?P<name>\S.*)$")
_RELATIVE = re.compile(r"^(?![a-z][a-z0-9+.-]*:|//|#|\?)", re.IGNORECASE)
_OWN_LINK = re.compile(r'(<(?:a|img)\b[^<>]*?\s(?:href|src)=")(/[^/"][^"]*|/)(?=")')

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "aside",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "aside": {"aria-labelledby"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "span": {"lang"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_CLASSES = {"aside": {"background"}, "div": {"table"}, "figure": {"quote"}}
_SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the text that must be mended; ``line`` counts from 0 within it."""

    line: int
    message: Message


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML. Its own links begin with the site's base path."""

    html: str
    findings: tuple[Finding, ...]

    def absolute(self, origin: str) -> str:
        """The HTML with complete addresses, for feeds and mail. ``origin``: scheme and host."""
        return absolute_links(self.html, origin)


def absolute_links(html: str, origin: str) -> str:
    """Put ``https://host`` before every link that begins with a slash."""
    return _OWN_LINK.sub(lambda match: f"{match[1]}{origin}{match[2]}", html)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "linkify": True}).enable(
        ["table", "strikethrough", "linkify"]
    )


def render(text: str, base_path: str = "") -> Rendered:
    """Convert one text. The same text always gives the same HTML."""
    parser = _parser()
    tokens = parser.parse(text)
    findings = tuple(_images_without_alt(tokens))
    for token in _flat(tokens):
        _place_links(token, base_path)
    tokens = _headings(tokens)
    tokens = list(_quotations(tokens))
    tokens = list(_background(tokens))
    tokens = list(_wrapped_tables(tokens))
    html = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    return Rendered(clean.strip(), findings)


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _images_without_alt(tokens: Sequence[Token]) -> Iterator[Finding]:
    for block in tokens:
        for token in block.children or ():
            if token.type == "image" and not (token.content or "").strip():
                line = block.map[0] if block.map else 0
                what = message(
                    "a picture without a description; write ![what can be seen]({file})",
                    file=token.attrs.get("src", ""),
                )
                yield Finding(line, what)


def _place_links(token: Token, base_path: str) -> None:
    """Links without a scheme are meant from the site's root."""
    for name in ("href", "src"):
        value = token.attrs.get(name)
        if isinstance(value, str) and value and _RELATIVE.match(value):
            token.attrs[name] = f"{base_path}/{value.lstrip('./')}"


def _headings(tokens: list[Token]) -> list[Token]:
    """The page's h1 is the title, so the text begins at h2; each gets an id of its own."""
    seen: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type not in {"heading_open", "heading_close"}:
            continue
        token.tag = f"h{max(int(token.tag[1]), 2)}"
        if token.type == "heading_open":
            name = f"s-{slugify(tokens[index + 1].content) or 'abschnitt'}"
            seen[name] = seen.get(name, 0) + 1
            token.attrs["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"
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
    """Cut the last line ``— Name`` out of a quotation and return the name; else nothing."""
    level = tokens[start].level
    end = next(
        index
        for index in range(start, len(tokens))
        if tokens[index].type == "blockquote_close" and tokens[index].level == level
    )
    last = next((token for token in reversed(tokens[start:end]) if token.type == "inline"), None)
    if last is None or not last.children:
        return ""
    line = last.content.rsplit("\n", 1)[-1].strip()
    match = _SPEAKER.match(line)
    if not match:
        return ""
    breaks = [
        i for i, child in enumerate(last.children) if child.type in {"softbreak", "hardbreak"}
    ]
    last.children = last.children[: breaks[-1]] if breaks else []
    if not breaks:
        place = tokens.index(last)
        tokens[place - 1].hidden = tokens[place + 1].hidden = True
    return match["name"]


def _background(tokens: Sequence[Token]) -> Iterator[Token]:
    is_open = False
    for index, token in enumerate(tokens):
        is_heading = token.type == "heading_open" and token.tag == "h2" and token.level == 0
        if is_heading and is_open:
            yield _html("</aside>")
            is_open = False
        if is_heading and tokens[index + 1].content.strip().casefold() in _BACKGROUND:
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
