"""Which outputs carry the text of an item, found in what they say that they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from plugins.engine.output import Bundle, Output
from plugins.engine.reading import Reading

# The way through tuples within tuples.
_Place = tuple[int, ...]


class Carriers:
    """The outputs of one site, by the hashes of the files whose texts they carry.

    An output that shows a text has the hash of its file among what it ``shows`` (faces.py).
    """

    def __init__(self, outputs: Iterable[Output | Bundle], readings: Mapping[str, Reading]) -> None:
        self._outputs: dict[str, Output] = {}
        self._bundles: dict[str, Bundle] = {}
        self._files = Counter(one.whole for one in readings.values())
        # By hash and path of the output: where in what it shows.
        self._places: dict[bytes, dict[str, list[_Place]]] = {}
        for output in outputs:
            if isinstance(output, Bundle):
                self._bundles.update(dict.fromkeys(output.paths, output))
            elif output.shows is not None:
                self._outputs[output.path] = output
                for found, place in _hashes(output.shows):
                    if found in self._files:
                        places = self._places.setdefault(found, {})
                        places.setdefault(output.path, []).append(place)

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
        carried = self._places[new] = self._places.pop(old, {})
        for path, places in carried.items():
            shows = self._outputs[path].shows or ()
            for place in places:
                shows = _with_hash(shows, place, new)
            self._outputs[path] = replace(self._outputs[path], shows=shows)
        found = [self._outputs[path] for path in sorted(carried)]
        bundle = self._bundles.get(page)
        if bundle is None:
            return tuple(found), ""
        return (*found, bundle.member(bundle.paths.index(page))), bundle.name


def _hashes(shows: tuple[object, ...], above: _Place = ()) -> Iterator[tuple[bytes, _Place]]:
    for number, one in enumerate(shows):
        if isinstance(one, tuple):
            yield from _hashes(one, (*above, number))
        elif isinstance(one, bytes):
            yield one, (*above, number)


def _with_hash(shows: tuple[Any, ...], place: _Place, new: bytes) -> tuple[object, ...]:
    """The same with another hash in that place."""
    number, *below = place
    inner = _with_hash(shows[number], tuple(below), new) if below else new
    return (*shows[:number], inner, *shows[number + 1 :])
