"""What search engines read first: sitemap.xml (sitemaps.org 0.9) and robots.txt (RFC 9309)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from datetime import datetime

from subscriptions.core.dates import ZONE
from subscriptions.core.town import Town

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(town: Town, addresses: Iterable[tuple[str, float | None]]) -> bytes:
    """All pages with the time of their last change, where it is known."""
    root = ET.Element("urlset", xmlns=_NAMESPACE)
    for path, changed in sorted(addresses, key=lambda pair: pair[0]):
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = town.absolute(path)
        if changed is not None:
            moment = datetime.fromtimestamp(changed, ZONE)
            ET.SubElement(url, "lastmod").text = moment.isoformat()
    ET.indent(root, " ")
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def robots(town: Town) -> bytes:
    """Everything may be read; a demonstration is kept out of search engines."""
    rule = "Disallow: /" if town.demo else "Disallow:"
    return f"User-agent: *\n{rule}\nSitemap: {town.absolute('sitemap.xml')}\n".encode()
