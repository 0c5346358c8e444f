"""The folder for Listmonk's ``--static-dir``: its pages and mails in the town's design."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.engine.files import write_atomically
from plugins.engine.templates import stylesheet
from plugins.engine.theme import Theme
from subscriptions.adapters.program import ROOT
from subscriptions.cli.session import Session
from subscriptions.core.listmonk_design import FOLDER, designed

_STATIC = "public/static"


def write_folder(session: Session, folder: Path) -> tuple[str, ...]:
    """Write all files that differ; the paths of these below ``folder``.

    Raises:
        InvalidContentError: a template of the town's own is broken.
        OSError: the folder cannot be written.
    """
    changed = []
    for name, data in sorted(_files(session)):
        path = folder / name
        if not path.is_file() or path.read_bytes() != data:
            write_atomically(path, data)
            changed.append(name)
    return tuple(changed)


def _files(session: Session) -> Iterator[tuple[str, bytes]]:
    sources = {**_templates(ROOT), **_templates(session.places.site)}
    made = designed(sources, session.town, session.topics, session.translations.gettext)
    yield from ((name, text.encode()) for name, text in made.items())
    static = Theme(session.places.themes).static_files()
    # The site's own stylesheet, so that both look alike whatever a town changes in it.
    yield f"{_STATIC}/style.css", static["style.css"].read_bytes() + stylesheet(session.town)
    yield f"{_STATIC}/favicon.svg", static["favicon.svg"].read_bytes()


def _templates(site: Path) -> dict[str, str]:
    root = site / FOLDER
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*.html"))
    }
