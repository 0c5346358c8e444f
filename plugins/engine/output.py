"""One file of the site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site: its path below the output folder, and how to make its bytes.

    ``address``: under which search engines find it, below the site's address; None: they need not.
    ``updated``: its last change that readers should notice. ``shows``: all that decides its bytes
    beside what a fingerprint covers; None: nobody knows without making it.
    """

    path: str
    make: Callable[[], bytes]
    address: str | None = None
    updated: datetime | None = None
    shows: tuple[object, ...] | None = None

    @property
    def key(self) -> bytes | None:
        """The hash of what it shows."""
        if self.shows is None:
            return None
        return blake2b(repr(self.shows).encode(), digest_size=12).digest()
