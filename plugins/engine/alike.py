"""Whether each last good version is the same file as one of today: then none need be opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plugins.engine.folder import Folder, Listing
from plugins.engine.request import PUBLISHED
from plugins.engine.store import Store

if TYPE_CHECKING:  # a look at files loads no more than it needs
    from plugins.engine.reading import Reading


@dataclass(frozen=True, slots=True)
class LastGood:
    """What a look at the last good versions has found; nothing, if nobody has looked.

    ``hashes``: of each by its source, if all are as they were read or written last. If not,
    ``found`` are their files.
    """

    hashes: Mapping[str, bytes] | None = None
    found: Mapping[str, Listing] | None = None


def hashes_of(folder: Folder, store: Store) -> LastGood:
    """The hashes of the last good versions, of which none is opened.

    ``folder``: that of the last good versions, whose files were found.
    """
    heads = store.heads(folder.name)
    found = folder.found or {}
    hashes = {}
    for listing in found.values():
        if listing.problems:
            return LastGood(found=found)
        for source, stamp in listing.stamps.items():
            head = heads.get(source)
            if not (head and stamp and head[0] == stamp):
                return LastGood(found=found)
            hashes[source] = head[1]
    return LastGood(hashes)


def are_alike(hashes: Mapping[str, bytes], today: Iterable[Reading]) -> bool:
    """True if each of them is the same file as that of today with its identity."""
    alike = sum(
        hashes.get(f"{PUBLISHED}/{one.part}/{one.likely_id}.md") == one.whole for one in today
    )
    return alike == len(hashes)
