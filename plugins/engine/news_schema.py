"""A message for machines: schema.org ``NewsArticle`` (https://schema.org/NewsArticle)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from plugins.engine.schema import Thing, filled, organization
from subscriptions.core.dates import Moment, iso
from subscriptions.core.item import Item
from subscriptions.core.topics import Topic
from subscriptions.core.town import Town


def news_article(
    item: Item, headline: str, topics: Iterable[Topic], earlier: Iterable[Item], town: Town
) -> Thing:
    """The message; of a withdrawn one only its headline and its dates are told.

    ``earlier``: the messages that it refers to.
    """
    address = town.absolute(item.path)
    thing: Thing = {
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": headline,
        "datePublished": iso(item.date),
        "dateModified": iso(_changed(item)),
        "inLanguage": town.language,
        "publisher": organization(town),
        "author": organization(town),
        "articleSection": [topic.name for topic in topics],
        "isBasedOn": [town.absolute(other.path) for other in earlier],
    }
    if item.withdrawn:
        return filled({**thing, "creativeWorkStatus": "Withdrawn"})
    return filled(
        {
            **thing,
            "description": item.summary,
            "image": town.absolute(quote(item.image.file)) if item.image else "",
            "expires": iso(item.expires) if item.expires else "",
            "correction": [
                {"@type": "CorrectionComment", "text": one.note, "datePublished": iso(one.date)}
                for one in item.corrections
            ],
        }
    )


def _changed(item: Item) -> Moment:
    return Moment(item.updated, has_time=True) if item.updated > item.date.at else item.date
