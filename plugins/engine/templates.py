"""The theme: Jinja2 templates with the site's links, dates and language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
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
from plugins.engine.theme import Theme
from subscriptions.core.dates import Moment, iso
from subscriptions.core.formats import Formats
from subscriptions.core.town import Town
from subscriptions.core.typography import compounds, tied


def environment(
    theme: Theme, town: Town, translations: NullTranslations, cache: Path | None = None
) -> Environment:
    """A Jinja2 environment for the pages of one town (filters: docs/architecture.md).

    ``cache``: a folder for compiled templates.
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
    filters = {name: _of_a_town(work) for name, work in _filters(town).items()}
    created.filters.update(filters)
    if cache:
        created.bytecode_cache = FileSystemBytecodeCache(str(cache), _pattern(created))
    return created


def _filters(town: Town) -> dict[str, Callable[..., object]]:
    formats = Formats(town.language)
    base = town.base_path
    known = lru_cache(maxsize=_TEXTS)
    quoted = known(do_urlencode)
    return {
        "link": known(lambda path: f"{base}/{quote(path)}"),
        "absolute": known(lambda path: town.absolute(quote(path))),
        "urlencode": lambda what: quoted(what) if type(what) is str else do_urlencode(what),
        "date_long": lambda at: tied(formats.date_long(_at(at), with_time=_has_time(at))),
        "date_short": lambda at: formats.date_short(_at(at)),
        "date_time": lambda at: tied(formats.date_time(_at(at), with_time=_has_time(at))),
        "leaf": lambda at: formats.leaf(_at(at)),
        "iso": iso,
        "qr": qr_code,
        "tied": _tied,
        "heading": lambda text: _heading(text, town.language),
    }


def _pattern(created: Environment) -> str:
    """The names of compiled templates: they call the filters that there were, in a sandbox or not.

    A filter that was unknown is compiled as an error, and stays one; so does how it is called.
    """
    filters = created.filters.items()
    calls = sorted(f"{name} {getattr(work, 'jinja_pass_arg', '')}" for name, work in filters)
    known = crc32(" ".join(calls).encode())
    return f"__jinja2_{'own_' if created.sandboxed else ''}{known:08x}_%s.cache"


def _of_a_town(work: Callable[..., object]) -> Callable[..., object]:
    """A filter that Jinja leaves to each page.

    It computes others while it compiles, if what they take is constant, and compiled templates are
    kept: they would lead to where the town was then.
    """
    return pass_context(lambda _, value: work(value))


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
