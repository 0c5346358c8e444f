"""What all schema.org things of the site are made of (https://schema.org)."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.engine.views import Link
from subscriptions.core.town import Town

Thing = dict[str, object]

_CONTEXT = "https://schema.org"


def document(thing: Thing) -> Thing:
    """A thing that stands by itself in a page."""
    return {"@context": _CONTEXT, **thing}


def organization(town: Town) -> Thing:
    """The town as who publishes and provides."""
    return {"@type": "GovernmentOrganization", "name": town.name, "url": town.absolute("")}


def breadcrumbs(town: Town, links: Iterable[Link]) -> Thing:
    """The way from the front page to a page, the page itself last."""
    steps = (Link(town.title, ""), *links)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": link.title,
                "item": town.absolute(link.path),
            }
            for position, link in enumerate(steps, start=1)
        ],
    }


def filled(thing: Thing) -> Thing:
    """The thing without its empty properties."""
    return {name: value for name, value in thing.items() if value}
