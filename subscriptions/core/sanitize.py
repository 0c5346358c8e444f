"""Which HTML an item's text may hold, on pages and in mails; everything else is taken out (nh3)."""

from __future__ import annotations

import re
from functools import lru_cache, partial

import nh3

from subscriptions.core.characters import legal

# Browsers read a backslash as a slash, and pass over blanks and control characters.
_OWN_PICTURE = re.compile(r"(?!/?[/\\])[^\\:\s\x00-\x20]*|/(?![/\\])[^\\:\s\x00-\x20]*")

# More digits than a number can have end programs that read it.
_NUMBER = re.compile(r"-?[0-9]{1,9}")

_TAGS = {
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
}
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


def clean(html: str, origin: str = "") -> str:
    """Safe, well-formed HTML: no scripts, styles, event handlers or addresses that run code.

    ``origin`` (``https://host``): whose pictures may be shown by their complete address.
    """
    # "&#2;" has become a control character: it breaks feeds, and mails mark their links with them.
    return legal(_cleaner(origin).clean(html))


@lru_cache(maxsize=8)
def _cleaner(origin: str) -> nh3.Cleaner:
    """To take the lists over costs more than to clean a text."""
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel=None,
        attribute_filter=partial(_own_only, origin),
    )


def _own_only(origin: str, tag: str, name: str, value: str) -> str | None:
    """Raw HTML may not claim an id of the page around it; those of a text begin with ``s-``.

    A picture from another site would tell it who reads this page.
    """
    if name == "id" and not value.startswith("s-"):
        return None
    if name == "start" and not _NUMBER.fullmatch(value):
        return None
    if (tag, name) != ("img", "src") or _OWN_PICTURE.fullmatch(value):
        return value
    return value if origin and value.startswith(f"{origin}/") else None
