"""The prepared texts of content/vorlagen/. They are no items: nothing of them is built."""

from __future__ import annotations

from plugins.engine.folder import Folder
from subscriptions.core.drafts import draft_of
from subscriptions.core.front_matter import decode, split_front_matter
from subscriptions.core.prepared_texts import FOLDER, PreparedText
from subscriptions.core.problems import InvalidContentError


def read_prepared_texts(folder: Folder) -> tuple[PreparedText, ...]:
    """All of them, by name; none if the town has no such folder.

    Raises:
        InvalidContentError: a file or folder that cannot be read.
    """
    found = []
    listing = folder.files(FOLDER)
    if listing.problems:
        raise InvalidContentError(listing.problems)
    for source in listing.stamps:
        path = folder.path(source)
        front = split_front_matter(decode(folder.read(path, source), source), source)
        found.append(PreparedText(path.stem, draft_of(front)))
    return tuple(found)
