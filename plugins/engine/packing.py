"""Items as a store keeps them: of thousands, few are opened in one build.

What every build asks of every item lies open; its moments, files and notes are packed, and are
unpacked when somebody asks for one of them.
"""

from __future__ import annotations

import pickle
from typing import Any

from pydantic import ConfigDict

from subscriptions.core.item import DEFAULTS, Item

# What lies open, which packed fields were written, what is packed.
Packed = tuple[dict[str, Any], tuple[str, ...], bytes]

# What lies open beside the other fields: it follows from the packed ones.
_ASKED = ("sort_key", "updated_at", "reach", "month", "files", "is_alone", "is_warning")

# What most items have in common of all that lies open.
_USUAL: dict[str, Any] = {**DEFAULTS, "files": (), "is_alone": True, "is_warning": False}

# Packed, and most items have none: an item says so without being unpacked.
_RARE = {
    name: DEFAULTS[name]
    for name in (
        "image",
        "attachments",
        "corrections",
        "withdrawn",
        "expires",
        "until",
        "deadline",
        "start",
        "end",
    )
}
_PACKED = frozenset({*_RARE, "date", "opening", "binding_until", "lines"})
_FIELDS = tuple(Item.model_fields)
_OPEN = tuple(name for name in _FIELDS if name not in _PACKED)

_REST = "packed "  # no name of a field


class PackedItem(Item):
    """An item that unpacks the rest of itself when it is asked for it."""

    # Nothing is ever validated here, and thousands are made.
    model_config = ConfigDict(defer_build=True)

    def __getattr__(self, name: str) -> Any:
        values = self.__dict__
        if _REST not in values:
            raise AttributeError(name)
        rest = pickle.loads(values.pop(_REST))  # noqa: S301  # our own file, for us alone
        # What is there already was changed in a copy.
        values.update({name: value for name, value in rest.items() if name not in values})
        for slot, value in (("extra", None), ("private", None), ("fields_set", set(values))):
            object.__setattr__(self, f"__pydantic_{slot}__", value)
        return getattr(self, name)

    def __eq__(self, other: object) -> bool:
        """The same fields, packed or not."""
        return isinstance(other, Item) and all(
            getattr(self, name) == getattr(other, name) for name in Item.model_fields
        )

    def __hash__(self) -> int:
        return hash(self.source)


# A field that nobody wrote is looked up here: items without it hold nothing of it.
for _name in _USUAL.keys() - _PACKED:
    setattr(PackedItem, _name, _USUAL[_name])


def pack_item(item: Item) -> Packed:
    """An item as it is kept."""
    # Quicker, and of an unpacked item not all of it.
    is_whole = type(item) is Item
    values = item.__dict__ if is_whole else {name: getattr(item, name) for name in _FIELDS}
    rest = {name: values[name] for name in _PACKED}
    told = {name: values[name] for name in _OPEN} | {name: getattr(item, name) for name in _ASKED}
    outer = {name: value for name, value in told.items() if value != _USUAL.get(name, ...)}
    written = tuple(name for name in _RARE if rest[name] != _RARE[name])
    return outer, written, pickle.dumps(rest, pickle.HIGHEST_PROTOCOL)


def unpack_item(packed: Packed) -> PackedItem:
    """The item again."""
    outer, written, rest = packed
    values = {**_RARE, **outer, _REST: rest}
    for name in written:
        del values[name]
    item = PackedItem.__new__(PackedItem)
    object.__setattr__(item, "__dict__", values)
    return item
