"""The mail templates: the town's own (subscriptions/mail/) before the shipped ones."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def read_mail_templates(folders: Iterable[Path]) -> dict[str, str]:
    """Templates by file name; of two with one name that of the first folder."""
    found: dict[str, str] = {}
    for folder in folders:
        for path in sorted((folder / "subscriptions" / "mail").glob("*.j2")):
            found.setdefault(path.name, path.read_text(encoding="utf-8"))
    return found
