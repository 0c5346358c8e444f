"""From what was seen of mail server and DNS to findings: what, why it matters, how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from subscriptions.core.doctor_dns import dns_findings
from subscriptions.core.doctor_mail import mail_findings
from subscriptions.core.doctor_receipts import receipt_findings
from subscriptions.core.doctor_server import server_findings
from subscriptions.core.doctor_settings import settings_findings
from subscriptions.core.exit_codes import INCOMPLETE, SERVER
from subscriptions.core.findings import Finding, Seen, has_errors
from subscriptions.core.messages import Gettext, message
from subscriptions.core.report import Failure, Result


def diagnose(seen: Seen) -> tuple[Finding, ...]:
    """All findings, in the order in which one mends them."""
    return tuple(_findings(seen))


def _findings(seen: Seen) -> Iterator[Finding]:
    if seen.failure is not None:
        yield Finding(
            "server",
            "error",
            seen.failure,
            message(
                "without the mail server nothing is mailed; site and feeds go out all the same"
            ),
            message("start it, or put its address, user and token right, and run this again"),
        )
    else:
        yield from server_findings(seen)
        yield from settings_findings(seen)
        yield from mail_findings(seen)
    yield from dns_findings(seen)
    yield from receipt_findings(seen)


def result_of(seen: Seen, findings: tuple[Finding, ...]) -> Result:
    """The findings as a result: exit code 0, 1 for an error, 4 for a server that says nothing."""
    if seen.failure is not None:
        return Result("doctor", failures=(Failure(SERVER, seen.failure),))
    errors = tuple(
        Failure(INCOMPLETE, finding.what) for finding in findings if finding.level == "error"
    )
    return Result("doctor", failures=errors)


def envelope(seen: Seen, findings: tuple[Finding, ...], gettext: Gettext) -> dict[str, Any]:
    """The document for programs."""
    made = result_of(seen, findings).envelope(gettext)
    del made["actions"]
    status = "error" if has_errors(findings) else "ok"
    rows = [finding.row(gettext) for finding in findings]
    return {**made, "status": status, "findings": rows}
