"""The peer's settings: everything that publish.py writes too, and nothing else.

They say what is written, not how: Markdown and summaries are made as Pelican does by itself.
"""

import json
from pathlib import Path

_HERE = Path(__file__).parent
TOWN = json.loads((_HERE / "town.json").read_text(encoding="utf-8"))

SITENAME = TOWN["title"]
SITEURL = TOWN["url"]
TIMEZONE = "Europe/Berlin"
DEFAULT_LANG = "de"
PATH = str(_HERE / "content")
OUTPUT_PATH = str(_HERE / "output")
THEME = str(_HERE / "theme")
THEME_STATIC_PATHS: list[str] = []
PLUGIN_PATHS = [str(_HERE)]
PLUGINS = ["town_pages"]

ARTICLE_PATHS = ["aktuelles"]
STATIC_PATHS = ["anhaenge"]
ARTICLE_URL = "aktuelles/{slug}/"
ARTICLE_SAVE_AS = "aktuelles/{slug}/index.html"
CATEGORY_URL = "themen/{slug}/"
CATEGORY_SAVE_AS = "themen/{slug}/index.html"
AUTHOR_SAVE_AS = TAG_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "topics", "sitemap"]
TOPICS_SAVE_AS = "themen/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
TEMPLATE_EXTENSIONS = [".html", ".xml"]

FEED_ALL_ATOM = "feeds/alle.atom.xml"
FEED_ALL_RSS = "feeds/alle.rss.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
CATEGORY_FEED_RSS = "feeds/{slug}.rss.xml"
TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_MAX_ITEMS = 30
RSS_FEED_SUMMARY_ONLY = False
