"""The directory of services."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from markupsafe import Markup
from slugify import slugify

from plugins.engine.frame import Context, Frame
from plugins.engine.output import Output
from subscriptions.core.pages import Service


def outputs(frame: Frame) -> Iterator[Output]:
    """The directory, and the page of every service."""
    hashes = frame.site.hashes
    fronts = tuple((service.id, hashes[service.source].front) for service in frame.site.services)
    yield frame.page("leistungen/", "services.html", partial(_services, frame), shows=fronts)
    for service in frame.site.services:
        make = partial(_service, frame, service)
        shows = (hashes[service.source].whole,)
        yield frame.page(service.path, "service.html", make, shows=shows)


def _services(frame: Frame) -> Context:
    ordered = sorted(frame.site.services, key=lambda service: slugify(service.title))
    groups = groupby(ordered, key=lambda service: slugify(service.title)[:1].upper())
    return {
        **frame.head(frame.gettext("Services"), "leistungen/"),
        "services": tuple((letter, tuple(group)) for letter, group in groups),
    }


def _service(frame: Frame, service: Service) -> Context:
    fields = {name: getattr(service, name) for name in type(service).model_fields}
    fields["content"] = Markup(frame.site.texts[service.source].html)  # noqa: S704
    return {**frame.head(service.title, service.path, service.summary), "service": fields}
