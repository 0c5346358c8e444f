"""One file of the site, and many that are looked at together."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from plugins.engine.steps import Steps

# Nearly always of tuples, texts, hashes, numbers.
Shown = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site: its path below the output folder, and how to make its bytes.

    ``address``: under which search engines find it, below the site's address; None: they need not.
    ``updated``: its last change that readers should notice, in seconds since 1970.
    ``shows``: tells all that decides its bytes beside what a fingerprint covers; None: nobody knows
    without making it. ``texts``: the sources of the items whose text is among that, not only their
    front matter. ``is_copy``: of a file of the town's, which no store keeps once more. ``steps``:
    ``make`` in steps, if there are several.
    """

    path: str
    make: Callable[[], bytes]
    address: str | None = None
    updated: float | None = None
    shows: Callable[[], Shown] | None = None
    texts: Collection[str] = ()
    is_copy: bool = False
    steps: Callable[[], Steps[bytes]] | None = None

    @property
    def key(self) -> bytes | None:
        """The hash of what it shows."""
        return None if self.shows is None else key_of(self.shows())

    def in_steps(self) -> Steps[bytes]:
        """Its bytes."""
        return self.make() if self.steps is None else (yield from self.steps())


@dataclass(frozen=True, slots=True)
class Bundle:
    """Outputs of which none is looked at while all together show what they showed.

    ``paths``, ``addresses`` (with the last change) and ``texts`` (each shows that of one item) are
    those of all of them; ``member`` gives one by its place among them.
    """

    name: str
    shows: Callable[[], Shown]
    paths: tuple[str, ...]
    texts: tuple[str, ...]
    addresses: tuple[tuple[str, float], ...]
    member: Callable[[int], Output]

    @property
    def key(self) -> bytes:
        """The hash of what they show."""
        return key_of(self.shows())


class Member(NamedTuple):
    """One output of a bundle that nobody has looked at yet."""

    bundle: Bundle
    number: int

    @property
    def output(self) -> Output:
        """It; what it shows is decided now."""
        return self.bundle.member(self.number)


def paths_of(outputs: Iterable[Output | Bundle]) -> frozenset[str]:
    """The paths of all files, of which none is made for that."""
    found: set[str] = set()
    for output in outputs:
        found.update(output.paths if isinstance(output, Bundle) else (output.path,))
    return frozenset(found)


def key_of(shows: Shown) -> bytes:
    """The hash of what is shown."""
    try:
        # Three times as fast as repr. Version 0 has no references: what is equal is written so.
        told = marshal.dumps(shows, 0)  # type: ignore[arg-type]
    except ValueError:
        told = repr(shows).encode()
    return blake2b(told, digest_size=12).digest()
