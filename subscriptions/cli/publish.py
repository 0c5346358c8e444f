"""``publish.py publish``: build, holding back only what is broken, and mail what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import click

from subscriptions.adapters.last_settings import keep
from subscriptions.cli.build import built, summary
from subscriptions.cli.mailing import mailing
from subscriptions.cli.output import finish, say
from subscriptions.cli.plan import over_option
from subscriptions.cli.receipts import receipts
from subscriptions.cli.send import send, wait_option
from subscriptions.cli.session import Session, json_option, to_option
from subscriptions.cli.site import request
from subscriptions.core.exit_codes import CONTENT
from subscriptions.core.messages import mark, message
from subscriptions.core.problems import InvalidContentError
from subscriptions.core.report import Failure, failures_of


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
    """Build, send, report: whatever the build came to, what is due is sent."""
    session.lenient = True
    with receipts(session, "publish", to or session.town.mail_server) as course:
        name = session.server_name(to)
        failures = [*_build(session), *failures_of(session.problems)]
        with mailing(session, name, over=over) as mails:
            result = send(mails, "publish", wait=wait)
            result = replace(result, failures=(*failures, *result.failures))
            code = finish(session, result, as_json=as_json)
            course.look(mails, result)
        if all(failure.problem for failure in failures):
            course.saw.add("file")
    return code


def _build(session: Session) -> Iterator[Failure]:
    """Build the site, and remember its settings; what is wrong with it."""
    try:
        report = built(request(session, session.clock(None)(), lenient=True, remember=True))
    except InvalidContentError as error:
        yield from failures_of(error.problems)
        return
    except OSError as error:
        what = message("the site could not be written: {reason}", reason=error)
        yield Failure(CONTENT, what)
        return
    if not session.problems:
        keep(session.places.site, session.places.last_settings)
    say(session, summary(report))
    yield from failures_of(report.problems)
