"""What each kind of page shows: the contexts of the templates (docs/architecture.md)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import groupby

from markupsafe import Markup
from slugify import slugify

from plugins.engine import feeds
from plugins.engine.site import Site
from plugins.engine.views import FeedLink, Link, Views, feeds_of, topic_feeds
from subscriptions.core.item import Item
from subscriptions.core.messages import Gettext, message
from subscriptions.core.pages import Page, Service
from subscriptions.core.topics import Topic

Context = dict[str, object]

NEWEST = 20
# Older items carry no banner, so that a new hazard does not touch ten years of pages.
BANNER_DAYS = timedelta(days=90)

# Where the menu leads beside the town's own pages.
_MENU = (
    (message("Topics"), "themen/"),
    (message("Services"), "leistungen/"),
    (message("Subscribe"), "feeds/"),
)


class Contexts:
    """Makes the contexts of one site's pages, each when it is asked for."""

    def __init__(self, site: Site, gettext: Gettext) -> None:
        self._site = site
        self._gettext = gettext
        self._views = Views(site, gettext)
        self._alerts = self._views.cards(site.alerts)
        own = tuple(Link(title.format(gettext), path) for title, path in _MENU)
        self.common: Context = {
            "town": site.town,
            "topics": site.topics.all,
            "menu_main": (*own, *self._menu("main")),
            "menu_footer": self._menu("footer"),
        }

    def _head(
        self,
        title: str,
        path: str,
        description: str = "",
        links: tuple[FeedLink, ...] = (),
        revision: str = "",
        *,
        noindex: bool = False,
        alerts: bool = False,
    ) -> Context:
        return {
            "page": {
                "title": title,
                "description": description,
                "path": path,
                "noindex": noindex or self._site.town.demo,
                "feeds": links,
                "revision": revision,
            },
            "alerts": self._alerts if alerts else (),
        }

    def home(self) -> Context:
        """The front page."""
        site = self._site
        links = feeds_of("alle", site.town.title)
        for topic in site.topics:
            links += topic_feeds(topic)[:2]
        return {
            **self._head(site.town.title, "", site.town.description, links, alerts=True),
            "latest": self._views.cards(site.listed[:NEWEST]),
            "topic_counts": self._counts(),
        }

    def _counts(self) -> dict[str, int]:
        counted = Counter(topic for item in self._site.listed for topic in item.topics)
        return {topic.id: counted[topic.id] for topic in self._site.topics}

    def item(self, item: Item) -> Context:
        """The page of one item."""
        view = self._views.item(item)
        recent = item.updated > self._site.now - BANNER_DAYS
        title = f"{view.kind_label}: {view.title}" if view.kind_label else view.title
        head = self._head(
            title,
            item.path,
            view.summary,
            view.topic_feeds,
            self._site.entries[item.id].info.revision,
            alerts=recent,
        )
        return {**head, "item": view}

    def topics(self) -> Context:
        """The list of all topics."""
        return {
            **self._head(self._gettext("Topics"), "themen/", links=feeds_of("alle", "Alle")),
            "topic_counts": self._counts(),
        }

    def _year_links(self, topic: Topic) -> tuple[Context, ...]:
        return tuple(
            {"year": year, "count": len(items), "path": f"{topic.path}{year}/"}
            for year, items in self._site.years(topic.id).items()
        )

    def topic(self, topic: Topic) -> Context:
        """The newest of one topic."""
        items = self._site.of_topic(topic.id)
        links = topic_feeds(topic)
        return {
            **self._head(topic.name, topic.path, topic.description, links, alerts=True),
            "topic": topic,
            "latest": self._views.cards(items[:NEWEST]),
            "years": self._year_links(topic),
        }

    def topic_year(self, topic: Topic, year: int) -> Context:
        """A year of one topic."""
        title = f"{topic.name} {year}"
        return {
            **self._head(title, f"{topic.path}{year}/", links=topic_feeds(topic)),
            "topic": topic,
            "year": year,
            "items": self._views.cards(self._site.years(topic.id)[year]),
            "years": self._year_links(topic),
        }

    def static(self, page: Page) -> Context:
        """One of the town's own pages."""
        text = self._site.texts[page.source].html
        return {
            **self._head(page.title, page.path, page.summary),
            "title": page.title,
            "content": Markup(text),  # noqa: S704
        }

    def services(self) -> Context:
        """All services from A to Z."""
        ordered = sorted(self._site.services, key=lambda service: slugify(service.title))
        groups = groupby(ordered, key=lambda service: slugify(service.title)[:1].upper())
        return {
            **self._head(self._gettext("Services"), "leistungen/"),
            "services": tuple((letter, tuple(group)) for letter, group in groups),
        }

    def service(self, service: Service) -> Context:
        """One service."""
        text = self._site.texts[service.source].html
        fields = {name: getattr(service, name) for name in type(service).model_fields}
        fields["content"] = Markup(text)  # noqa: S704
        return {
            **self._head(service.title, service.path, service.summary),
            "service": fields,
        }

    def feed_page(self) -> Context:
        """How to subscribe."""
        channels = feeds.channels(self._site)
        return {
            **self._head(
                self._gettext("Subscribe"), "feeds/", links=feeds_of("alle", self._site.town.title)
            ),
            "feeds": tuple((c.title, c.rss, c.atom, c.json) for c in channels),
            "opml": "feeds/themen.opml",
        }

    def not_found(self) -> Context:
        """What is shown where nothing is."""
        return self._head(self._gettext("Page not found"), "404.html", noindex=True)

    def _menu(self, name: str) -> tuple[Link, ...]:
        pages = [page for page in self._site.pages if page.menu == name]
        return tuple(
            Link(page.title, page.path)
            for page in sorted(pages, key=lambda page: (page.order, page.id))
        )
