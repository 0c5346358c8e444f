"""A Markdown file with YAML front matter, taken apart: fields, their lines, and the body.

Kind to editors: a byte order mark, CR LF and invisible control characters are taken as they are
meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from subscriptions.core.characters import legal
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.yaml_text import Document, YamlTextError, parse_yaml

_FENCE = re.compile(r"^(?:---|\+\+\+)[ \t]*$")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """``document`` holds the fields; ``body`` is the Markdown, which begins at ``body_line``."""

    document: Document
    body: str
    body_line: int


def decode(raw: bytes, path: str) -> str:
    """The text of a file: UTF-8 with or without byte order mark, lines ended by LF, in NFC.

    Raises:
        InvalidContentError: not UTF-8, with the line of the first wrong byte.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Problem(
            path, line, message("this file is not UTF-8; save it again with the encoding UTF-8")
        )
        raise InvalidContentError([problem]) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", legal(text))


def split_front_matter(text: str, path: str) -> FrontMatter:
    """Take a file apart.

    Raises:
        InvalidContentError: empty, no front matter, no closing ``---``, or broken YAML.
    """
    if not text.strip():
        raise _invalid(
            path, 1, message("the file is empty; write fields between two lines ---, then the text")
        )
    lines = text.split("\n")
    start = next(index for index, line in enumerate(lines) if line.strip())
    if not _FENCE.match(lines[start]):
        raise _invalid(
            path,
            start + 1,
            message(
                "the fields are missing; begin the file with a line ---, then title, date, topics"
                " and another line ---"
            ),
        )
    end = next((i for i in range(start + 1, len(lines)) if _FENCE.match(lines[i])), None)
    if end is None:
        raise _invalid(path, start + 1, message("the line --- that closes the fields is missing"))
    try:
        document = parse_yaml("\n".join(lines[start + 1 : end]), start + 2)
    except YamlTextError as error:
        raise InvalidContentError([Problem(path, error.line, error.message)]) from error
    body = "\n".join(lines[end + 1 :])
    return FrontMatter(document, body, end + 2)


def _invalid(path: str, line: int, what: Message) -> InvalidContentError:
    return InvalidContentError([Problem(path, line, what)])
