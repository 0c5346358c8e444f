"""What a preview does to the site's pages: whose they are, and what is added to them."""

from __future__ import annotations

import re

# Everything of the preview's own lies below this; no page of the site can be called so.
OWN = "_vorschau/"

_ITEM = re.compile(r"aktuelles/([a-z0-9]+(?:-[a-z0-9]+)*)/(?:index\.html)?")
_LOCAL = ("127.0.0.1", "localhost", "[::1]")


def is_local(host: str | None, port: int) -> bool:
    """Whether a request's Host is this machine's own name.

    Else some website made a name of its own point here (DNS rebinding) to read what nobody may see
    yet.
    """
    return host in {f"{name}:{port}" for name in _LOCAL}


def item_of(path: str) -> str:
    """The item whose page a path below the site's address names; empty for other pages."""
    match = _ITEM.fullmatch(path)
    return match[1] if match else ""


def with_extras(page: bytes, head: str, body: str) -> bytes:
    """A page with more at the end of its head and at the begin of its body."""
    for end, extra, is_after in ((rb"</head>", head, False), (rb"<body[^>]*>", body, True)):
        match = re.search(end, page, re.IGNORECASE)
        at = (match.end() if is_after else match.start()) if match else 0
        page = page[:at] + extra.encode() + page[at:]
    return page


def local_pictures(html: str, url: str, base: str) -> str:
    """A mail's HTML with its pictures from the preview, as they may not be on the web yet."""
    return html.replace(f'src="{url.rstrip("/")}/', f'src="{base}/')
