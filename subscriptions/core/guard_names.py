"""What holds a mail back, by name (core/guards.py)."""

from __future__ import annotations

from typing import Literal, get_args

Guard = Literal[
    "broken",
    "clock",
    "compose",
    "demo",
    "forgotten",
    "list",
    "live",
    "max_mails",
    "rename",
    "since",
]

# What a person may overrule; there is no mail to send where none can be made.
GUARDS: tuple[str, ...] = tuple(guard for guard in get_args(Guard) if guard != "compose")
