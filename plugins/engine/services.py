"""The pages of the services: the directory, each situation in life, each service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from markupsafe import Markup

from plugins.engine.frame import Context, Frame
from plugins.engine.item_view import file_views
from plugins.engine.output import Output, Shown
from plugins.engine.service_schema import government_service
from plugins.engine.views import Link, described
from subscriptions.core.directory import Situation, letters, situations
from subscriptions.core.keys import identity_of_stem
from subscriptions.core.messages import message
from subscriptions.core.pages import Service

DIRECTORY = "leistungen/"

_ICON = "service"


def outputs(frame: Frame) -> Iterator[Output]:
    """The directory, the page of every situation, and that of every service."""
    services = frame.site.services
    everything = situations(services)
    shows = partial(_fronts, frame, services)
    yield frame.page(DIRECTORY, "services.html", partial(_directory, frame), shows=shows)
    taken = {service.path for service in services}
    for situation in everything:
        # A last good version may still stand where a new situation would.
        if situation.path not in taken:
            others = tuple(other for other in everything if other.id != situation.id)
            yield _page_of_situation(frame, situation, others)
    for service in services:
        yield _page_of_service(frame, service, everything)


def _above(frame: Frame) -> tuple[Link, ...]:
    return (Link(frame.gettext("Services"), DIRECTORY),)


def _fronts(frame: Frame, services: Iterable[Service]) -> Shown:
    """What lists show of these services."""
    readings = frame.site.readings
    return tuple((service.id, readings[service.source].front) for service in services)


def _directory(frame: Frame) -> Context:
    services = frame.site.services
    return {
        **frame.head(
            frame.gettext("Services"),
            DIRECTORY,
            frame.gettext("What the town hall does for you, from A to Z."),
            icon=_ICON,
        ),
        "letters": letters(services),
        "situations": situations(services),
    }


def _page_of_situation(frame: Frame, situation: Situation, others: tuple[Situation, ...]) -> Output:
    def context() -> Context:
        description = message("Services of the town hall: {name}", name=situation.name)
        return {
            **frame.head(
                situation.name,
                situation.path,
                description.format(frame.gettext),
                above=_above(frame),
                icon=_ICON,
            ),
            "situation": situation,
            "others": others,
        }

    counts = tuple((other.id, other.name, len(other.services)) for other in others)

    def shows() -> Shown:
        return (situation.name, _fronts(frame, situation.services), counts)

    return frame.page(situation.path, "situation.html", context, shows=shows)


def _page_of_service(frame: Frame, service: Service, everything: tuple[Situation, ...]) -> Output:
    named = {identity_of_stem(name) for name in service.situations}
    links = tuple(Link(one.name, one.path) for one in everything if one.id in named)
    stamps = frame.site.faces.files(form.file for form in service.form)

    def shows() -> Shown:
        return (frame.site.readings[service.source].whole, stamps, links)

    make = partial(_service, frame, service, links)
    return frame.page(service.path, "service.html", make, shows=shows)


def _service(frame: Frame, service: Service, links: tuple[Link, ...]) -> Context:
    fields = {name: getattr(service, name) for name in type(service).model_fields}
    html = frame.site.texts[service.source].html
    fields["content"] = Markup(html)  # noqa: S704
    fields["form"] = file_views(frame, service.form)
    fields["situations"] = links
    fields["tel"] = re.sub(r"[^+0-9]", "", service.phone)
    schema = government_service(service, frame.site.town)
    head = frame.head(
        service.title,
        service.path,
        described(service.summary, html),
        json_ld=(schema,),
        above=_above(frame),
        icon=_ICON,
    )
    return {**head, "service": fields}
