"""Options that several commands have; it loads little, as a command may begin before the rest."""

from __future__ import annotations

from datetime import datetime

import click

from subscriptions.core.dates import DateError, parse_moment
from subscriptions.core.guard_names import GUARDS
from subscriptions.core.messages import mark


class MomentType(click.ParamType[datetime]):
    """A date with time, as in front matter."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read it, in Europe/Berlin unless it has an offset."""
        if isinstance(value, datetime):
            return value
        try:
            return parse_moment(str(value)).at
        except DateError:
            self.fail(f"{value!r}: 2022-07-14 20:38", param, ctx)


as_of_option = click.option(
    "--as-of",
    type=MomentType(),
    metavar="TIME",
    help=mark("Act as if it were this time, for example “2022-07-14 20:38”."),
)
to_option = click.option(
    "--to",
    type=click.Choice(["outbox", "listmonk"]),
    help=mark("The mail server; by default the one that town.yml names."),
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help=mark("Print one JSON document instead of a list.")
)
feed_option = click.option(
    "--feed",
    metavar="PATH|URL",
    help=mark("The feed to read; by default the one of the last build."),
)
over_option = click.option(
    "--over",
    type=click.Choice(GUARDS),
    metavar="GUARD",
    multiple=True,
    help=mark("Overrule a guard, by the name that plan shows."),
)
wait_option = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=120.0,
    metavar="SECONDS",
    show_default=True,
    help=mark("How long to wait for the server to finish; what still runs then is no failure."),
)
