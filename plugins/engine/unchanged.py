"""Whether a build would change anything at all: the quick answer to most builds.

A build that found no problem puts a seal into the store: from when until when its site stays as it
is while no file changes. It loads little, for loading takes longer than to look at ten thousand
files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from plugins.engine.fingerprint import fingerprint
from plugins.engine.folder import PARTS, Folder, Listing
from plugins.engine.request import MARKER, Report, Request, Written
from plugins.engine.stamps import stamp_of
from plugins.engine.store import Store
from subscriptions.core.attachments import ATTACHMENTS


def look(folder: Folder) -> Mapping[str, Listing]:
    """The content's files as they are now."""
    return {part: folder.files(part) for part in PARTS}


def unchanged(request: Request, store: Store) -> Report | None:
    """The report of a build that has nothing to do; None if it may have something to do."""
    seal = store.seal()
    if seal is None or request.remember:
        return None
    since, until, others, items = seal
    known = store.outputs()
    is_same = (
        since <= request.now.timestamp() < until
        and others == others_of(request)
        and _are_same(request.folder, request.found or look(request.folder), store)
        and (request.output / MARKER).exists()
        and all(known[path].stamp == stamp_of(f"{request.output}/{path}") for path in known)
    )
    return Report(Written(len(known), (), ()), items, ()) if is_same else None


def _are_same(folder: Folder, listings: Mapping[str, Listing], store: Store) -> bool:
    """The content's texts are those that were read."""
    rows = store.rows(folder.name)
    found = {source: stamp for one in listings.values() for source, stamp in one.stamps.items()}
    return (
        not any(one.problems for one in listings.values())
        and len(found) == len(rows)
        and all(source in rows and rows[source][0] == stamp for source, stamp in found.items())
    )


def open_store(request: Request) -> Store:
    """The store of the request's cache, as far as it still holds.

    Raises:
        ValueError: the request has no cache.
    """
    if request.cache is None:
        msg = "without a cache nothing is kept"
        raise ValueError(msg)
    found = fingerprint(request.town, request.topics, request.theme, request.cache.program)
    return Store(request.cache.file, found)


def others_of(request: Request) -> bytes:
    """A hash of all that a site depends on beside texts, time and what the store is held to."""
    found = blake2b(digest_size=16)
    found.update(repr((request.content, request.output, request.sign_up, request.drafts)).encode())
    for path in _others(request):
        found.update(f"{path}{stamp_of(path)}".encode(errors="surrogateescape"))
    return found.digest()


def _others(request: Request) -> Iterator[Path]:
    """The attachments, and the folders of the last good versions: only publish writes there."""
    yield from sorted((request.content / ATTACHMENTS).rglob("*"))
    yield request.published
    if request.published.is_dir():
        yield from sorted(request.published.iterdir())
