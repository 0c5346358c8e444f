"""The pages of the services: the directory, each situation in life, each service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from plugins.engine.files import Output
from plugins.engine.frame import Context, Frame
from plugins.engine.item_view import file_views
from plugins.engine.service_schema import government_service
from plugins.engine.views import Link
from subscriptions.core.directory import Situation, letters, situations
from subscriptions.core.keys import identity_of_stem
from subscriptions.core.messages import message
from subscriptions.core.pages import Service

DIRECTORY = "leistungen/"


def outputs(frame: Frame) -> Iterator[Output]:
    """The directory, the page of every situation, and that of every service."""
    services = frame.site.services
    yield frame.page(DIRECTORY, "services.html", partial(_directory, frame))
    taken = {service.path for service in services}
    for situation in situations(services):
        # A last good version may still stand where a new situation would.
        if situation.path not in taken:
            make = partial(_situation, frame, situation)
            yield frame.page(situation.path, "situation.html", make)
    for service in services:
        yield frame.page(service.path, "service.html", partial(_service, frame, service))


def _directory(frame: Frame) -> Context:
    services = frame.site.services
    return {
        **frame.head(frame.gettext("Services"), DIRECTORY),
        "letters": letters(services),
        "situations": situations(services),
    }


def _situation(frame: Frame, situation: Situation) -> Context:
    everything = situations(frame.site.services)
    description = message("Services of the town hall: {name}", name=situation.name)
    return {
        **frame.head(situation.name, situation.path, description.format(frame.gettext)),
        "situation": situation,
        "others": tuple(other for other in everything if other.id != situation.id),
    }


def _service(frame: Frame, service: Service) -> Context:
    fields = {name: getattr(service, name) for name in type(service).model_fields}
    fields["content"] = Markup(frame.site.texts[service.source].html)  # noqa: S704
    fields["form"] = file_views(frame, service.form)
    fields["tel"] = re.sub(r"[^+0-9]", "", service.phone)
    named = {identity_of_stem(name) for name in service.situations}
    fields["situations"] = tuple(
        Link(one.name, one.path) for one in situations(frame.site.services) if one.id in named
    )
    schema = government_service(service, frame.site.town)
    head = frame.head(service.title, service.path, service.summary, json_ld=(schema,))
    return {**head, "service": fields}
