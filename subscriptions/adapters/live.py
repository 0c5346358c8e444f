"""Is an item's page live? A mail must not arrive before what it links to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from time import monotonic

from subscriptions.adapters.http import fetch_text
from subscriptions.adapters.mail_errors import UnreachableError
from subscriptions.core.feed import Entry
from subscriptions.core.town import Town

_REVISION = re.compile(r'<meta name="infokanal-revision" content="([0-9a-f]+)">')

# No warning waits longer than this for its page.
WARNING_WAIT = 20.0
POLL_SECONDS = 2.0

# A web server that hangs must not use up that time with one page.
PAGE_TIMEOUT = 5.0

# No page of ours is as long.
PAGE_BYTES = 5_000_000

# Reads an entry's page within so many seconds.
ReadPage = Callable[[Entry, float], str]


def page_on_web(entry: Entry, seconds: float) -> str:
    """The page at its public address; empty when it cannot be read in time."""
    try:
        return fetch_text(entry.url, seconds=seconds, most=PAGE_BYTES)
    except UnreachableError:
        return ""


def page_in_folder(output: Path, town: Town) -> ReadPage:
    """Reads the page from the output folder, for a mail server that needs no website."""

    def read(entry: Entry, seconds: float) -> str:
        del seconds
        path = output / entry.url.removeprefix(town.absolute("")) / "index.html"
        try:
            return path.read_text(encoding="utf-8")
        except OSError:
            return ""

    return read


def shows(page: str, entry: Entry) -> bool:
    """True when this page is that of the feed's revision."""
    match = _REVISION.search(page)
    return match is not None and match[1] == entry.info.revision


def live_pages(
    entries: Iterable[Entry],
    read_page: ReadPage,
    *,
    wait: float,
    sleep: Callable[[float], None],
) -> Mapping[str, bool]:
    """Which items' pages show the feed's revision, looked for up to ``wait`` seconds.

    A warning is looked for at most twenty seconds, and waits for no other item's page. Without a
    wait each page is looked for once, within twenty seconds in all.
    """
    pending = sorted(entries, key=lambda entry: not entry.is_warning)
    found = {entry.info.id: False for entry in pending}
    urgent = any(entry.is_warning for entry in pending)
    limit = min(wait, WARNING_WAIT) if urgent else wait
    begin = monotonic()
    end = begin + (WARNING_WAIT if urgent else max(wait, WARNING_WAIT))
    while pending:
        for entry in pending:
            if (left := end - monotonic()) <= 0:
                return found
            found[entry.info.id] = shows(read_page(entry, min(PAGE_TIMEOUT, left)), entry)
        pending = [entry for entry in pending if not found[entry.info.id]]
        settled = urgent and not any(entry.is_warning for entry in pending)
        if not pending or settled or monotonic() - begin + POLL_SECONDS >= limit:
            return found
        sleep(POLL_SECONDS)
    return found
