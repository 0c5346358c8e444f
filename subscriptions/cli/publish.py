"""``publish.py publish``: build, holding back only what is broken, and mail what is due."""

from __future__ import annotations

from contextlib import suppress

import click

from plugins.engine.garbage import loading
from subscriptions.cli.building import Building, begun
from subscriptions.cli.options import json_option, over_option, to_option, wait_option
from subscriptions.cli.session import Session
from subscriptions.core.messages import mark


@click.command(
    help=mark(
        "Build the site, holding back only what is broken, then mail what is due. A mistake in one"
        " item stops no other; it is told at the end, with exit code 3."
    )
)
@to_option
@over_option
@wait_option
@json_option
@click.pass_obj
def command(
    session: Session, to: str | None, over: tuple[str, ...], wait: float, *, as_json: bool
) -> int:
    """Let the folders be looked at, load the rest meanwhile, and publish."""
    session.lenient = True
    building = _begun(session, to)
    with loading():
        from subscriptions.cli.publishing import publish  # noqa: PLC0415  # slow to load

    return publish(session, building, to, over, wait, as_json=as_json)


def _begun(session: Session, to: str | None) -> Building | None:
    """The build; None if it must not or cannot begin."""
    # Whatever it is, it is told when it is tried again, to the staff too.
    with suppress(Exception):
        session.server_name(to)
        return begun(session)
    return None
