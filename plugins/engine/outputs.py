"""Which files the site has, and what each is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import groupby

from jinja2 import Environment
from markupsafe import Markup
from slugify import slugify

from plugins.engine import feeds
from plugins.engine.files import Output
from plugins.engine.site import Site
from plugins.engine.sitemap import robots, sitemap
from plugins.engine.templates import Theme, render, stylesheet
from plugins.engine.views import FeedLink, ItemCard, Link, Views, feeds_of, topic_feeds
from subscriptions.core.item import Item
from subscriptions.core.messages import Gettext, message
from subscriptions.core.pages import Service
from subscriptions.core.topics import Topic

NEWEST = 20
# Older items carry no banner, so that a new hazard does not touch ten years of pages.
BANNER_DAYS = timedelta(days=90)
STATIC = ("anhaenge",)

# Where the menu leads beside the town's own pages.
_MENU = (
    (message("Topics"), "themen/"),
    (message("Services"), "leistungen/"),
    (message("Subscribe"), "feeds/"),
)


class Outputs:
    """All files of one site. Nothing is rendered before a file is made."""

    def __init__(
        self, site: Site, theme: Theme, environment: Environment, gettext: Gettext
    ) -> None:
        self._site = site
        self._theme = theme
        self._environment = environment
        self._gettext = gettext
        self._views = Views(site, gettext)
        self._alerts = self._views.cards(site.alerts)
        self._common = {
            "town": site.town,
            "topics": site.topics.all,
            "menu_main": (
                *(Link(title.format(gettext), path) for title, path in _MENU),
                *self._menu("main"),
            ),
            "menu_footer": self._menu("footer"),
        }

    def __iter__(self) -> Iterator[Output]:
        pages = [*self._pages()]
        yield from pages
        yield from self._feeds()
        yield from self._files()
        addresses = [(path, at) for path, at in self._addresses()]
        yield Output("sitemap.xml", partial(sitemap, self._site.town, addresses))
        yield Output("robots.txt", partial(robots, self._site.town))

    def _menu(self, name: str) -> tuple[Link, ...]:
        pages = [page for page in self._site.pages if page.menu == name]
        return tuple(
            Link(page.title, page.path)
            for page in sorted(pages, key=lambda page: (page.order, page.id))
        )

    def _pages(self) -> Iterator[Output]:
        site = self._site
        yield self._page("index.html", "home.html", self._home)
        for item in site.items:
            yield self._page(f"{item.path}index.html", "item.html", partial(self._item, item))
        yield self._page("themen/index.html", "topics.html", self._topics)
        for topic in site.topics:
            yield self._page(f"{topic.path}index.html", "topic.html", partial(self._topic, topic))
            for year in self._years(topic):
                path = f"{topic.path}{year}/index.html"
                make = partial(self._topic_year, topic, year)
                yield self._page(path, "topic_year.html", make)
        for page in site.pages:
            yield self._page(f"{page.path}index.html", "page.html", partial(self._static, page))
        yield self._page("leistungen/index.html", "services.html", self._services)
        for service in site.services:
            make = partial(self._service, service)
            yield self._page(f"{service.path}index.html", "service.html", make)
        yield self._page("feeds/index.html", "feeds.html", self._feed_page)
        yield self._page("404.html", "not_found.html", self._not_found)

    def _page(self, path: str, template: str, context: partial | object) -> Output:
        def make() -> bytes:
            return render(self._environment, template, {**self._common, **context()})  # type: ignore[operator]

        return Output(path, make)

    def _head(  # noqa: PLR0913 - what a page's head says
        self,
        title: str,
        path: str,
        description: str = "",
        links: tuple[FeedLink, ...] = (),
        revision: str = "",
        *,
        noindex: bool = False,
        alerts: bool = False,
    ) -> dict[str, object]:
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

    def _home(self) -> dict[str, object]:
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

    def _item(self, item: Item) -> dict[str, object]:
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

    def _topics(self) -> dict[str, object]:
        return {
            **self._head(self._gettext("Topics"), "themen/", links=feeds_of("alle", "Alle")),
            "topic_counts": self._counts(),
        }

    def _years(self, topic: Topic) -> dict[int, list[Item]]:
        years: dict[int, list[Item]] = {}
        for item in self._site.of_topic(topic.id):
            years.setdefault(item.date.at.year, []).append(item)
        return years

    def _year_links(self, topic: Topic) -> tuple[dict[str, object], ...]:
        return tuple(
            {"year": year, "count": len(items), "path": f"{topic.path}{year}/"}
            for year, items in self._years(topic).items()
        )

    def _topic(self, topic: Topic) -> dict[str, object]:
        items = self._site.of_topic(topic.id)
        links = topic_feeds(topic)
        return {
            **self._head(topic.name, topic.path, topic.description, links, alerts=True),
            "topic": topic,
            "latest": self._views.cards(items[:NEWEST]),
            "years": self._year_links(topic),
        }

    def _topic_year(self, topic: Topic, year: int) -> dict[str, object]:
        title = f"{topic.name} {year}"
        return {
            **self._head(title, f"{topic.path}{year}/", links=topic_feeds(topic)),
            "topic": topic,
            "year": year,
            "items": self._views.cards(self._years(topic)[year]),
            "years": self._year_links(topic),
        }

    def _static(self, page: object) -> dict[str, object]:
        text = self._site.texts[page.source].html  # type: ignore[attr-defined]
        return {
            **self._head(page.title, page.path, page.summary),  # type: ignore[attr-defined]
            "title": page.title,  # type: ignore[attr-defined]
            "content": Markup(text),  # noqa: S704 - nh3 made it safe
        }

    def _services(self) -> dict[str, object]:
        ordered = sorted(self._site.services, key=lambda service: slugify(service.title))
        groups = groupby(ordered, key=lambda service: slugify(service.title)[:1].upper())
        return {
            **self._head(self._gettext("Services"), "leistungen/"),
            "services": tuple((letter, tuple(group)) for letter, group in groups),
        }

    def _service(self, service: Service) -> dict[str, object]:
        text = self._site.texts[service.source].html
        fields = {name: getattr(service, name) for name in type(service).model_fields}
        fields["content"] = Markup(text)  # noqa: S704 - nh3 made it safe
        return {
            **self._head(service.title, service.path, service.summary),
            "service": fields,
        }

    def _feed_page(self) -> dict[str, object]:
        channels = self._channels()
        return {
            **self._head(
                self._gettext("Subscribe"), "feeds/", links=feeds_of("alle", self._site.town.title)
            ),
            "feeds": tuple((c.title, c.rss, c.atom, c.json) for c in channels),
            "opml": "feeds/themen.opml",
        }

    def _not_found(self) -> dict[str, object]:
        return self._head(self._gettext("Page not found"), "404.html", noindex=True)

    def _channels(self) -> tuple[feeds.Channel, ...]:
        topics = (feeds.channel_of_topic(self._site, topic) for topic in self._site.topics)
        return (feeds.channel_of_all(self._site), *topics)

    def _feeds(self) -> Iterator[Output]:
        site, gettext = self._site, self._gettext
        for channel in self._channels():
            yield Output(channel.rss, partial(feeds.rss, site, channel, gettext))
            yield Output(channel.atom, partial(feeds.atom, site, channel, gettext))
            full = feeds.seam(site) if channel.name == "alle" else channel
            yield Output(channel.json, partial(feeds.json_feed, site, full))
        yield Output("feeds/themen.opml", partial(feeds.opml, site, self._channels()))

    def _files(self) -> Iterator[Output]:
        for name, path in self._theme.static_files().items():
            yield Output(f"theme/{name}", path.read_bytes)
        yield Output("theme/town.css", partial(stylesheet, self._site.town))
        root = self._site.folder.root
        for part in STATIC:
            for path in sorted((root / part).rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    yield Output(path.relative_to(root).as_posix(), path.read_bytes)

    def _addresses(self) -> Iterator[tuple[str, object]]:
        site = self._site
        newest = max((item.updated for item in site.items), default=None)
        yield "", newest
        for item in site.items:
            yield item.path, item.updated
        for topic in site.topics:
            yield topic.path, max((i.updated for i in site.of_topic(topic.id)), default=None)
            for year, items in self._years(topic).items():
                yield f"{topic.path}{year}/", max(item.updated for item in items)
        for thing in (*site.pages, *site.services):
            yield thing.path, None
        for path in ("themen/", "leistungen/", "feeds/"):
            yield path, None


__all__ = ["ItemCard", "Outputs"]
