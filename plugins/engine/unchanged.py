"""What has changed since the last build, if it is nothing, or a few texts.

A build that found no problem puts a seal into the store: from when until when its site stays as it
is while no file changes. It loads little, for loading takes longer than to look at ten thousand
files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from plugins.engine.fingerprint import fingerprint
from plugins.engine.folder import PARTS, Folder, Listing
from plugins.engine.request import MARKER, Report, Request, Written
from plugins.engine.stamps import stamp_of
from plugins.engine.store import Known, Store
from subscriptions.core.attachments import ATTACHMENTS

# Of more texts it is not worth while to ask which outputs show them.
_FEW = 20


def look(folder: Folder) -> Mapping[str, Listing]:
    """The content's files as they are now."""
    return {part: folder.files(part) for part in PARTS}


class Seal(NamedTuple):
    """What a build says of itself: ``since`` when and ``until`` when it holds, in seconds.

    ``others``: see ``others_of``; ``items`` and ``files``: how many there are.
    """

    since: float
    until: float
    others: bytes
    items: int
    files: int


@dataclass(frozen=True, slots=True)
class Since:
    """What is known of the last build.

    ``differing``: the texts that are not what it read; ``others``: all else is as it was when it
    had this hash (``others_of``).
    """

    report: Report
    differing: tuple[str, ...]
    others: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look has found before a build.

    ``since``: see ``since_last_build``; ``last_good``: see ``LastGood.hashes``.
    ``are_unharmed``: tells whether all outputs that the store knows lie there as they were written;
    it may have to wait for who looks.
    """

    since: Since | None
    last_good: Mapping[str, bytes] | None
    are_unharmed: Callable[[], bool]


NOTHING_SEEN = Seen(None, None, are_unharmed=lambda: False)


def unchanged(request: Request, store: Store) -> Report | None:
    """The report of a build that has nothing to do; None if it may have something to do."""
    since = since_last_build(request, store)
    if since is None or since.differing or not lie_there(request.output, store.outputs()):
        return None
    return since.report


def lie_there(output: Path, known: Mapping[str, Known]) -> bool:
    """True if all these outputs lie in their folder as they were written."""
    return (output / MARKER).exists() and all(
        known[path].stamp == stamp_of(f"{output}/{path}") for path in known
    )


def since_last_build(request: Request, store: Store) -> Since | None:
    """What differs from the last build; None if it is more than a few texts, or may be.

    Whether its outputs still lie there, ``lie_there`` tells.
    """
    seal: Seal | None = store.seal()
    if seal is None or request.remember:
        return None
    is_quiet = seal.since <= request.now.timestamp() < seal.until
    if not is_quiet or seal.others != others_of(request):
        return None
    listings = request.found or look(request.folder)
    differing = _differing(request.folder, listings, store)
    if differing is None or len(differing) > _FEW:
        return None
    return Since(Report(Written(seal.files, (), ()), seal.items, ()), differing, seal.others)


def _differing(
    folder: Folder, listings: Mapping[str, Listing], store: Store
) -> tuple[str, ...] | None:
    """Which texts are not as they were read; None if one came, went, or cannot be listed."""
    rows = store.rows(folder.name)
    found = {source: stamp for one in listings.values() for source, stamp in one.stamps.items()}
    if any(one.problems for one in listings.values()) or rows.keys() != found.keys():
        return None
    return tuple(source for source, stamp in found.items() if rows[source][0] != stamp)


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
