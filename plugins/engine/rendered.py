"""A text as HTML, without the parser that made it: most builds parse few texts or none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from subscriptions.core.messages import Message

UP = re.compile(r"^(?:\.{0,2}/)+")
RELATIVE = re.compile(r"^(?![a-z][a-z0-9+.-]*:|//|#|\?)", re.IGNORECASE)
_OWN_LINK = re.compile(r'(<(?:a|img)\b[^<>]*?\s(?:href|src)=")(/[^/"][^"]*|/)(?=")')


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the text that must be mended; ``line`` counts from 0 within it."""

    line: int
    message: Message


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture; ``line`` counts from 0 within the text."""

    line: int
    src: str
    alt: str

    @property
    def is_own(self) -> bool:
        """True for a picture that is no other site's."""
        return RELATIVE.match(self.src) is not None

    @property
    def file(self) -> str:
        """The file below content/ that it stands for."""
        return unicodedata.normalize("NFC", unquote(UP.sub("", self.src)))


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML. Its own links begin with the site's base path.

    ``pictures`` are those below content/ that the text shows.
    """

    html: str
    findings: tuple[Finding, ...]
    pictures: tuple[Picture, ...] = ()

    def absolute(self, origin: str) -> str:
        """The HTML with complete addresses, for feeds and mail. ``origin``: scheme and host."""
        return absolute_links(self.html, origin)


def absolute_links(html: str, origin: str) -> str:
    """Put ``https://host`` before every link that begins with a slash."""
    return _OWN_LINK.sub(lambda match: f"{match[1]}{origin}{match[2]}", html)
