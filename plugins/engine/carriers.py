"""Which outputs carry the text of an item, found in what they say that they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from plugins.engine.output import Bundle, Output
from plugins.engine.reading import Reading


class Carriers:
    """The outputs of one site, by the hashes of the files whose texts they carry.

    An output that shows a text has the hash of its file among what it ``shows`` (faces.py).
    """

    def __init__(self, outputs: Iterable[Output | Bundle], readings: Mapping[str, Reading]) -> None:
        self._outputs: dict[str, Output] = {}
        self._bundles: dict[str, Bundle] = {}
        self._files = Counter(one.whole for one in readings.values())
        self._paths: dict[bytes, set[str]] = {}
        for output in outputs:
            if isinstance(output, Bundle):
                self._bundles.update(dict.fromkeys(output.paths, output))
            elif output.shows is not None:
                self._outputs[output.path] = output
                for found in set(_hashes(output.shows)) & self._files.keys():
                    self._paths.setdefault(found, set()).add(output.path)

    def can_tell(self, changes: Mapping[bytes, bytes]) -> bool:
        """True if no file was the same as another, or will be: twins cannot be told apart.

        ``changes``: what the hashes of files become.
        """
        is_new = all(self._files[new] == 0 for new in changes.values())
        is_known = all(self._files[old] == 1 for old in changes)
        return is_new and is_known and len(set(changes.values())) == len(changes)

    def change(self, old: bytes, new: bytes, page: str) -> tuple[tuple[Output, ...], str]:
        """A file of the hash ``old`` is ``new`` now: what shows it, and its page's bundle.

        ``page``: the path of the item's own page; empty: it has none.
        """
        self._files[new] = self._files.pop(old)
        paths = self._paths[new] = self._paths.pop(old, set())
        for path in paths:
            shows = _with_hash(self._outputs[path].shows, old, new)
            self._outputs[path] = replace(self._outputs[path], shows=shows)
        found = [self._outputs[path] for path in sorted(paths)]
        bundle = self._bundles.get(page)
        if bundle is None:
            return tuple(found), ""
        return (*found, bundle.member(bundle.paths.index(page))), bundle.name


def _hashes(shows: Iterable[object]) -> Iterator[bytes]:
    for one in shows:
        if isinstance(one, tuple):
            yield from _hashes(one)
        elif isinstance(one, bytes):
            yield one


def _with_hash(shows: tuple[object, ...] | None, old: bytes, new: bytes) -> tuple[object, ...]:
    """The same with another hash in its place."""
    return tuple(
        _with_hash(one, old, new) if isinstance(one, tuple) else new if one == old else one
        for one in shows or ()
    )
