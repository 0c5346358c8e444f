"""The Markdown that texts are written in: CommonMark with tables, ~~strikethrough~~, addresses."""

from __future__ import annotations

from types import TracebackType

from comrak import ExtensionOptions, RenderOptions, render_markdown


class PanicError(ValueError):
    """A library in Rust gave up over a text."""


class NoPanic:
    """Whatever is done within ``with`` ends in a PanicError where a library in Rust panics.

    That is no Exception in Python, and nobody can import its class (PyO3, ``PanicException``).
    """

    def __enter__(self) -> None:
        """Nothing is held."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take a panic for what it is."""
        if kind is not None and kind.__name__ == "PanicException":
            raise PanicError from error


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
