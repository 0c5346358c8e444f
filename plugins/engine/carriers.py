"""Which outputs carry the text of an item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from plugins.engine.output import Bundle, Output


class Carriers:
    """The outputs of one site by the sources of the items whose texts they show."""

    def __init__(self, outputs: Iterable[Output | Bundle]) -> None:
        self._outputs: dict[str, list[Output]] = {}
        self._members: dict[str, tuple[Bundle, int]] = {}
        for output in outputs:
            if isinstance(output, Bundle):
                members = {source: (output, number) for number, source in enumerate(output.texts)}
                self._members.update(members)
            else:
                for source in output.texts:
                    self._outputs.setdefault(source, []).append(output)

    def of(self, sources: Iterable[str]) -> Carried:
        """What shows any of these texts."""
        outputs: dict[str, Output] = {}
        bundles: dict[str, Bundle] = {}
        for source in sources:
            outputs.update((output.path, output) for output in self._outputs.get(source, ()))
            if source in self._members:
                bundle, number = self._members[source]
                bundles[bundle.name] = bundle
                member = bundle.member(number)
                outputs[member.path] = member
        return Carried(tuple(outputs.values()), tuple(bundles.values()))


class Carried(NamedTuple):
    """Outputs, and the bundles that some of them belong to."""

    outputs: tuple[Output, ...]
    bundles: tuple[Bundle, ...]
