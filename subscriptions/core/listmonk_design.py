"""Listmonk's own pages and mails as the town's: Go templates made from ours (Jinja2).

Listmonk lays the files of ``--static-dir`` over its own, one by one. Ours stand in
subscriptions/listmonk/; double brackets in them are filled in here, double braces by Listmonk.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import markupsafe
from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from subscriptions.core.listmonk_form import escape, list_tag
from subscriptions.core.messages import Gettext, message
from subscriptions.core.problems import InvalidContentError, Problem
from subscriptions.core.sign_up import consent_of
from subscriptions.core.topics import Topics
from subscriptions.core.town import Town

FOLDER = "subscriptions/listmonk"


def designed(
    sources: Mapping[str, str], town: Town, topics: Topics, gettext: Gettext
) -> dict[str, str]:
    """The templates for Listmonk by path, from ours by the same path.

    Raises:
        InvalidContentError: a template of the town's own is broken.
    """
    environment = _environment(sources, town, gettext)
    context = {
        "town": town,
        "consent": consent_of(town, gettext),
        "prefix": list_tag(town.site, ""),
        "hazards": tuple(list_tag(town.site, t.id) for t in topics if t.kind == "warning"),
    }
    made, problems = {}, []
    for name in sorted(sources):
        try:
            made[name] = environment.get_template(name).render(context)
        except TemplateError as error:
            what = message("this template cannot be used ({reason})", reason=error)
            problems.append(Problem(f"{FOLDER}/{name}", getattr(error, "lineno", None) or 1, what))
    if problems:
        raise InvalidContentError(problems)
    return made


def _environment(sources: Mapping[str, str], town: Town, gettext: Gettext) -> Environment:
    def load(name: str) -> tuple[str, str, None] | None:
        return (sources[name], name, None) if name in sources else None

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_no_template,
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, lambda one, many, count: gettext(one if count == 1 else many), newstyle=True
    )
    environment.filters["absolute"] = lambda path: town.absolute(quote(path))
    return environment


def _no_template(value: object) -> object:
    """What is filled in is text: braces in a town's name are nothing that Listmonk carries out."""
    if not isinstance(value, str):
        return value
    # Escaped as HTML first: the quotation marks of the Go template must stay as they are.
    return Markup(escape(str(markupsafe.escape(value))))  # noqa: S704
