"""``publish.py preview``: see page, mail and plan of what one writes, before anybody else does."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from threading import Event
from types import FrameType

import click

from plugins.engine.live import Live
from plugins.engine.request import Request
from subscriptions.adapters.file_changes import file_changes
from subscriptions.adapters.preview_server import previewing
from subscriptions.adapters.settings import ConfigurationError
from subscriptions.cli.build import summary
from subscriptions.cli.options import as_of_option, to_option
from subscriptions.cli.preview_outlook import Outlooks
from subscriptions.cli.preview_pages import PreviewPages, base_of
from subscriptions.cli.preview_state import Desk
from subscriptions.cli.session import Session
from subscriptions.cli.site import request
from subscriptions.cli.watch import Watcher, settings_of, watched
from subscriptions.core.exit_codes import OK
from subscriptions.core.mail_templates import FOLDER
from subscriptions.core.messages import mark, message
from subscriptions.core.preview_pages import OWN


@click.command(
    help=mark(
        "Show the site with its drafts in a browser on this machine, and beside each item its"
        " mails, its feed entry and what plan says of it. Builds after every change and reloads."
        " Publishes and sends nothing."
    )
)
@as_of_option
@to_option
@click.option(
    "--port", type=int, default=8000, show_default=True, help=mark("The port; 0: any free one.")
)
@click.pass_obj
def command(session: Session, as_of: datetime | None, to: str | None, port: int) -> int:
    """Build, serve, and go on until told to stop."""
    clock = session.clock(as_of)
    folder = session.places.var / "preview"
    output = folder / "site"

    def ask(asked: Session) -> Request:
        wanted = request(asked, clock(), lenient=True)
        cache = wanted.cache and replace(wanted.cache, file=folder / "cache" / "build.sqlite")
        return replace(wanted, output=output, cache=cache, drafts=True)

    desk = Desk()
    watcher = Watcher(Live(settings_of(session, ask)), session, clock, summary, desk.put)
    base = base_of(session.town.url)
    outlooks = Outlooks(session, output / "feeds" / "alle.json", clock, to, as_of is None)
    pages = PreviewPages(session, base, desk, outlooks)
    stop = _stopping()
    with ExitStack() as stack:
        try:
            url = stack.enter_context(previewing(output, base, port, pages))
        except OSError as error:
            address = f"127.0.0.1:{port}"
            raise ConfigurationError(
                message("{address} cannot be used: {reason}", address=address, reason=error)
            ) from error
        watcher.build(None)
        _say_where(session, url)
        _go_on(session, watcher, stop)
    return OK


def _stopping() -> Event:
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    return stop


def _say_where(session: Session, url: str) -> None:
    for what in (
        message("Preview: {url}", url=f"{url}{OWN}"),
        message("Site:   {url}", url=url),
        message("Stop with Ctrl-C."),
    ):
        click.echo(what.format(session.gettext))


def _go_on(session: Session, watcher: Watcher, stop: Event) -> None:
    """Build after every change of a file, those of the town's mail templates too."""
    folders, files = watched(session.places)
    for changed in file_changes((*folders, session.places.site / FOLDER), files, stop):
        watcher.look(changed)
