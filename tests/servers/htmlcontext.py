"""Where in an HTML text a template's value lands, and how Go's html/template escapes it there.

Only what mails need: text, attributes, addresses, ``<style>`` and ``<title>``. Comments are
removed from the text, as html/template does; that takes conditional comments with them. Values in
scripts are refused, since no mail has any.
"""

from __future__ import annotations

import re
from collections.abc import Callable

TABLE = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&#34;",
        "'": "&#39;",
        "+": "&#43;",
        "\0": "\ufffd",
    }
)
UNQUOTED = TABLE | str.maketrans({sign: f"&#{ord(sign)};" for sign in "\t\n\v\f\r =`"})
ADDRESSES = frozenset(
    ["action", "background", "cite", "data", "formaction", "href", "icon", "poster", "src"]
)
SCHEMES = frozenset({"http", "https", "mailto"})
RAW = frozenset({"style", "script", "title", "textarea"})
UNSAFE_CSS = re.compile(r"[\0\"'()/;@\[\\\]`{}<>]|--")
TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)")
NAME = re.compile(r"[^\s=>]+")
BLANK = re.compile(r"\s*")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
IN_PATH = frozenset((LETTERS + "!#$&*+,/:;=?@[]%").encode())
IN_QUERY = frozenset(LETTERS.encode())


class ContextError(Exception):
    """html/template refuses to render: the HTML is open at the end or oddly made."""


class Tracker:
    """Walks over the literal texts of a template and knows the place of each value between."""

    def __init__(self) -> None:
        self._state = "text"
        self._element = ""
        self._closing = False
        self._attribute = ""
        self._delimiter = ""
        self._value = ""

    def text(self, source: str) -> str:
        """A literal text as it is sent: without comments, stray ``<`` escaped."""
        steps = {
            "text": self._in_text,
            "raw": self._in_raw,
            "comment": self._in_comment,
            "tag": self._in_tag,
            "name": self._after_name,
            "before": self._before_value,
            "value": self._in_value,
        }
        out: list[str] = []
        at = 0
        while at < len(source):
            piece, at = steps[self._state](source, at)
            out.append(piece)
        return "".join(out)

    def escape(self) -> Callable[[str], str]:
        """How a value at this place is escaped. Raises :class:`ContextError` inside a tag."""
        if self._state == "text":
            return _plain
        if self._state == "raw" and self._element != "script":
            return _css if self._element == "style" else _plain
        if self._state == "before":
            self._open_value(" ")
        if self._state != "value":
            raise ContextError("a value in a script, or in place of an attribute's name")
        wrap = _unquoted if self._delimiter == " " else _plain
        before, self._value = self._value, self._value + "x"
        if self._attribute.startswith("on"):
            raise ContextError("a value in a script")
        if self._attribute == "style":
            return lambda value: wrap(_css(value))
        if self._attribute not in ADDRESSES:
            return wrap
        if "?" in before or "#" in before:
            return lambda value: wrap(_percent(value, IN_QUERY))
        return lambda value: wrap(_address(value, at_start=not before))

    def close(self) -> None:
        """Raise :class:`ContextError` unless the text may end here."""
        if self._state != "text":
            raise ContextError(f"ends in a non-text context: {self._state}")

    def _in_text(self, source: str, at: int) -> tuple[str, int]:
        sign = source.find("<", at)
        if sign < 0:
            return source[at:], len(source)
        if source.startswith("<!--", sign):
            self._state = "comment"
            return source[at:sign], sign + 4
        found = TAG.match(source, sign)
        if found is None:
            kept = source[sign : sign + 9].lower() == "<!doctype"
            return source[at:sign] + ("<" if kept else "&lt;"), sign + 1
        self._state, self._element = "tag", found[1].lower()
        self._closing = source[sign + 1] == "/"
        return source[at : found.end()], found.end()

    def _in_raw(self, source: str, at: int) -> tuple[str, int]:
        end = re.compile(f"</{self._element}[\\s/>]", re.IGNORECASE).search(source, at)
        if end is None:
            return source[at:], len(source)
        self._state = "text"
        return source[at : end.start()], end.start()

    def _in_comment(self, source: str, at: int) -> tuple[str, int]:
        end = source.find("-->", at)
        if end < 0:
            return "", len(source)
        self._state = "text"
        return "", end + 3

    def _in_tag(self, source: str, at: int) -> tuple[str, int]:
        blank = BLANK.match(source, at)
        start = blank.end() if blank else at
        if start == len(source):
            return source[at:], start
        if source[start] == ">":
            raw = self._element in RAW and not self._closing
            self._state = "raw" if raw else "text"
            return source[at : start + 1], start + 1
        found = NAME.match(source, start)
        if found is None or re.search("[\"'<]", found[0]):
            raise ContextError(f"odd attribute name near {source[start : start + 20]!r}")
        self._attribute = found[0].lower()
        self._state = "name" if found[0] != "/" else "tag"
        return source[at : found.end()], found.end()

    def _after_name(self, source: str, at: int) -> tuple[str, int]:
        blank = BLANK.match(source, at)
        start = blank.end() if blank else at
        if start < len(source):
            given = source[start] == "="
            self._state = "before" if given else "tag"
            start += given
        return source[at:start], start

    def _before_value(self, source: str, at: int) -> tuple[str, int]:
        blank = BLANK.match(source, at)
        start = blank.end() if blank else at
        if start == len(source):
            return source[at:], start
        if source[start] in "\"'":
            self._open_value(source[start])
            return source[at : start + 1], start + 1
        self._open_value(" ")
        return source[at:start], start

    def _in_value(self, source: str, at: int) -> tuple[str, int]:
        ends = r"[\s>]" if self._delimiter == " " else re.escape(self._delimiter)
        end = re.compile(ends).search(source, at)
        stop = end.start() if end else len(source)
        self._value += source[at:stop]
        if end is None:
            return source[at:], stop
        self._state = "tag"
        stop += self._delimiter != " "
        return source[at:stop], stop

    def _open_value(self, delimiter: str) -> None:
        self._state, self._delimiter, self._value = "value", delimiter, ""


def _plain(value: str) -> str:
    return value.translate(TABLE)


def _unquoted(value: str) -> str:
    return value.translate(UNQUOTED)


def _css(value: str) -> str:
    return "ZgotmplZ" if UNSAFE_CSS.search(value) else value


def _address(value: str, *, at_start: bool) -> str:
    scheme, colon, _ = value.partition(":")
    if at_start and colon and "/" not in scheme and scheme.lower() not in SCHEMES:
        return "#ZgotmplZ"
    return _percent(value, IN_PATH)


def _percent(value: str, kept: frozenset[int]) -> str:
    return "".join(chr(byte) if byte in kept else f"%{byte:02x}" for byte in value.encode())
