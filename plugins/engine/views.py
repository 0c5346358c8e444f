"""What lists show of an item: words and links, nothing left to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from markupsafe import Markup

from plugins.engine.entries import headline
from plugins.engine.site import Site
from subscriptions.core.dates import Moment
from subscriptions.core.formats import Formats
from subscriptions.core.incidents import in_sight_until
from subscriptions.core.item import Item
from subscriptions.core.item_state import ItemState
from subscriptions.core.messages import Gettext, message
from subscriptions.core.states import state_of
from subscriptions.core.topics import Topic

# Search engines show no more of a description.
_LONGEST = 160

_KINDS = {
    "alert": message("Warning"),
    "update": message("Update"),
    "cancel": message("All-clear"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link within the site."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed with its media type."""

    title: str
    path: str
    mime: str


@dataclass(frozen=True, slots=True)
class StateView:
    """A state in words; ``then`` holds from ``until`` on (see core/item_state.py)."""

    kind: str
    label: str
    until: datetime | None = None
    then: StateView | None = None


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item in a list. ``in_sight_until``: when a warning leaves the banner by itself."""

    title: str
    path: str
    date: Moment
    updated: Moment | None
    topics: tuple[Topic, ...]
    summary: str
    state: StateView | None
    kind_label: str
    in_sight_until: datetime | None
    area: str
    instruction: str


class Views:
    """Makes the cards of one site. A card is made once, however many lists show it."""

    def __init__(self, site: Site, gettext: Gettext) -> None:
        self._site = site
        self._gettext = gettext
        self._formats = Formats(site.town.language)
        self._cards: dict[str, ItemCard] = {}

    def cards(self, items: Sequence[Item]) -> tuple[ItemCard, ...]:
        """The cards of these items, in their order."""
        return tuple(self.card(item) for item in items)

    def card(self, item: Item) -> ItemCard:
        """An item in a list."""
        if item.id not in self._cards:
            self._cards[item.id] = self._card(item)
        return self._cards[item.id]

    def _card(self, item: Item) -> ItemCard:
        kind = _KINDS.get(item.msgtype)
        topics = self._site.topics
        return ItemCard(
            title=self._title(item),
            path=item.path,
            date=item.date,
            updated=Moment(item.updated, has_time=True) if item.updated > item.date.at else None,
            topics=tuple(topic for name in item.topics if (topic := topics.find(name))),
            summary="" if item.withdrawn else item.summary,
            state=self.state(self._state(item)),
            kind_label=kind.format(self._gettext) if kind else "",
            in_sight_until=in_sight_until(item) if item.is_warning else None,
            area=item.area,
            instruction="" if item.withdrawn else item.instruction,
        )

    def _title(self, item: Item) -> str:
        if item.gone:
            return self._gettext("Message taken back")
        return headline(item, self._gettext)

    def _state(self, item: Item) -> ItemState:
        return state_of(item, self._site.relations, self._site.now, self._formats)

    def state(self, state: ItemState) -> StateView | None:
        """A state in words; None for what has none."""
        if state.label is None:
            return None
        then = self.state(state.then) if state.then else None
        return StateView(state.kind, state.label.format(self._gettext), state.until, then)


def described(summary: str, html: str) -> str:
    """A summary for other sites and search engines; without one, how the text begins."""
    return summary or shorten(Markup(html).striptags(), _LONGEST, placeholder=" …")  # noqa: S704


def topic_link(topic: Topic) -> Link:
    """The page of a topic."""
    return Link(topic.name, topic.path)


def topic_feeds(topic: Topic) -> tuple[FeedLink, ...]:
    """The feeds of one topic."""
    return feeds_of(topic.id, topic.name)


def feeds_of(name: str, title: str) -> tuple[FeedLink, ...]:
    """The forms of one feed, and the calendar of its dates."""
    return (
        FeedLink(f"{title} (RSS)", f"feeds/{name}.rss.xml", "application/rss+xml"),
        FeedLink(f"{title} (Atom)", f"feeds/{name}.atom.xml", "application/atom+xml"),
        FeedLink(f"{title} (JSON Feed)", f"feeds/{name}.json", "application/feed+json"),
        FeedLink(f"{title} (iCalendar)", f"feeds/{name}.ics", "text/calendar"),
    )
