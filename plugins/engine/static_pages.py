"""The town's own pages (content/seiten/), and the one for addresses that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from plugins.engine.frame import Context, Frame
from plugins.engine.output import Output, Shown
from plugins.engine.views import described
from subscriptions.core.pages import Page


def outputs(frame: Frame) -> Iterator[Output]:
    """Every page of content/seiten/, and 404.html."""
    for page in frame.site.pages:
        shows = partial(_shows, frame, page)
        yield frame.page(page.path, "page.html", partial(_page, frame, page), shows=shows)
    yield frame.file("404.html", "not_found.html", partial(_not_found, frame))


def _shows(frame: Frame, page: Page) -> Shown:
    return (frame.site.readings[page.source].whole,)


def _page(frame: Frame, page: Page) -> Context:
    html = frame.site.texts[page.source].html
    return {
        **frame.head(page.title, page.path, described(page.summary, html)),
        "title": page.title,
        "content": Markup(html),  # noqa: S704
    }


def _not_found(frame: Frame) -> Context:
    return frame.head(frame.gettext("Page not found"), "404.html", noindex=True)
