"""A file as a store keeps it: simple values that load fast."""

from __future__ import annotations

import pickle

from plugins.engine.packing import pack_item, unpack_item
from plugins.engine.reading import Reading
from plugins.engine.rendered import Rendered
from plugins.engine.stamps import Stamp
from plugins.engine.store import Row
from subscriptions.core.item import Item

_NO_TEXT = Rendered("", ())


def row_of(stamp: Stamp, one: Reading) -> Row:
    """A file as it is kept."""
    if isinstance(one.thing, Item):
        thing: object = pack_item(one.thing)
    else:
        thing = one.thing and pickle.dumps(one.thing, pickle.HIGHEST_PROTOCOL)
    pictures = one.text.pictures if one.text else ()
    return (
        *(stamp, one.whole, one.part, one.likely_id, thing, pictures),
        *(one.problems, one.front, one.blanks, one.moments),
    )


def reading_of(source: str, row: Row) -> Reading:
    """What the file said, without its text."""
    _, whole, part, likely_id, thing, pictures, problems, *rest = row
    if type(thing) is tuple:
        thing = unpack_item(thing)
    elif thing is not None:
        thing = pickle.loads(thing)  # noqa: S301  # our own file, for us alone
    text = Rendered("", (), pictures) if pictures else _NO_TEXT
    return Reading(source, part, likely_id, thing, thing and text, problems, whole, *rest)
