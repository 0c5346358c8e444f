"""``publish.py schema``: the front matter of an item, for editors that know YAML."""

from __future__ import annotations

import json

import click

from subscriptions.cli.session import Session
from subscriptions.core.exit_codes import OK
from subscriptions.core.front_matter_schema import item_schema
from subscriptions.core.messages import mark


@click.command(
    help=mark(
        "Print the JSON Schema of an item's fields, for editors that know YAML: they suggest"
        " fields and topics, and say what each field is for."
    )
)
@click.pass_obj
def command(session: Session) -> int:
    """Print it on stdout."""
    schema = item_schema(session.topics, session.gettext)
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))
    return OK
