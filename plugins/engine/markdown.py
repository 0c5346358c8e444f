"""An item's text: Markdown to safe HTML (CommonMark with tables, by comrak).

comrak converts, nh3 takes out what is not safe, and what is left, well-formed now, gets the town's
own forms (text_forms.py).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, partial
from urllib.parse import quote, unquote

from comrak import ExtensionOptions

from plugins.engine.comments import unclosed_comments
from plugins.engine.dialect import NoPanic, PanicError, as_written, extensions
from plugins.engine.elements import TooDeepError
from plugins.engine.pictures import pictures_of, wrong
from plugins.engine.rendered import RELATIVE, UP, Finding, Rendered
from plugins.engine.steps import Steps
from plugins.engine.text_forms import with_forms
from subscriptions.core.messages import message
from subscriptions.core.sanitize import clean

_H1 = re.compile(r"<(/?)h1(?=[\s/>])", re.IGNORECASE)


def render_in_steps(
    text: str, base_path: str, *, below: int = 1, anchor: str = "s"
) -> Steps[Rendered]:
    """Convert one text. The same text always gives the same HTML.

    ``below``: the level of the heading that it stands under. ``anchor`` begins the ids of its own.
    """
    try:
        with NoPanic():
            html = as_written(text, _extensions(base_path))
            yield
            # The page's h1 is the title, and clean HTML has no other.
            safe = clean(_H1.sub(r"<\1h2", html)).strip()
            yield
            shaped = with_forms(safe, below, anchor)
            comments = tuple(unclosed_comments(text)) if "<!--" in text else ()
            pictures = tuple(pictures_of(text)) if "<img" in safe else ()
    except TooDeepError:
        what = message("this text is nested too deeply; write it plainly")
        return Rendered("", (Finding(0, what),))
    except PanicError:
        what = message("this text cannot be converted; write it plainly")
        return Rendered("", (Finding(0, what),))
    findings = (*comments, *(finding for picture in pictures for finding in wrong(picture)))
    return Rendered(shaped, findings, tuple(p for p in pictures if p.is_own))


@lru_cache(maxsize=2)
def _extensions(base_path: str) -> ExtensionOptions:
    """What a text may hold beyond CommonMark; its links without a scheme are placed."""
    options = extensions()
    options.link_url_rewriter = options.image_url_rewriter = partial(_placed, base_path)
    return options


def _placed(base_path: str, address: str) -> str:
    """Links without a scheme are meant from the site's root."""
    if address and RELATIVE.match(address):
        return f"{base_path}/{_composed(UP.sub('', address))}"
    return address


def _composed(address: str) -> str:
    """An address as its file is called on the site: in Unicode's form C."""
    plain = unquote(address)
    composed = unicodedata.normalize("NFC", plain)
    return address if composed == plain else quote(composed, safe="/?#&=+,;:@")
