"""The words of pages in the town's language, as templates ask for them (gettext).

Jinja's own functions look every word up anew, and each page has a hundred of them.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations

from jinja2 import Environment
from markupsafe import Markup


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
    environment.globals.update({"_": gettext, "gettext": gettext, "ngettext": ngettext})
