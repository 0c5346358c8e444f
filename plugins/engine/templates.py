"""The theme: Jinja2 templates with the site's links, dates and language."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from gettext import NullTranslations
from urllib.parse import quote
from zlib import crc32

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.filters import do_urlencode
from markupsafe import Markup, escape

from plugins.engine import parts, words
from plugins.engine.jinja import PlainEnvironment, Sandbox
from plugins.engine.qr_code import qr_code
from plugins.engine.request import Cache
from plugins.engine.theme import Theme
from subscriptions.core.dates import Moment, iso
from subscriptions.core.formats import Formats
from subscriptions.core.town import Town
from subscriptions.core.typography import compounds, tied


def environment(
    theme: Theme, town: Town, translations: NullTranslations, cache: Cache | None = None
) -> Environment:
    """A Jinja2 environment for the pages of one town (filters: docs/architecture.md).

    ``cache``: compiled templates are kept beside it.
    """
    # A town's own templates come with its content: whoever writes them runs no code here.
    is_own = len(theme.folders) > 1
    created = (Sandbox if is_own else PlainEnvironment)(
        loader=FileSystemLoader([str(folder / "templates") for folder in theme.folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    words.install(created, translations)
    parts.install(created)
    created.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    place = (town.base_path, town.language)
    created.filters.update(_filters(*place), absolute=_absolute(town))
    if cache:
        created.bytecode_cache = _compiled(cache, place, is_own=is_own)
    return created


def _compiled(cache: Cache, place: tuple[str, ...], *, is_own: bool) -> FileSystemBytecodeCache:
    """Compiled templates; those of another program or ``place`` (see ``_filters``) are deleted.

    They hold what filters make of all that is constant, and the words of the town's language.
    """
    begin = f"__jinja2_{crc32(cache.program + repr(place).encode()):08x}"
    folder = cache.file.parent
    for name in os.listdir(folder) if folder.is_dir() else ():  # noqa: PTH208
        if name.startswith("__jinja2_") and not name.startswith(begin):
            with suppress(OSError):  # another build does the same, or may not
                (folder / name).unlink()
    pattern = f"{begin}_{'own_' if is_own else ''}%s.cache"
    return FileSystemBytecodeCache(str(folder), pattern)


def _absolute(town: Town) -> Callable[..., str]:
    """The filter that Jinja leaves to each page: compiled templates hold for any host."""
    known = lru_cache(maxsize=_TEXTS)(lambda path: town.absolute(quote(path)))
    return pass_context(lambda _, path: known(path))


def _filters(base: str, language: str) -> dict[str, Callable[..., object]]:
    """All others. They know nothing of a town but the path of its address, and its language."""
    formats = Formats(language)
    known = lru_cache(maxsize=_TEXTS)
    quoted = known(do_urlencode)
    return {
        "link": known(lambda path: f"{base}/{quote(path)}"),
        "urlencode": lambda what: quoted(what) if type(what) is str else do_urlencode(what),
        "date_long": lambda at: tied(formats.date_long(_at(at), with_time=_has_time(at))),
        "date_short": lambda at: formats.date_short(_at(at)),
        "date_time": lambda at: tied(formats.date_time(_at(at), with_time=_has_time(at))),
        "leaf": lambda at: formats.leaf(_at(at)),
        "iso": iso,
        "qr": qr_code,
        "tied": _tied,
        "heading": lambda text: _heading(text, language),
    }


# So many texts are known by heart: most links of a page stand on all of them, others on it twice.
_TEXTS = 1024

# A soft hyphen that is drawn and not written: copied text, search and feeds are without it.
_SOFT_HYPHEN = Markup('<span class="shy"></span>')


def _heading(text: str, language: str) -> Markup:
    """Words of a heading; German compounds may be parted where their parts meet."""
    pieces = compounds(tied(text)) if language == "de" else ((text,),)
    return Markup("").join(_SOFT_HYPHEN.join(map(escape, piece)) for piece in pieces)


def _tied(text: str) -> str:
    return Markup(tied(text)) if isinstance(text, Markup) else tied(text)  # noqa: S704


def _at(value: Moment | datetime) -> datetime:
    return value.at if isinstance(value, Moment) else value


def _has_time(value: Moment | datetime) -> bool:
    return value.has_time if isinstance(value, Moment) else True


def render(created: Environment, name: str, context: dict[str, object]) -> bytes:
    """One page."""
    return created.get_template(name).render(context).encode()


def stylesheet(town: Town) -> bytes:
    """The end of ``theme/style.css``: the town's colours, as the theme's custom properties."""
    colours = town.colours
    line = f":root {{ --accent: {colours.accent}; --accent-dark: {colours.accent_dark}; }}"
    return f"{line}\n".encode()
