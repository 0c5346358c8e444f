"""The gettext catalogues (locale/): German is the default and complete, English too."""

from __future__ import annotations

import gettext

from subscriptions.adapters.program import shipped

DOMAIN = "infokanal"
FOLDER = shipped("locale")


def catalogue(language: str) -> gettext.NullTranslations:
    """The translations into ``de`` or ``en``.

    Raises:
        FileNotFoundError: a language without catalogue.
    """
    return gettext.translation(DOMAIN, str(FOLDER), [language])
