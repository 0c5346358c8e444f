"""HTML comments in an editor's text that nobody closed: they would hide all that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from plugins.engine.rendered import Finding
from subscriptions.core.messages import message

# A comment or a tag, each up to its end or that of the text (HTML standard, 13.2.5). Tags count
# because "<!--" within an attribute begins no comment.
_MARKUP = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|(?P<open>\Z)))"
    r"|</?[a-z](?:[^>\"']|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)


def unclosed_comments(tokens: Sequence[Token]) -> Iterator[Finding]:
    """Each block of HTML at whose end a comment is still open."""
    for token in tokens:
        if token.type == "html_block" and "<!--" in token.content:
            for found in _MARKUP.finditer(token.content):
                if found["open"] is not None:
                    first = token.map[0] if token.map else 0
                    line = first + token.content.count("\n", 0, found.start())
                    what = message(
                        "a comment begins here with <!-- and hides all that follows; close it with"
                        " --> before the next empty line, or delete it"
                    )
                    yield Finding(line, what)
