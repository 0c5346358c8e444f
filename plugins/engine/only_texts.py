"""A build of which only a few texts are new: it makes what shows them, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plugins.engine.carriers import Carriers
from plugins.engine.files import rewrite_outputs
from plugins.engine.frame import Frame
from plugins.engine.new_texts import is_same_but_text
from plugins.engine.outputs import outputs_with_texts
from plugins.engine.reading import Reading
from plugins.engine.request import Request, Written
from plugins.engine.rows import reading_of
from plugins.engine.store import Store
from plugins.engine.unchanged import Seen, Since


class OnlyTexts:
    """The texts that differ from the last build, remembered before they are read anew.

    That build found no problem, or it would have left no seal.
    """

    def __init__(self, request: Request, store: Store, since: Since) -> None:
        rows = store.rows(request.folder.name)
        self._before = {source: reading_of(source, rows[source]) for source in since.differing}
        self._request = request
        self._store = store
        self._total = since.report.written.total

    @classmethod
    def of(cls, request: Request, store: Store, seen: Seen, others: bytes) -> OnlyTexts | None:
        """Those that were seen; None if more may have changed. ``others``: ``others_of`` now."""
        if seen.since and seen.since.others == others:
            return cls(request, store, seen.since)
        return None

    def are_all_that_is_new(self, readings: Mapping[str, Reading]) -> bool:
        """True if no front matter is new: all is as sound as it was, all else shows the same."""
        return all(is_same_but_text(one, readings[source]) for source, one in self._before.items())

    def write(self, frame: Frame) -> Written:
        """Make what shows the new texts.

        Raises:
            InvalidContentError: as ``rewrite_outputs``.
        """
        readings = frame.site.readings
        new = [name for name, one in self._before.items() if one.whole != readings[name].whole]
        carried, bundles = Carriers(outputs_with_texts(frame, new)).of(new)
        written = rewrite_outputs(
            carried,
            {bundle.name: bundle.key for bundle in bundles},
            self._request.output,
            self._store,
            lenient=self._request.lenient,
        )
        return replace(written, total=self._total)
