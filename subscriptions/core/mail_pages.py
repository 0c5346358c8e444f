"""The HTML of a mail: CSS written into the elements, and never larger than mail programs show."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import shorten

import css_inline
from jinja2 import Environment

from subscriptions.core.subjects import clean

# Gmail shows no more than 102 KB of a mail, and would hide the links at its end (bytes).
MAX_HTML = 100_000

# Mail programs show about so many characters of it beside the subject.
_MAX_PREHEADER = 180

_KEPT = '<style data-css-inline="keep">'


class MailPages:
    """Makes pages of templates.

    Rules for screens and paper stay in the style sheet that is marked to be kept. A template of the
    town's own may mark none; then they are gathered at the top of the head.
    """

    def __init__(self) -> None:
        self._inliner = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=False)
        self._gatherer = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True)

    def page(self, environment: Environment, template: str, context: Mapping[str, object]) -> str:
        """A page; if it gets too large, the template is asked for less than the ``whole``."""
        made = self._made(environment, template, {**context, "whole": True})
        if len(made.encode()) <= MAX_HTML:
            return made
        return self._made(environment, template, {**context, "whole": False})

    def _made(self, environment: Environment, template: str, context: Mapping[str, object]) -> str:
        html = environment.get_template(template).render(context).strip()
        inliner = self._inliner if _KEPT in html else self._gatherer
        return inliner.inline(html) + "\n"


def preheader(*parts: str) -> str:
    """What the list of mails shows beside the subject: one line of these parts."""
    text = clean(" ".join(part for part in parts if part))
    return shorten(text, _MAX_PREHEADER, placeholder="…")
