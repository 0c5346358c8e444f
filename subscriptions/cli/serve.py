"""``publish.py serve``: look at the site and the outbox in a browser, on this machine only."""

from __future__ import annotations

from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import click

from subscriptions.adapters.static_files import StaticFiles
from subscriptions.cli.session import Session
from subscriptions.core.exit_codes import OK, USAGE
from subscriptions.core.messages import mark, message


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
    handler = type("_Based", (StaticFiles,), {"base": base})
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
