"""What search engines read first: sitemap.xml (sitemaps.org 0.9) and robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from operator import itemgetter

from subscriptions.core.dates import ZONE
from subscriptions.core.town import Town

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(town: Town, addresses: Iterable[tuple[str, float | None]]) -> bytes:
    """All pages with the time of their last change, where it is known.

    Written as text: a tree of ten thousand pages takes ten times as long as that.
    """
    entries = "".join(
        f" <url>\n  <loc>{escape(town.absolute(path), quote=False)}</loc>\n{_changed(at)} </url>\n"
        for path, at in sorted(addresses, key=itemgetter(0))
    )
    text = f'{_DECLARATION}\n<urlset xmlns="{_NAMESPACE}">\n{entries}</urlset>\n'
    return text.encode()


def _changed(at: float | None) -> str:
    if at is None:
        return ""
    return f"  <lastmod>{datetime.fromtimestamp(at, ZONE).isoformat()}</lastmod>\n"


def robots(town: Town) -> bytes:
    """Everything may be read; a demonstration is kept out of search engines."""
    rule = "Disallow: /" if town.demo else "Disallow:"
    return f"User-agent: *\n{rule}\nSitemap: {town.absolute('sitemap.xml')}\n".encode()
