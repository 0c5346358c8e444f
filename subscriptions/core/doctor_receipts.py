"""Does the staff hear what became of a delivery?"""

from __future__ import annotations

from collections.abc import Iterator

from subscriptions.core.findings import Finding, Seen
from subscriptions.core.messages import message

_WHY = message(
    "without receipts nobody in the field hears what was sent, what was not, and which warning is"
    " about to expire"
)


def receipt_findings(seen: Seen) -> Iterator[Finding]:
    """Whether there is somebody to tell, and a way to do it that does not need Listmonk."""
    mail, staff = seen.staff_mail, seen.town.staff
    if mail.failure is not None:
        yield Finding(
            "receipts",
            "error",
            mail.failure,
            _WHY,
            message("put the variables INFOKANAL_SMTP_… right, and run this again"),
        )
    elif not staff or not mail.place:
        missing = [
            name
            for name, there in (("staff:", staff), ("INFOKANAL_SMTP_HOST", mail.place))
            if not there
        ]
        yield Finding(
            "receipts",
            "warning",
            message("the staff gets no receipts ({names} not set)", names=", ".join(missing)),
            _WHY,
            message(
                "write staff: into town.yml, and INFOKANAL_SMTP_HOST into the environment or .env"
            ),
        )
    else:
        what = message("receipts go to {staff} by {place}", staff=staff, place=mail.place)
        yield Finding("receipts", "ok", what, _WHY)
