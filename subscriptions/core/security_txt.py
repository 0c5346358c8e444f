"""Whom to tell about a hole in the website: security.txt (RFC 9116), from ``security:``."""

from __future__ import annotations

from datetime import datetime, timedelta

from subscriptions.core.dates import after, iso
from subscriptions.core.messages import Message, message
from subscriptions.core.town import Town

SECURITY_TXT = ".well-known/security.txt"

# So long before the end a town is told.
_SOON = timedelta(days=30)


def security_txt(town: Town) -> str:
    """The file; empty for a town without ``security:``."""
    security = town.security
    if not security:
        return ""
    languages = ", ".join(dict.fromkeys((town.language, "de", "en")))
    lines = [
        f"Contact: mailto:{security.contact}",
        f"Expires: {iso(security.expires.latest)}",
        f"Preferred-Languages: {languages}",
        f"Canonical: {town.absolute(SECURITY_TXT)}",
    ]
    if security.policy:
        lines.append(f"Policy: {security.policy}")
    return "\n".join(lines) + "\n"


def expiry_hint(town: Town, now: datetime) -> Message | None:
    """What is wrong with ``security.expires`` at ``now``; None if nothing is."""
    if not town.security:
        return None
    end = town.security.expires.latest
    if end <= now:
        return message(
            "security.expires: has passed, so nobody may rely on security.txt any more; look at it"
            " and write a new date"
        )
    if end <= after(now, _SOON):
        return message("security.expires: ends soon; look at security.txt and write a new date")
    return None
