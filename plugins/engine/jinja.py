"""Jinja2 for ten thousand pages in one run: less to be looked up for each of them."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

from jinja2 import Environment, Template
from jinja2.runtime import Context, Macro
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import internalcode
from markupsafe import Markup, escape

# Most texts of a page stand on it several times, or on all pages.
_known = lru_cache(maxsize=4096)(escape)


def _escaped(value: object) -> Markup:
    """As ``escape``, which calls a method of each text that is safe already."""
    if type(value) is Markup:
        return value
    # Not of numbers: 1, 1.0 and True are one key.
    return _known(value) if type(value) is str else escape(value)


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


class _Context(Context):
    """One that asks less of what it calls: a page calls a hundred macros and words."""

    @internalcode
    def call(self, called: Callable[..., Any], /, *args: Any, **options: Any) -> Any:
        """As Jinja's own, where it would find that nothing must be handed over."""
        if type(called) is Macro:
            options.pop("_block_vars", None)
            options.pop("_loop_vars", None)
            if options or len(args) != 1 or not self._makes_the_same(args[0]):
                return called(self.eval_ctx, *args, **options)
            made = vars(called).setdefault("made", {})
            if args[0] not in made:
                made[args[0]] = called(self.eval_ctx, *args)
            return made[args[0]]
        if type(called) is FunctionType and not hasattr(called, "jinja_pass_arg"):
            options.pop("_block_vars", None)
            options.pop("_loop_vars", None)
            return called(*args, **options)
        return super().call(called, *args, **options)

    def _makes_the_same(self, argument: object) -> bool:
        """True if a macro need not be asked again: our own see nothing but what they are given.

        (A symbol stands ten times on a page, and of ten boxes that it may have most are not there.)
        """
        if self.environment.sandboxed:
            return False
        is_nothing = argument is None or (type(argument) is tuple and not argument)
        return is_nothing or type(argument) is str


class PlainEnvironment(Environment):
    """One whose templates find their globals in one dictionary, not in a chain of them.

    They are copied for each page, each macro's file and each part that is included.
    """

    template_class = _Template
    context_class = _Context

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._known: dict[str | Template, Template] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template; they are complete when it is loaded."""
        return {**self.globals, **(d or {})}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """One template; each page asks for ten, which never change while it is made."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = super().get_template(name, parent, globals)
        return known


class Sandbox(PlainEnvironment, SandboxedEnvironment):
    """For templates that came with the content."""
