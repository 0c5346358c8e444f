"""What is left of items whose files are gone: their records in var/published/, their pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from plugins.engine.files import write_atomically
from plugins.engine.frame import Context, Frame
from plugins.engine.output import Output
from plugins.engine.views import Link
from subscriptions.core.item import Item
from subscriptions.core.remains import Remains, remains_of

# Below the folder of the last good versions.
FOLDER = "gone"


def read_remains(published: Path) -> tuple[Item, ...]:
    """The items whose files are gone. A damaged record is left out."""
    return tuple(
        item for path in sorted((published / FOLDER).glob("*.json")) for item in _read(path)
    )


def _read(path: Path) -> Iterator[Item]:
    try:
        remains = Remains.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return
    if remains.id == path.stem:
        yield remains.item(f"{FOLDER}/{path.name}")


def keep_remains(gone: Iterable[Item], published: Path) -> None:
    """Keep a record of each of these, and drop those of files that came back."""
    wanted = {published / FOLDER / f"{item.id}.json": item for item in gone}
    for path, item in wanted.items():
        data = remains_of(item).model_dump_json(indent=1).encode() + b"\n"
        if not path.is_file() or path.read_bytes() != data:
            write_atomically(path, data)
    for path in (published / FOLDER).glob("*.json"):
        if path not in wanted:
            path.unlink()


def outputs(frame: Frame) -> Iterator[Output]:
    """A page for each of them, which says that the message was taken back and no more."""
    for item in frame.site.gone:
        path = f"{item.path}index.html"
        yield frame.file(path, "gone.html", partial(_page, frame, item), alerts=True)


def _page(frame: Frame, item: Item) -> Context:
    topics = [topic for name in item.topics if (topic := frame.site.topics.find(name))]
    return {
        **frame.head(frame.gettext("Message taken back"), item.path, noindex=True),
        "course": frame.views.cards(frame.site.relations.incidents.course(item)),
        "topics_of_item": tuple(Link(topic.name, topic.path) for topic in topics),
    }
