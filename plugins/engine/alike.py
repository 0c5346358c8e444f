"""Whether each last good version is the same file as one of today: then none need be opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plugins.engine.folder import Folder, Listing
from plugins.engine.store import Store


@dataclass(frozen=True, slots=True)
class LastGood:
    """What a look at the last good versions has found.

    ``alike``: the hash of each by its source, if for each there is a file of today that is the same
    and has the same identity. None: one differs, or may; then ``found`` are their files.
    """

    alike: Mapping[str, bytes] | None = None
    found: Mapping[str, Listing] | None = None


def compare(last_good: Folder, today: Folder, store: Store) -> LastGood:
    """Compare them with the content of today. Of both folders the files were found."""
    found = last_good.found or {}
    if any(one.problems for one in (*found.values(), *(today.found or {}).values())):
        return LastGood(found=found)
    hashes = {(part, identity): whole for _, whole, part, identity in _sound(today, store)}
    alike = {
        source: whole
        for source, whole, part, identity in _sound(last_good, store)
        if hashes.get((part, identity)) == whole
    }
    are_all = len(alike) == sum(len(one.stamps) for one in found.values())
    return LastGood(alike=alike) if are_all else LastGood(found=found)


def _sound(folder: Folder, store: Store) -> Iterator[tuple[str, bytes, str, str]]:
    """Source, hash, part and identity of each file that is as it was read, without a problem."""
    rows = store.heads(folder.name)
    for listing in (folder.found or {}).values():
        for source, stamp in listing.stamps.items():
            row = rows.get(source)
            if row and stamp and row[0] == stamp:
                _, whole, part, identity, problems = row
                if not problems:
                    yield source, whole, part, identity
