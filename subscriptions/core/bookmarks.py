"""Links that open a forge's own form with a prepared text: the way of an editor with a phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from subscriptions.core.drafts import Draft
from subscriptions.core.first_drafts import first_draft
from subscriptions.core.follow_ups import FollowUp, follow_up_draft
from subscriptions.core.forges import Repository
from subscriptions.core.keys import identity_of_stem
from subscriptions.core.messages import Gettext, message
from subscriptions.core.placeholders import placeholder
from subscriptions.core.prepared_texts import PreparedText, beginnings
from subscriptions.core.topics import Topics

# The page's script fills it with the day and the time of the tap.
DAY = "Datum"

_ROLES = {
    "alert": message("First message"),
    "update": message("Update"),
    "cancel": message("All-clear"),
    "info": message("Information"),
}


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One link. ``has_text``: the address holds the text too."""

    title: str
    name: str
    text: str
    address: str
    has_text: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What stands below one heading."""

    title: str
    bookmarks: tuple[Bookmark, ...]


class Bookmarks:
    """Makes the links for one repository; ``gettext`` is into the language of the page."""

    def __init__(self, repository: Repository, gettext: Gettext) -> None:
        self._repository = repository
        self._gettext = gettext

    def follow_ups(
        self, known: Iterable[FollowUp], texts: Iterable[PreparedText]
    ) -> tuple[Bookmark, ...]:
        """What can be said of what is open."""
        prepared = tuple(texts)
        return tuple(
            self._bookmark(
                one.label.format(self._gettext),
                f"{identity_of_stem(one.first.title)[:40].strip('-')}-{one.kind}",
                follow_up_draft(one, prepared, self._gettext)[0],
            )
            for one in known
        )

    def prepared(self, texts: Iterable[PreparedText]) -> tuple[Group, ...]:
        """A group for each family."""
        known = tuple(texts)
        return tuple(
            Group(first.heading, tuple(self._of_family(first.family, known)))
            for first in beginnings(known)
        )

    def topics(self, topics: Topics) -> tuple[Bookmark, ...]:
        """An empty item for each topic."""
        return tuple(
            self._bookmark(
                topic.name,
                topic.id,
                first_draft(topic, "", self._gettext),
            )
            for topic in topics
        )

    def _of_family(self, family: str, texts: Iterable[PreparedText]) -> Iterator[Bookmark]:
        order = list(_ROLES)
        of_family = [text for text in texts if text.family == family]
        for text in sorted(of_family, key=lambda one: (order.index(one.msgtype), one.name)):
            yield self._bookmark(_ROLES[text.msgtype].format(self._gettext), text.name, text.draft)

    def _bookmark(self, title: str, name: str, draft: Draft) -> Bookmark:
        file = f"{placeholder(DAY)}-{name}.md"
        address, has_text = self._repository.new_file(file, draft.text)
        return Bookmark(title, file, draft.text, address, has_text)
