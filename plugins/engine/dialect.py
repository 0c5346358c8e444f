"""The Markdown that texts are written in: CommonMark with tables, ~~strikethrough~~, addresses."""

from __future__ import annotations

from comrak import ExtensionOptions, RenderOptions, render_markdown


def extensions() -> ExtensionOptions:
    """What a text may hold beyond CommonMark."""
    options = ExtensionOptions()
    options.table = options.strikethrough = options.autolink = True
    return options


_EXTENSIONS = extensions()

_AS_WRITTEN = RenderOptions()
_AS_WRITTEN.unsafe_ = True

_PLACED = RenderOptions()
_PLACED.unsafe_ = _PLACED.sourcepos = True

_ESCAPED = RenderOptions()
_ESCAPED.escape = True


def as_written(text: str, options: ExtensionOptions) -> str:
    """The HTML, of which nothing is safe: raw HTML in it is as its writer wrote it."""
    return render_markdown(text, options, None, _AS_WRITTEN)


def with_lines(text: str) -> str:
    """The same, and what is made of Markdown has a ``data-sourcepos="line:column-…"``."""
    return render_markdown(text, _EXTENSIONS, None, _PLACED)


def with_raw_as_text(text: str) -> str:
    """The HTML in which raw HTML is shown as text: each ``<`` in it begins a tag of Markdown's."""
    return render_markdown(text, _EXTENSIONS, None, _ESCAPED)
