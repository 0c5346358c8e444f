"""``publish.py doctor``: is the mail server set up so that mail arrives, and people can sign up?"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from subscriptions.adapters.examine import examine, try_mail
from subscriptions.adapters.http import JsonApi
from subscriptions.adapters.settings import ConfigurationError, read_credentials
from subscriptions.adapters.smtp import ReceiptError, Relay, read_relay, send_letter, try_relay
from subscriptions.adapters.txt_records import txt_records
from subscriptions.cli.logs import quiet_retries
from subscriptions.cli.options import json_option
from subscriptions.cli.output import say, tell
from subscriptions.cli.receipts import NO_STAFF, staff_relay
from subscriptions.cli.session import Session
from subscriptions.core.characters import visible
from subscriptions.core.doctor import diagnose, envelope, result_of
from subscriptions.core.findings import Finding, StaffMail
from subscriptions.core.listmonk_form import escape, escape_plain
from subscriptions.core.messages import mark, message
from subscriptions.core.receipt_mail import trial_letter

_MARKS = {
    "ok": (message("ok"), "green"),
    "warning": (message("warning"), "yellow"),
    "error": (message("error"), "red"),
    "unseen": (message("unseen"), "cyan"),
}


@click.command(
    help=mark(
        "Examine Listmonk's settings, role, lists and template and the From domain's DNS records:"
        " what is wrong, why it matters, how to mend it. Changes nothing."
    )
)
@click.option(
    "--test",
    "address",
    metavar="ADDRESS",
    help=mark("Also send a test mail to this address, of an existing subscriber."),
)
@click.option(
    "--test-receipt",
    "receipt",
    is_flag=True,
    help=mark("Also send a test receipt to the staff (staff: in town.yml)."),
)
@json_option
@click.pass_obj
def command(session: Session, address: str | None, *, receipt: bool, as_json: bool) -> int:
    """Look at everything, and tell it."""
    tried = _test_receipt(session) if receipt else None
    with _api(session) as (api, url):
        seen = examine(api, url, session.town, session.topics, txt_records)
        seen = replace(seen, staff_mail=tried or _staff_mail(session))
        findings = diagnose(seen)
        if as_json:
            document = envelope(seen, findings, session.gettext)
            tell(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            _print(session, findings)
        if address and seen.failure is None:
            try_mail(api, session.town.site, address, _test_mail(session))
            told = message(
                "test mail handed over; its header Authentication-Results says what the reader's"
                " provider thinks of SPF, DKIM and DMARC"
            )
            say(session, told)
    return result_of(seen, findings).exit_code


def _staff_mail(session: Session) -> StaffMail:
    """Whether the staff's SMTP server lets us in. Nothing is sent."""
    return _reach_staff(session, lambda relay, _: try_relay(relay))


def _test_receipt(session: Session) -> StaffMail:
    """Send the staff a test.

    Raises:
        ConfigurationError: there is nobody to send it to, or no way.
    """
    configured = staff_relay(session)
    if configured is None:
        raise ConfigurationError(NO_STAFF)
    written = trial_letter(session.town, session.translations.gettext)
    now = session.clock(None)()
    seen = _reach_staff(session, lambda relay, staff: send_letter(relay, written, staff, now))
    if seen.failure is None:
        say(session, message("test receipt handed over to {place}", place=seen.place))
    return seen


def _reach_staff(session: Session, do: Callable[[Relay, str], None]) -> StaffMail:
    try:
        relay = read_relay(session.environment, session.town)
    except ConfigurationError as error:
        return StaffMail(failure=error.message)
    if relay is None:
        return StaffMail()
    place = f"{relay.host}:{relay.port}"
    try:
        do(relay, session.town.staff or "")
    except ReceiptError as error:
        return StaffMail(place, error.message)
    return StaffMail(place)


@contextmanager
def _api(session: Session) -> Iterator[tuple[JsonApi, str]]:
    credentials = read_credentials(session.environment, session.town)
    quiet_retries()
    api = JsonApi(credentials.url, credentials.user, credentials.token)
    try:
        yield api, credentials.url
    finally:
        api.close()


def _print(session: Session, findings: Iterable[Finding]) -> None:
    counts = dict.fromkeys(_MARKS, 0)
    for finding in findings:
        counts[finding.level] += 1
        word, colour = _MARKS[finding.level]
        level = click.style(word.format(session.gettext), fg=colour)
        click.echo(f"{level}: {visible(finding.what.format(session.gettext))}")
        if finding.level != "ok":
            click.echo(f"    {visible(finding.why.format(session.gettext))}")
        if finding.how:
            click.echo(f"    → {visible(finding.how.format(session.gettext))}")
    click.echo(
        message(
            "ok: {ok}, warnings: {warning}, errors: {error}, unseen: {unseen}", **counts
        ).format(session.gettext)
    )


def _test_mail(session: Session) -> dict[str, str]:
    """The test mail in the town's language. Its text and headers are Go templates on Listmonk."""
    gettext, town = session.translations.gettext, session.town
    subject = message("Test mail: {title}", title=town.title).format(gettext)
    text = message(
        "This is a test by {name}. Nobody else got it, and nothing needs to be done.",
        name=town.name,
    ).format(gettext)
    name = town.title.replace("\\", "").replace('"', "")
    return {
        "subject": escape(subject),
        "body": f"<p>{escape(html.escape(text))}</p>",
        "altbody": escape_plain(f"{text}\n"),
        "from_email": f'"{name}" <{town.sender}>',
    }
