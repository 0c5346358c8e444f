"""Pelican's settings. Everything that is the town's own comes from town.yml (docs/betrieb.md).

The site is made by ``plugins.town_site``; Pelican's own generators have nothing to do.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from subscriptions.adapters.catalogues import catalogue
from subscriptions.adapters.settings import (
    Places,
    read_environment,
    read_settings,
    read_sign_up_file,
)

_here = Path(__file__).parent
_site = Path(os.environ.get("INFOKANAL_SITE", _here))
INFOKANAL_PLACES = Places(_site, _site)
INFOKANAL_TOWN, INFOKANAL_TOPICS = read_settings(
    _site, url=read_environment(os.environ, _site).get("SITEURL")
)
INFOKANAL_SIGN_UP = read_sign_up_file(_site, INFOKANAL_TOPICS)
INFOKANAL_TRANSLATIONS = catalogue(INFOKANAL_TOWN.language)

SITENAME = INFOKANAL_TOWN.title
SITEURL = INFOKANAL_TOWN.url
TIMEZONE = "Europe/Berlin"
DEFAULT_LANG = INFOKANAL_TOWN.language

PATH = str(INFOKANAL_PLACES.content)
OUTPUT_PATH = str(INFOKANAL_PLACES.output)
THEME = str(INFOKANAL_PLACES.themes[-1])
PLUGINS = ["plugins.town_site"]

ARTICLE_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DELETE_OUTPUT_DIRECTORY = False
