"""Parts that many pages share: each is rendered once for all pages where it looks the same."""

from __future__ import annotations

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

# What a part may show beside the town's settings.
_SEEN = ("town", "menu_main", "menu_footer")


def install(environment: Environment) -> None:
    """Give templates ``part(name, here)``: a template that gets the menus and ``here`` alone."""
    known: dict[tuple[object, ...], Markup] = {}

    @pass_context
    def part(context: Context, name: str, here: str) -> Markup:
        key = (name, here, context["menu_main"], context["menu_footer"])
        if key not in known:
            seen = {one: context[one] for one in _SEEN}
            html = environment.get_template(name).render(seen, here=here)
            known[key] = Markup(html)  # noqa: S704  # a template has escaped it
        return known[key]

    environment.globals["part"] = part
