"""What this machine saw start: a file that can only forbid.

It guards against one thing: a server that forgot (a deleted campaign, a restored backup, another
server) would otherwise be given everything again. Losing the file costs that guard and no mail.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from subscriptions.adapters.append_only import append
from subscriptions.core.keys import Key
from subscriptions.core.ledger import Campaign


class Witness:
    """``var/started-<server>.jsonl``: one line a start, with key, campaign and time.

    The start of a digest has a line for each item that it lists, too.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def started(self) -> frozenset[str]:
        """The keys that were started. A line cut short by a crash is passed over."""
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return frozenset()
        keys = (_key(line) for line in text.splitlines())
        return frozenset(key for key in keys if key)

    def record(self, campaign: Campaign, at: datetime) -> None:
        """Write down a start, after the server confirmed it; on disk when this returns."""
        # A server that forgets a digest must not be given its items with the next one.
        items = (str(Key("item", campaign.key.site, item)) for item in campaign.items)
        append(
            self._path,
            (
                {"key": key, "campaign": campaign.id, "at": at.isoformat()}
                for key in (str(campaign.key), *items)
            ),
        )


def _key(line: str) -> str:
    try:
        return str(json.loads(line)["key"])
    except (ValueError, TypeError, KeyError):
        return ""
