"""Mails to the staff, over an SMTP server of their own (RFC 5321, RFC 8314)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from typing import Literal, get_args

from subscriptions.adapters.deadline import in_time
from subscriptions.adapters.settings import ConfigurationError
from subscriptions.core.fields import LOOPBACK
from subscriptions.core.messages import Message, message
from subscriptions.core.receipt_mail import Letter
from subscriptions.core.town import Town

Security = Literal["starttls", "tls", "none"]

# Seconds for one answer, and for all of it: a delivery must not wait for its receipt.
ANSWER = 10.0
IN_ALL = 15.0

_PORTS: Mapping[str, int] = {"starttls": 587, "tls": 465, "none": 25}
_MAX_PORT = 65535


class ReceiptError(Exception):
    """A receipt did not go out. ``message`` is the sentence for people."""

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.message = what


@dataclass(frozen=True, slots=True)
class Relay:
    """An SMTP server and how to speak to it; without ``user`` there is no login."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Relay({self.host}:{self.port}, {self.security}, {self.user!r}, …)"


def read_relay(environment: Mapping[str, str], town: Town) -> Relay | None:
    """The server that the environment names; None if it names none.

    Raises:
        ConfigurationError: what it says of it cannot be right.
    """
    host = environment.get("INFOKANAL_SMTP_HOST", "").strip()
    if not host:
        return None
    security = environment.get("INFOKANAL_SMTP_SECURITY", "starttls").strip().lower()
    if security not in get_args(Security):
        what = message("INFOKANAL_SMTP_SECURITY must be starttls, tls or none")
        raise ConfigurationError(what)
    port = environment.get("INFOKANAL_SMTP_PORT", str(_PORTS[security])).strip()
    if not (port.isascii() and port.isdigit() and 0 < int(port) <= _MAX_PORT):
        what = message("INFOKANAL_SMTP_PORT is no port: {port}", port=port)
        raise ConfigurationError(what)
    user = environment.get("INFOKANAL_SMTP_USER", "")
    if user and security == "none" and host not in LOOPBACK:
        what = message(
            "INFOKANAL_SMTP_SECURITY=none would send the password readable to {host}; use starttls"
            " or tls",
            host=host,
        )
        raise ConfigurationError(what)
    return Relay(
        host,
        int(port),
        security,  # type: ignore[arg-type]
        environment.get("INFOKANAL_SMTP_FROM", town.sender),
        user,
        environment.get("INFOKANAL_SMTP_PASSWORD", ""),
    )


def send_letter(relay: Relay, letter: Letter, to: str, at: datetime) -> None:
    """Hand a letter over to the server, within :data:`IN_ALL` seconds.

    Raises:
        ReceiptError: it was not taken.
    """
    mail = EmailMessage()
    mail["From"] = relay.sender
    mail["To"] = to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain=relay.sender.rpartition("@")[2] or None)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, cte="quoted-printable")
    _in_time(relay, mail)


def try_relay(relay: Relay) -> None:
    """Connect, encrypt and log in, and send nothing.

    Raises:
        ReceiptError: any of it failed.
    """
    _in_time(relay, None)


def _in_time(relay: Relay, mail: EmailMessage | None) -> None:
    place = f"{relay.host}:{relay.port}"
    failures = in_time(lambda: _failures(relay, mail), IN_ALL)
    if failures is None:
        what = message("the mail to the staff got no answer from {place} in time", place=place)
        raise ReceiptError(what)
    for failure in failures:
        what = message(
            "the mail to the staff was not taken by {place}: {reason}",
            place=place,
            reason=_reason(failure),
        )
        raise ReceiptError(what) from failure


def _failures(relay: Relay, mail: EmailMessage | None) -> tuple[Exception, ...]:
    try:
        _speak(relay, mail)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return (error,)
    return ()


def _speak(relay: Relay, mail: EmailMessage | None) -> None:
    context = ssl.create_default_context()
    if relay.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            relay.host, relay.port, timeout=ANSWER, context=context
        )
    else:
        server = smtplib.SMTP(relay.host, relay.port, timeout=ANSWER)
    with server:
        if relay.security == "starttls":
            server.starttls(context=context)
        if relay.user:
            server.login(relay.user, relay.password)
        if mail is not None:
            server.send_message(mail)
        else:
            server.noop()


def _reason(error: Exception) -> str:
    """What the server said, or the system; on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _said(code, said)
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return " ".join(f"{error}".split()) or type(error).__name__


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".split())
