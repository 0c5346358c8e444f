"""The site on a home screen: its manifest (W3C Web App Manifest), and what is there offline.

``theme/static/sw.js`` does the rest, where there is JavaScript: it keeps pages that were seen, and
says of each how old it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from plugins.engine.frame import Context, Frame
from plugins.engine.hazards import PATH as HAZARDS
from plugins.engine.output import Output
from subscriptions.core.pools import POOLS_PATH

MANIFEST = "manifest.webmanifest"
OFFLINE = "offline/"

# The page's ground while it loads, as style.css has it.
_GROUND = "#ffffff"

# Files of the theme (tools/pictures.py), their sizes in pixels, and what may be cut off of them.
_ICONS = (
    ("favicon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
)


def outputs(frame: Frame) -> Iterator[Output]:
    """The manifest, and the page for what was never seen."""
    yield Output(MANIFEST, partial(_manifest, frame))
    yield frame.file(f"{OFFLINE}index.html", "offline.html", partial(_offline, frame))


def _offline(frame: Frame) -> Context:
    return frame.head(frame.gettext("You are offline"), OFFLINE, noindex=True)


def _manifest(frame: Frame) -> bytes:
    town, base = frame.site.town, f"{frame.site.town.base_path}/"
    ways = [(frame.gettext("Hazards"), HAZARDS)]
    if frame.site.pools:
        ways.append((frame.gettext("Outdoor pools"), POOLS_PATH))
    document = {
        "id": base,
        "name": town.title,
        "short_name": town.title,
        "description": town.description,
        "lang": town.language,
        "start_url": base,
        "scope": base,
        "display": "standalone",
        "theme_color": town.colours.accent,
        "background_color": _GROUND,
        "icons": [
            {"src": f"{base}theme/{name}", "sizes": sizes, "type": kind, "purpose": purpose}
            for name, sizes, kind, purpose in _ICONS
        ],
        "shortcuts": [{"name": name, "url": f"{base}{path}"} for name, path in ways],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
