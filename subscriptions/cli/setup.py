"""``publish.py setup``: the lists and the mail template on Listmonk, made or found."""

from __future__ import annotations

import json
from pathlib import Path

import click

from plugins.engine.files import write_atomically
from subscriptions.adapters.http import JsonApi
from subscriptions.adapters.listmonk import Listmonk
from subscriptions.adapters.settings import read_credentials
from subscriptions.cli.output import tell
from subscriptions.cli.session import Session
from subscriptions.core.exit_codes import INCOMPLETE, OK, REFUSED
from subscriptions.core.listmonk_form import list_form, template_form
from subscriptions.core.messages import mark
from subscriptions.core.setup import Step, plan_setup


@click.command(
    help=mark(
        "Make or find the lists (double opt-in) and the mail template on Listmonk. Changes nothing"
        " that is already right; with --dry-run it changes nothing at all and shows what it would."
    )
)
@click.option("--dry-run", is_flag=True, help=mark("Only show what would be done."))
@click.pass_obj
def command(session: Session, *, dry_run: bool) -> int:
    """Compare, then make what is missing."""
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
        _keep_uuids(session.places.var / "lists.json", after)
        return OK if all(step.verb == "keep" for step in after) else INCOMPLETE
    finally:
        api.close()


def _carry_out(session: Session, server: Listmonk, steps: tuple[Step, ...]) -> None:
    site = session.town.site
    for step in steps:
        if step.verb == "keep":
            continue
        if step.topic is None:
            server.make_template(template_form(site), step.id)
        elif step.verb == "create":
            server.make_list(list_form(site, step.topic))


def _keep_uuids(path: Path, steps: tuple[Step, ...]) -> None:
    """The site's sign-up form needs the lists' uuids, and the build may not ask the network."""
    uuids = {step.topic.id: step.uuid for step in steps if step.topic and step.uuid}
    text = json.dumps({"schema": 1, "lists": uuids}, indent=2, sort_keys=True) + "\n"
    write_atomically(path, text.encode())
