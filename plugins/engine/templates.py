"""The theme: Jinja2 templates with the site's links, dates and language."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from datetime import datetime
from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from types import CodeType
from typing import Any
from urllib.parse import quote
from zlib import crc32

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    Template,
    pass_context,
)
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from plugins.engine.qr_code import qr_code
from plugins.engine.theme import Theme
from plugins.engine.words import install
from subscriptions.core.dates import Moment, iso
from subscriptions.core.formats import Formats
from subscriptions.core.town import Town
from subscriptions.core.typography import compounds, tied


def _escaped(value: object) -> Markup:
    """As ``escape``, which calls a method of each text that is safe already."""
    return value if type(value) is Markup else escape(value)


class _Template(Template):
    """A template whose code escapes in this way."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002  # Jinja's own name
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """A template of compiled code, which takes ``escape`` from its own module."""
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = _escaped
        return made


class _Environment(Environment):
    """One whose templates find their globals in one dictionary, not in a chain of them.

    They are copied for each page, each macro's file and each part that is included.
    """

    template_class = _Template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template; they are complete when it is loaded."""
        return {**self.globals, **(d or {})}


class _Sandboxed(_Environment, SandboxedEnvironment):
    """For templates that came with the content."""


def environment(
    theme: Theme, town: Town, translations: NullTranslations, cache: Path | None = None
) -> Environment:
    """A Jinja2 environment for the pages of one town (filters: docs/architecture.md).

    ``cache``: a folder for compiled templates.
    """
    # A town's own templates come with its content: whoever writes them runs no code here.
    is_own = len(theme.folders) > 1
    created = (_Sandboxed if is_own else _Environment)(
        loader=FileSystemLoader([str(folder / "templates") for folder in theme.folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    install(created, translations)
    created.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": False}
    filters = {name: _of_a_town(work) for name, work in _filters(town).items()}
    created.filters.update(filters)
    if cache:
        created.bytecode_cache = FileSystemBytecodeCache(str(cache), _pattern(created))
    return created


def _filters(town: Town) -> dict[str, Callable[..., object]]:
    formats = Formats(town.language)
    base = town.base_path
    return {
        "link": lru_cache(maxsize=_PATHS)(lambda path: f"{base}/{quote(path)}"),
        "absolute": lru_cache(maxsize=_PATHS)(lambda path: town.absolute(quote(path))),
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

    A filter that was unknown is compiled as an error, and stays one.
    """
    known = crc32(" ".join(sorted(created.filters)).encode())
    return f"__jinja2_{'own_' if created.sandboxed else ''}{known:08x}_%s.cache"


def _of_a_town(work: Callable[..., object]) -> Callable[..., object]:
    """A filter that Jinja leaves to each page.

    It computes others while it compiles, if what they take is constant, and compiled templates are
    kept: they would lead to where the town was then.
    """
    return pass_context(lambda _, value: work(value))


# So many paths are known by heart: most links of a page stand on all of them.
_PATHS = 1024

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
