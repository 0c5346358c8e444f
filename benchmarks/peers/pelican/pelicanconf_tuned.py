"""The same settings for speed: Markdown only as far as these texts need it."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # Pelican loads this file by its path
from pelicanconf import *  # noqa: F403 – as publishconf.py does at Pelican's users

MARKDOWN = {
    "extension_configs": {"markdown.extensions.meta": {}, "markdown.extensions.tables": {}},
    "output_format": "html5",
}
FORMATTED_FIELDS: list[str] = []  # summaries are plain text: half as many conversions
