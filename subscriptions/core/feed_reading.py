"""Reading the seam back: a JSON Feed that may be another site's, or damaged."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ValidationError

from subscriptions.core.feed import JSON_FEED_VERSION, Entry, Feed
from subscriptions.core.keys import is_identity
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import InvalidContentError, Problem


def read_feed(text: str, source: str, *, site: str) -> Feed:
    """Read a feed.

    Raises:
        InvalidContentError: no JSON Feed 1.1 of ours, of another town or schema, an identity
            twice or malformed, or without any item.
    """
    try:
        feed = Feed.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise _invalid(
            source,
            message(
                "this is no feed that can be published ({where}: {detail}); build the site again"
                " with publish.py build",
                where=where,
                detail=first["msg"],
            ),
        ) from error
    _check_feed(feed, source, site)
    return feed


def _check_feed(feed: Feed, source: str, site: str) -> None:
    if feed.version != JSON_FEED_VERSION:
        raise _invalid(
            source,
            message(
                "the feed is of version “{version}”; JSON Feed 1.1 is needed", version=feed.version
            ),
        )
    if feed.info.site != site:
        raise _invalid(
            source,
            message(
                "the feed is that of “{other}”, but town.yml says “{site}”; build the site again",
                other=feed.info.site,
                site=site,
            ),
        )
    if not feed.items:
        raise _invalid(
            source,
            message(
                "the feed has no items; write the first one, or build the site again with"
                " publish.py build"
            ),
        )
    _check_identities(feed.items, source)


def _check_identities(items: Iterable[Entry], source: str) -> None:
    seen: set[str] = set()
    for entry in items:
        if not is_identity(entry.info.id) or entry.info.id in seen:
            raise _invalid(
                source,
                message("the identity “{id}” is malformed or stands twice", id=entry.info.id),
            )
        seen.add(entry.info.id)


def _invalid(source: str, what: Message) -> InvalidContentError:
    return InvalidContentError([Problem(source, 1, what)])
