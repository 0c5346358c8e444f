"""Where the templates and static files of a site lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Theme:
    """Theme folders, the town's own before the shipped one; each has templates/ and static/."""

    folders: tuple[Path, ...]

    def static_files(self) -> dict[str, Path]:
        """The files of static/, by their path below ``theme/``; the first folder wins."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            static = folder / "static"
            for path in sorted(static.rglob("*")):
                if path.is_file():
                    found.setdefault(path.relative_to(static).as_posix(), path)
        return found
