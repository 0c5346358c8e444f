"""What is wrong with the pictures that a page shows, within its text and above it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.engine.folder import Folder
from plugins.engine.reading import Thing
from plugins.engine.rendered import Rendered
from subscriptions.core.attachments import FileSize, is_inside
from subscriptions.core.item import Item
from subscriptions.core.messages import message
from subscriptions.core.problems import Problem


def check_pictures(thing: Thing, text: Rendered, size_of: FileSize) -> Iterator[Problem]:
    """Pictures within the text that are not there."""
    for picture in text.pictures:
        inside = is_inside(picture.file)
        if not inside or size_of(picture.file) is None:
            what = message(
                "a picture that is not there; check its name, or add the file content/{file}",
                file=picture.file if inside else f"anhaenge/{Path(picture.file).name}",
            )
            yield Problem(thing.source, thing.body_line + picture.line, what)


def check_picture(item: Item, folder: Folder) -> Iterator[Problem]:
    """A picture whose size nobody can tell is none, or is broken."""
    import imagesize  # noqa: PLC0415  # slow to load

    if item.image and folder.size_of(item.image.file) is not None:
        try:
            width, height = imagesize.get(folder.path_of(item.image.file))
        except (OSError, ValueError):
            width = height = 0
        if width <= 0 or height <= 0:
            what = message(
                "image: “{file}” is no picture; use a file in PNG, JPEG or WebP",
                file=item.image.file,
            )
            yield item.problem("image", what)
