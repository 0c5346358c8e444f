"""A town's own templates, and what happens while one of them is broken.

Nobody's mistake in a template may keep a warning from going out: a page that the town's templates
cannot make gets the form that the program gives it, and the mistake is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from traceback import walk_tb

from jinja2 import Environment, TemplateError, TemplateSyntaxError

from plugins.engine.templates import render
from subscriptions.core.messages import message
from subscriptions.core.problems import Problem

# What a template that is not right ends with: Jinja2's own errors, those of the expressions in it,
# and those of a file that cannot be read.
_BROKEN = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)


class PlainPageError(Exception):
    """A page was made without the town's own templates; ``data`` is that page."""

    def __init__(self, data: bytes, problem: Problem) -> None:
        super().__init__(problem.format())
        self.data = data
        self.problem = problem


class Pages:
    """Makes pages of templates; ``folder`` is the town's own theme, None if it has none.

    ``shipped``: the environment without the town's own templates.
    """

    def __init__(self, environment: Environment, shipped: Environment, folder: Path | None) -> None:
        self._environment = environment
        self._shipped = shipped
        self._folder = folder

    def render(self, name: str, context: dict[str, object]) -> bytes:
        """One page.

        Raises:
            PlainPageError: the town's own templates are broken.
        """
        if self._folder is None:
            return render(self._environment, name, context)
        try:
            return render(self._environment, name, context)
        except _BROKEN as error:
            problem = self._problem(error, name)
        raise PlainPageError(render(self._shipped, name, context), problem)

    def problems(self) -> Iterator[Problem]:
        """The town's templates that are not even Jinja2."""
        templates = self._folder / "templates" if self._folder else None
        for path in sorted(templates.rglob("*.html")) if templates else ():
            name = path.relative_to(str(templates)).as_posix()
            try:
                self._environment.get_template(name)
            except _BROKEN as error:
                yield self._problem(error, name)

    def _problem(self, error: Exception, name: str) -> Problem:
        place, line = self._place(error, name)
        what = message(
            "this template cannot be used ({reason}); until it is mended, its pages have the form"
            " that the software gives them",
            reason=" ".join(f"{type(error).__name__}: {error}".split()),
        )
        return Problem(place, line, what)

    def _place(self, error: Exception, name: str) -> tuple[str, int]:
        """The innermost line of the town's templates that the error went through."""
        frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        if isinstance(error, TemplateSyntaxError) and error.filename:
            frames.append((error.filename, error.lineno))
        folder = str(self._folder)
        own = [(path, line) for path, line in frames if path.startswith(f"{folder}/templates/")]
        path, line = own[-1] if own else (f"{folder}/templates/{name}", 1)
        return f"theme{path.removeprefix(folder)}", line
