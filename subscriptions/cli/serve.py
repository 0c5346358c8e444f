"""``publish.py serve``: look at the site and the outbox in a browser, on this machine only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import click

from subscriptions.cli.session import Session
from subscriptions.core.exit_codes import OK, USAGE
from subscriptions.core.messages import mark, message

_TYPES = {
    ".cap.xml": "application/cap+xml",
    ".rss.xml": "application/rss+xml",
    ".atom.xml": "application/atom+xml",
    ".eml": "text/plain",
    ".ics": "text/calendar",
    ".opml": "text/x-opml",
}


class _Handler(SimpleHTTPRequestHandler):
    """Static files below a base path, without a line per request."""

    base = ""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(self.base) or "/")

    def guess_type(self, path: str) -> str:  # type: ignore[override]
        for suffix, mime in _TYPES.items():
            if str(path).endswith(suffix):
                return f"{mime}; charset=utf-8"
        return super().guess_type(path)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: people look at the page, not at its requests."""


@click.command(
    help=mark("Serve the site and the outbox on this machine, and print both addresses.")
)
@click.option(
    "--port",
    type=int,
    default=8000,
    show_default=True,
    help=mark("The site's port; the outbox has the next one."),
)
@click.pass_obj
def command(session: Session, port: int) -> int:
    """Serve until interrupted."""
    output, outbox = session.places.output, session.places.outbox
    if not (output / "index.html").is_file():
        click.echo(
            message(
                "there is no site in {folder} yet; run make demo or make site", folder=output
            ).format(session.gettext),
            err=True,
        )
        return USAGE
    base = urlsplit(session.town.url).path.rstrip("/")
    site = _server(output, port, base)
    text = message("Site:   {url}", url=f"http://127.0.0.1:{site.server_port}{base}/")
    click.echo(text.format(session.gettext))
    servers = [site]
    if (outbox / "index.html").is_file():
        mails = _server(outbox, port + 1 if port else 0, "")
        servers.append(mails)
        text = message("Outbox: {url}", url=f"http://127.0.0.1:{mails.server_port}/")
        click.echo(text.format(session.gettext))
    click.echo(message("Stop with Ctrl-C.").format(session.gettext))
    _serve(servers)
    return OK


def _server(folder: Path, port: int, base: str) -> ThreadingHTTPServer:
    handler = type("_Based", (_Handler,), {"base": base})
    return ThreadingHTTPServer(("127.0.0.1", port), partial(handler, directory=str(folder)))


def _serve(servers: list[ThreadingHTTPServer]) -> None:
    for server in servers[1:]:
        Thread(target=server.serve_forever, daemon=True).start()
    try:
        servers[0].serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        for server in servers:
            server.server_close()
