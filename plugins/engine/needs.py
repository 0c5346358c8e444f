"""Which outputs must be made: all but those that show what they showed, and lie there unharmed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plugins.engine.output import Bundle, Member, Output
from plugins.engine.stamps import stamp_of
from plugins.engine.store import Store


class Needs:
    """What one build of a folder needs.

    ``wanted``: the paths of all outputs. ``todo``: what must be made. ``bundles``: the keys of the
    bundles that were looked into. ``known``: what the store knows; ``are_unharmed``: all of it lies
    there as it was written.
    """

    def __init__(self, folder: Path, store: Store | None, *, are_unharmed: bool = False) -> None:
        self.known = store.outputs() if store else {}
        self.wanted: set[str] = set()
        self.todo: list[Output | Member] = []
        self.bundles: dict[str, bytes] = {}
        self._bundles = store.bundles() if store else {}
        self._folder = folder
        self._are_unharmed = are_unharmed

    def look_at(self, outputs: Iterable[Output | Bundle]) -> None:
        """Sort out all outputs of a site.

        Raises:
            ValueError: two outputs have one path.
        """
        for output in outputs:
            if isinstance(output, Bundle):
                self._bundle(output)
            else:
                self._want((output.path,))
                self._output(output)

    def _bundle(self, bundle: Bundle) -> None:
        self._want(bundle.paths)
        key = bundle.key
        if self._bundles.get(bundle.name) == key and all(map(self._is_there, bundle.paths)):
            return
        self.bundles[bundle.name] = key
        for number, path in enumerate(bundle.paths):
            if path in self.known:
                self._output(bundle.member(number))
            else:
                self.todo.append(Member(bundle, number))

    def _output(self, output: Output) -> None:
        before = self.known.get(output.path)
        is_same = before and before.key and before.key == output.key
        if not (is_same and self._is_there(output.path)):
            self.todo.append(output)

    def _is_there(self, path: str) -> bool:
        """True if the file lies there as it was written."""
        before = self.known.get(path)
        return before is not None and (
            self._are_unharmed or before.stamp == stamp_of(f"{self._folder}/{path}")
        )

    def _want(self, paths: tuple[str, ...]) -> None:
        size = len(self.wanted) + len(paths)
        self.wanted.update(paths)
        if len(self.wanted) < size:
            msg = f"two outputs have one path: {', '.join(paths[:5])}"
            raise ValueError(msg)
