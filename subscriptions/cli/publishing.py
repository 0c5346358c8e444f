"""Build, mail what is due, and tell what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from subscriptions.adapters.last_settings import keep
from subscriptions.cli.build import summary
from subscriptions.cli.building import Building, begun
from subscriptions.cli.mailing import mailing
from subscriptions.cli.output import finish, say
from subscriptions.cli.receipts import receipts
from subscriptions.cli.send import send
from subscriptions.cli.session import Session
from subscriptions.core.exit_codes import CONTENT
from subscriptions.core.messages import message
from subscriptions.core.problems import InvalidContentError
from subscriptions.core.report import Failure, failures_of


def publish(
    session: Session,
    building: Building | None,
    to: str | None,
    over: tuple[str, ...],
    wait: float,
    *,
    as_json: bool,
) -> int:
    """Build, send, report: whatever the build came to, what is due is sent.

    ``building``: the build, if it could begin.
    """
    with receipts(session, "publish", to or session.town.mail_server) as course:
        name = session.server_name(to)
        failures = [*_build(session, building), *failures_of(session.problems)]
        with mailing(session, name, over=over) as mails:
            result = send(mails, "publish", wait=wait)
            result = replace(result, failures=(*failures, *result.failures))
            code = finish(session, result, as_json=as_json)
            course.look(mails, result)
        if all(failure.problem for failure in failures):
            course.saw.add("file")
    return code


def _build(session: Session, building: Building | None) -> Iterator[Failure]:
    """Build the site, and remember its settings; what is wrong with it."""
    try:
        report = (building or begun(session)).finish()
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
