"""The words of pages in the town's language, as templates ask for them (gettext).

Jinja's own functions look every word up anew, and each page has a hundred of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from gettext import NullTranslations
from typing import cast

from jinja2 import Environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

# What {{ _("Home") }} consists of.
_WORD = ("variable_begin", "name", "lparen", "string", "rparen", "variable_end")


class _Words(Extension):
    """Puts words into templates before they are compiled, where nothing has to be filled in."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The template's tokens, with words in place of such calls."""
        tokens, at = [*stream], 0
        while at < len(tokens):
            word = self._word(tokens[at : at + len(_WORD)])
            yield tokens[at] if word is None else Token(tokens[at].lineno, "data", word)
            at += 1 if word is None else len(_WORD)

    def _word(self, tokens: Sequence[Token]) -> str | None:
        if tuple(one.type for one in tokens) != _WORD or tokens[1].value != "_":
            return None
        gettext = cast("Callable[[str], Markup]", self.environment.globals["_"])
        try:
            return str(gettext(tokens[3].value))
        except (KeyError, TypeError, ValueError):
            return None  # a % too many: told where it stands, if a page ever comes there


def install(environment: Environment, translations: NullTranslations) -> None:
    """Give templates ``_``, ``gettext``, ``ngettext`` and ``{% trans %}``.

    As Jinja's "newstyle": the text may hold HTML and ``%(name)s``, what is filled in is escaped.
    """

    @cache
    def plain(text: str) -> Markup:
        return translated(text) % {}

    @cache
    def translated(text: str) -> Markup:
        return Markup(translations.gettext(text))  # noqa: S704  # the catalogue is our own

    def gettext(text: str, /, **values: object) -> Markup:
        return translated(text) % values if values else plain(text)

    def ngettext(singular: str, plural: str, number: int, /, **values: object) -> Markup:
        text = Markup(translations.ngettext(singular, plural, number))  # noqa: S704
        return text % {"num": number, **values}

    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.add_extension(_Words)
    environment.globals.update({"_": gettext, "gettext": gettext, "ngettext": ngettext})
