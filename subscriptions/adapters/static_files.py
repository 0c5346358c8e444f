"""A folder served over HTTP on this machine, for people who look at what was made."""

from __future__ import annotations

from http.server import SimpleHTTPRequestHandler

_TYPES = {
    ".cap.xml": "application/cap+xml",
    ".rss.xml": "application/rss+xml",
    ".atom.xml": "application/atom+xml",
    ".eml": "text/plain",
    ".ics": "text/calendar",
    ".opml": "text/x-opml",
}


class StaticFiles(SimpleHTTPRequestHandler):
    """Static files below a base path, without a line per request."""

    base = ""

    def translate_path(self, path: str) -> str:
        """The file that an address below the base path names."""
        return super().translate_path(path.removeprefix(self.base) or "/")

    def guess_type(self, path: str) -> str:  # type: ignore[override]
        """The content type by the end of the name."""
        for suffix, mime in _TYPES.items():
            if str(path).endswith(suffix):
                return f"{mime}; charset=utf-8"
        return super().guess_type(path)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: people look at the page, not at its requests."""
