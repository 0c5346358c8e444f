"""Bring the gettext catalogues up to date, or check that they are (``--check``).

German must be complete; English is the text of the source itself. The compiled catalogues are kept
beside their sources, so that the program runs from a checkout without a build step.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
DOMAIN = "infokanal"
# A catalogue says what it says, whenever it was written: git knows the rest.
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {
    "_": None,
    "_gettext": None,
    "gettext": None,
    "mark": None,
    "message": None,
    "ngettext": (1, 2),
}
METHODS = [
    ("subscriptions/**.py", "python"),
    ("plugins/**.py", "python"),
    ("theme/templates/**.html", "jinja2"),
    ("subscriptions/mail/**.j2", "jinja2"),
    ("subscriptions/editing/**.j2", "jinja2"),
    ("subscriptions/listmonk/**.html", "jinja2"),
]
# Double braces belong to Listmonk there (subscriptions/core/listmonk_design.py).
BRACKETS = {
    "block_start_string": "[%",
    "block_end_string": "%]",
    "variable_start_string": "[[",
    "variable_end_string": "]]",
    "comment_start_string": "[#",
    "comment_end_string": "#]",
}


def extracted() -> Catalog:
    """All texts of the sources."""
    catalog = Catalog(project="Infokanal", charset="utf-8")
    options = {pattern: {"trimmed": "false"} for pattern, _ in METHODS}
    options["subscriptions/listmonk/**.html"] |= BRACKETS
    for found in extract_from_dir(str(ROOT), METHODS, options, KEYWORDS, directory_filter=_ours):
        _, _, text, comments, context = found
        catalog.add(text, None, [], auto_comments=comments, context=context)
    return catalog


def _ours(folder: str) -> bool:
    name = Path(folder).name
    return not name.startswith((".", "demo", "output", "tests", "node_modules"))


def updated(language: str, template: Catalog) -> tuple[Path, Catalog]:
    """The catalogue of a language with all texts of the sources and no others."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    old = read_po(path.open("rb"), locale=language) if path.exists() else Catalog(locale=language)
    new = Catalog(
        locale=language,
        project="Infokanal",
        charset="utf-8",
        fuzzy=False,
        header_comment=f"# The texts of Infokanal: {language}.",
        msgid_bugs_address="info@example.org",
        last_translator="Infokanal <info@example.org>",
        language_team="Infokanal <info@example.org>",
    )
    for text in template:
        if not text.id:
            continue
        known = old.get(text.id)
        string = known.string if known else ""
        if language == "en":
            string = text.id
        new.add(text.id, string or ("" if isinstance(text.id, str) else ("", "")))
    new.creation_date = new.revision_date = _NO_DATE
    return path, new


def written(catalog: Catalog) -> tuple[bytes, bytes]:
    """The catalogue as source and compiled."""
    source, compiled = io.BytesIO(), io.BytesIO()
    write_po(source, catalog, width=100, sort_output=True, omit_header=False)
    write_mo(compiled, catalog)
    return source.getvalue(), compiled.getvalue()


def main(arguments: list[str]) -> int:
    """Update, or check; 1 if a text is missing or a file is not up to date."""
    check = "--check" in arguments
    template = extracted()
    code = 0
    for language in ("de", "en"):
        path, catalog = updated(language, template)
        missing = [text.id for text in catalog if text.id and not all(_strings(text.string))]
        for text in missing:
            print(f"{path.relative_to(ROOT)}: not translated: {text!r}", file=sys.stderr)
        source, compiled = written(catalog)
        for target, data in ((path, source), (path.with_suffix(".mo"), compiled)):
            if target.exists() and target.read_bytes() == data:
                continue
            if check:
                print(f"{target.relative_to(ROOT)}: run make messages", file=sys.stderr)
                code = 1
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        code = code or int(bool(missing))
    return code


def _strings(string: object) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, list | tuple) else (str(string or ""),)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
