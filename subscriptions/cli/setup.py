"""``publish.py setup``: the lists and the mail template on Listmonk, made or found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from plugins.engine.files import write_atomically
from subscriptions.adapters.http import JsonApi
from subscriptions.adapters.listmonk import Listmonk
from subscriptions.adapters.settings import read_credentials
from subscriptions.cli.listmonk_folder import write_folder
from subscriptions.cli.output import tell
from subscriptions.cli.session import Session
from subscriptions.core.exit_codes import INCOMPLETE, OK, REFUSED
from subscriptions.core.listmonk_form import list_form, template_form
from subscriptions.core.messages import mark, message
from subscriptions.core.setup import Step, plan_setup
from subscriptions.core.sign_up import CHECK_MAIL_PATH, FILE, sign_up_text, trust, trusted_urls


@click.command(
    help=mark(
        "Make or find the lists (double opt-in) and the mail template on Listmonk. Changes nothing"
        " that is already right; with --dry-run it changes nothing at all and shows what it would."
    )
)
@click.option("--dry-run", is_flag=True, help=mark("Only show what would be done."))
@click.option(
    "--static",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help=mark(
        "Only write the folder for Listmonk's --static-dir: its own pages and mails in the town's"
        " design. Asks no server."
    ),
)
@click.pass_obj
def command(session: Session, static: Path | None, *, dry_run: bool) -> int:
    """Compare, then make what is missing."""
    if static is not None:
        return _write_static(session, static)
    credentials = read_credentials(session.environment, session.town)
    api = JsonApi(credentials.url, credentials.user, credentials.token)
    try:
        server = Listmonk(api, session.town.site)
        steps = plan_setup(session.topics, session.town.site, server.raw_lists(), server.template())
        for step in steps:
            tell(step.reason.format(session.gettext), err=step.verb == "refuse")
        if any(step.verb == "refuse" for step in steps):
            return REFUSED
        if dry_run:
            return OK
        _carry_out(session, server, steps)
        after = plan_setup(session.topics, session.town.site, server.raw_lists(), server.template())
        _keep_sign_up(session, api.get("/api/config"), after)
        return OK if all(step.verb == "keep" for step in after) else INCOMPLETE
    finally:
        api.close()


def _write_static(session: Session, folder: Path) -> int:
    changed = write_folder(session, folder)
    what = message(
        "{folder}: {count} files written. Start Listmonk anew with --static-dir {folder}",
        folder=folder,
        count=len(changed),
    )
    if not changed:
        what = message("{folder}: all is as it should be", folder=folder)
    tell(what.format(session.gettext))
    return OK


def _carry_out(session: Session, server: Listmonk, steps: tuple[Step, ...]) -> None:
    site = session.town.site
    for step in steps:
        if step.verb == "keep":
            continue
        if step.topic is None:
            server.make_template(template_form(site), step.id)
        elif step.verb == "create":
            server.make_list(list_form(site, step.topic))


def _keep_sign_up(session: Session, config: Mapping[str, Any], steps: tuple[Step, ...]) -> None:
    """Write down what the site's form needs, for the build may not ask the network."""
    uuids = {step.topic.id: step.uuid for step in steps if step.topic and step.uuid}
    address = str(config.get("root_url") or read_credentials(session.environment, session.town).url)
    data = sign_up_text(address, uuids).encode()
    path = session.places.site / FILE
    if not path.is_file() or path.read_bytes() != data:
        write_atomically(path, data)
        what = message("{file}: written; put it into the repository, and build the site", file=FILE)
        tell(what.format(session.gettext))
    after = session.town.absolute(CHECK_MAIL_PATH)
    if after not in trusted_urls(config):
        what = message("in Listmonk: {setting}", setting=trust(session.town))
        tell(what.format(session.gettext))
