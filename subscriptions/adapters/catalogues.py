"""The gettext catalogues (locale/): German is the default and complete, English too."""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "infokanal"
FOLDER = Path(__file__).parents[2] / "locale"


def catalogue(language: str) -> gettext.NullTranslations:
    """The translations into ``de`` or ``en``.

    Raises:
        FileNotFoundError: a language without catalogue.
    """
    return gettext.translation(DOMAIN, str(FOLDER), [language])
