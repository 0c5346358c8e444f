"""HTML comments in an editor's text that nobody closed: they would hide all that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import count

from plugins.engine.dialect import with_lines, with_raw_as_text
from plugins.engine.rendered import Finding
from subscriptions.core.messages import message

# Where a comment begins, but for those that end at once.
_BEGIN = re.compile(r"<!--(?!-?>)")
# The same with its number: a mark that no text holds.
_MARKED = re.compile("<!--\ue000([0-9]+)\ue001")
# A comment or a tag, each up to its end or that of the text (HTML standard, 13.2.5). Tags count
# because "<!--" within an attribute begins no comment.
_MARKUP = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|(?P<open>\Z)))"
    r"|</?[a-z](?:[^>\"']|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")


def unclosed_comments(text: str) -> Iterator[Finding]:
    """Each comment that is still open where the raw HTML around it ends."""
    begins = [begin.start() for begin in _BEGIN.finditer(text)]
    number = count()
    marked = _BEGIN.sub(lambda _: f"<!--\ue000{next(number)}\ue001", text)
    # In code and in lines of words "<!--" is a text, which is no comment and stays one.
    comments = set(_MARKED.findall(with_lines(marked)))
    if not comments:
        return
    for piece in _TAG.split(with_raw_as_text(marked)):
        raw = _MARKED.sub(lambda found: found[0] if found[1] in comments else "", unescape(piece))
        for found in _MARKUP.finditer(raw):
            if found["open"] is not None and (begin := _MARKED.match(found[0])):
                what = message(
                    "a comment begins here with <!-- and hides all that follows; close it with"
                    " --> before the next empty line, or delete it"
                )
                yield Finding(text.count("\n", 0, begins[int(begin[1])]), what)
