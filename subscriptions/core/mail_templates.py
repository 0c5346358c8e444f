"""The mail templates: the town's own, and the software's where those are broken (Jinja2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from traceback import walk_tb
from typing import TypeVar

import css_inline
from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from subscriptions.core.formats import Formats
from subscriptions.core.messages import Gettext, Message, message
from subscriptions.core.plain_text import plain_linked, plain_text
from subscriptions.core.problems import Problem

FOLDER = "subscriptions/mail"

# What a template, or an item that no template expects, ends with: Jinja2's own errors, those of
# the expressions in it, of the inlining of CSS, of texts that lie too deep, and of headers.
_NOT_MADE = (
    TemplateError,
    css_inline.InlineError,
    MessageError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)

Made = TypeVar("Made")

_UNIT = re.compile(r"(?<=\d) (?=Uhr|MB|kB)")


class UnmadeMailError(Exception):
    """A mail cannot be made of an item, not even with the software's own templates."""

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.message = what


@dataclass(frozen=True, slots=True)
class Texts:
    """The software's mail templates by file name, and the language's catalogue.

    ``own``: those of the town, which take the place of the software's.
    """

    templates: Mapping[str, str]
    gettext: Gettext
    ngettext: object
    own: Mapping[str, str] = field(default_factory=dict)


class MailTemplates:
    """The templates in a town's language, with its dates and sizes."""

    def __init__(self, texts: Texts, formats: Formats) -> None:
        self._own = texts.own
        self._all = _environment({**texts.templates, **texts.own}, texts, formats)
        self._shipped = _environment(texts.templates, texts, formats)

    def use(self, make: Callable[[Environment], Made]) -> tuple[Made, Problem | None]:
        """Make something of the templates; of the software's alone if the town's fail.

        Returns:
            What was made, and what is wrong with the town's templates.

        Raises:
            UnmadeMailError: the software's templates fail too, so the item is the reason.
        """
        problem = None
        if self._own:
            try:
                return make(self._all), None
            except _NOT_MADE as error:
                problem = self._problem(error)
        try:
            return make(self._shipped), problem
        except _NOT_MADE as error:
            raise UnmadeMailError(
                message(
                    "its mail cannot be made ({reason}); write the item more plainly, or mend the"
                    " mail template",
                    reason=_told(error),
                )
            ) from error

    def problems(self) -> tuple[Problem, ...]:
        """The town's templates that are not even Jinja2, whether they are needed now or not."""
        found = []
        for name in sorted(self._own):
            try:
                self._all.get_template(name)
            except TemplateError as error:
                found.append(self._problem(error))
        return tuple(found)

    def _problem(self, error: Exception) -> Problem:
        name, line = self._place(error)
        what = message(
            "this mail template cannot be used ({reason}); until it is mended, mails have the form"
            " that the software gives them",
            reason=_told(error),
        )
        return Problem(f"{FOLDER}/{name}", line, what)

    def _place(self, error: Exception) -> tuple[str, int]:
        """The innermost line of the town's templates that the error went through."""
        if isinstance(error, TemplateSyntaxError) and error.name:
            return error.name, error.lineno
        frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        places = [(name, line) for name, line in frames if name in self._own]
        return places[-1] if places else (min(self._own), 1)


def _told(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())


def _unbroken(form: Callable[..., str]) -> Callable[..., str]:
    """A form of dates or sizes in which no line ends between a figure and its “Uhr” or “MB”."""
    return lambda *args, **options: _UNIT.sub("\N{NO-BREAK SPACE}", form(*args, **options))


def _environment(templates: Mapping[str, str], texts: Texts, formats: Formats) -> Environment:
    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """The source, and the name by which tracebacks tell of it."""
        return (templates[name], name, lambda: True) if name in templates else None

    # The town's own come with its content: whoever writes them runs no code here.
    environment = (SandboxedEnvironment if texts.own else Environment)(
        loader=FunctionLoader(load),
        autoescape=lambda name: name is not None and ".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        texts.gettext, texts.ngettext, newstyle=True
    )
    environment.filters.update(
        date_long=_unbroken(formats.date_long),
        date_time=_unbroken(formats.date_time),
        size=_unbroken(formats.size),
        plain=plain_text,
        plain_linked=plain_linked,
    )
    return environment
