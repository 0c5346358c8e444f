"""Every generator must write the same set of files, or the comparison means nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks.archive import TOPICS

_TOPIC = "|".join(TOPICS)
# Names differ by custom (Hugo: themen/rathaus-2024/ and rss.xml), meanings do not. The first form
# that fits counts: an index of CAP messages is an Atom feed, too.
_KINDS = {
    "home page": r"index\.html",
    "item pages": r"aktuelles/[^/]+/index\.html",
    "page of topics": r"themen/index\.html",
    "topic pages": rf"themen/({_TOPIC})/index\.html",
    "pages of a topic's year": rf"themen/({_TOPIC})[/-]\d{{4}}/index\.html",
    "CAP messages": r"aktuelles/[^/]+/warnung\.cap\.xml",
    "CAP indexes": r"(.*[./])?cap\.atom\.xml",
    "item calendars": r"aktuelles/[^/]+/termin\.ics",
    "calendars": rf"feeds/(alle|{_TOPIC})\.ics|(themen/({_TOPIC})/)?termin\.ics",
    "RSS": r"(.*[./])?rss\.xml",
    "Atom": r"(.*[./])?atom\.xml",
    "JSON Feed": rf"feeds/(alle|{_TOPIC})\.json|(.*/)?feed\.json",
    "sitemap": r"sitemap\.xml",
    "attachments": r"anhaenge/.+",
}
OTHER = "others"


def kinds(output: Path) -> Counter[str]:
    """How many files of each kind a generator wrote."""
    found = (path for path in output.rglob("*") if path.is_file())
    return kinds_of(path.relative_to(output).as_posix() for path in found)


def kinds_of(names: Iterable[str]) -> Counter[str]:
    """How many paths are of each kind; ``OTHER`` is what only one generator has."""
    return Counter(_kind(name) for name in names)


def _kind(name: str) -> str:
    return next((kind for kind, form in _KINDS.items() if re.fullmatch(form, name)), OTHER)


def differences(found: dict[str, Counter[str]]) -> list[str]:
    """The kinds of which not all generators wrote the same number, as sentences."""
    told = []
    for kind in _KINDS:
        counts = {name: counted[kind] for name, counted in found.items()}
        if len(set(counts.values())) > 1 or not all(counts.values()):
            told.append(f"{kind}: {counts}")
    return told
