"""Asking DNS for TXT records (dnspython)."""

from __future__ import annotations

from collections.abc import Callable

import dns.exception
import dns.resolver

# Seconds for one name, all its servers and repeats together.
LIFETIME = 5.0

# The TXT records of a name; none if it has none; None if nobody answered.
AskTxt = Callable[[str], tuple[str, ...] | None]


def txt_records(name: str) -> tuple[str, ...] | None:
    """The TXT records of a domain name, the parts of each joined (RFC 7208, 3.3)."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=LIFETIME)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError):
        return None
    return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer)
