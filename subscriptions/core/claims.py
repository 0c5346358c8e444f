"""Who keeps an identity that several files claim: whoever was published under it before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from subscriptions.core.item import Item
from subscriptions.core.messages import message
from subscriptions.core.problems import Problem


def owners(items: Iterable[Item], before: Mapping[str, Item]) -> dict[str, tuple[Item, ...]]:
    """The items by identity; of several with one identity, the one that keeps it comes first.

    ``before``: the items that were published last, by identity.
    """
    by_id: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_id[item.id].append(item)
    return {
        identity: tuple(sorted(same, key=lambda item: _claim(item, before.get(item.id))))
        if len(same) > 1
        else (same[0],)
        for identity, same in by_id.items()
    }


def check_claims(
    claimed: Mapping[str, tuple[Item, ...]],
    before: Mapping[str, Item],
    broken: Mapping[str, str],
) -> Iterator[Problem]:
    """Every file that claims an identity which another keeps.

    ``broken``: the files that cannot be read, by the identity that they (may) stand for. What was
    published of one of them is no other file's, unless that is the one that was published.
    """
    for identity in claimed.keys() & broken.keys():
        first, published = claimed[identity][0], before.get(identity)
        if published and not _was_published(first, published):
            yield _taken(first, broken[identity])
    for first, *others in claimed.values():
        for item in others:
            yield _taken(item, first.source)


def _taken(item: Item, source: str) -> Problem:
    what = message(
        "the identity “{id}” is taken by {source}; rename this file or give it an id:",
        id=item.id,
        source=source,
    )
    return item.problem("id", what)


def _was_published(item: Item, published: Item) -> bool:
    """The same message as before, though its wording may have changed."""
    return (item.date, item.msgtype) == (published.date, published.msgtype)


def _claim(item: Item, published: Item | None) -> tuple[object, ...]:
    """The least keeps the identity: what was published, no draft, a warning, the file so named."""
    named = item.source.endswith(f"/{item.id}.md")
    rest = (item.draft, not item.is_warning, not named, item.source)
    if published is None:
        return (True, 0, *rest)
    # Last good versions are called by identity; only an id: tells a name that was another.
    likeness = (
        item.title == published.title,
        item.body == published.body,
        _has_id(item) == _has_id(published),
    )
    return (not _was_published(item, published), -sum(likeness), *rest)


def _has_id(item: Item) -> bool:
    return any(name == "id" for name, _ in item.lines)
