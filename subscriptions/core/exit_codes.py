"""How a command ends (docs/exit-codes.md)."""

from __future__ import annotations

OK = 0
INCOMPLETE = 1
USAGE = 2
CONTENT = 3
SERVER = 4
REFUSED = 5
