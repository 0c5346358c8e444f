"""Which files the site has, and what each is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from jinja2 import Environment

from plugins.engine import feeds
from plugins.engine.contexts import Context, Contexts
from plugins.engine.files import Output
from plugins.engine.site import Site
from plugins.engine.sitemap import robots, sitemap
from plugins.engine.templates import Theme, render, stylesheet
from subscriptions.core.attachments import ATTACHMENTS, is_inside, is_safe
from subscriptions.core.messages import Gettext
from subscriptions.core.pages import Page, Service


class Outputs:
    """All files of one site. Nothing is rendered before a file is made."""

    def __init__(
        self, site: Site, theme: Theme, environment: Environment, gettext: Gettext
    ) -> None:
        self._site = site
        self._theme = theme
        self._environment = environment
        self._contexts = Contexts(site, gettext)

    def __iter__(self) -> Iterator[Output]:
        yield from self._pages()
        yield from self._feeds()
        yield from self._files()
        addresses = list(self._addresses())
        yield Output("sitemap.xml", partial(sitemap, self._site.town, addresses))
        yield Output("robots.txt", partial(robots, self._site.town))

    def _pages(self) -> Iterator[Output]:
        site, make = self._site, self._contexts
        yield self._page("", "home.html", make.home)
        for item in site.items:
            yield self._page(item.path, "item.html", partial(make.item, item))
        yield self._page("themen/", "topics.html", make.topics)
        for topic in site.topics:
            yield self._page(topic.path, "topic.html", partial(make.topic, topic))
            for year in site.years(topic.id):
                path = f"{topic.path}{year}/"
                yield self._page(path, "topic_year.html", partial(make.topic_year, topic, year))
        for page in site.pages:
            yield self._page(page.path, "page.html", partial(make.static, page))
        yield self._page("leistungen/", "services.html", make.services)
        for service in site.services:
            yield self._page(service.path, "service.html", partial(make.service, service))
        yield self._page("feeds/", "feeds.html", make.feed_page)
        yield Output("404.html", partial(self._render, "not_found.html", make.not_found))

    def _page(self, path: str, template: str, context: Callable[[], Context]) -> Output:
        return Output(f"{path}index.html", partial(self._render, template, context))

    def _render(self, template: str, context: Callable[[], Context]) -> bytes:
        return render(self._environment, template, {**self._contexts.common, **context()})

    def _feeds(self) -> Iterator[Output]:
        site = self._site
        channels = feeds.channels(site)
        for channel in channels:
            yield Output(channel.rss, partial(feeds.rss, site, channel))
            yield Output(channel.atom, partial(feeds.atom, site, channel))
            full = feeds.seam(site) if channel.name == "alle" else channel
            yield Output(channel.json, partial(feeds.json_feed, site, full))
        yield Output("feeds/themen.opml", partial(feeds.opml, site, channels))

    def _files(self) -> Iterator[Output]:
        for name, path in self._theme.static_files().items():
            yield Output(f"theme/{name}", path.read_bytes)
        yield Output("theme/town.css", partial(stylesheet, self._site.town))
        root = self._site.folder.root
        for name in sorted(self._attached()):
            if self._site.folder.size_of(name) is not None:
                yield Output(name, (root / name).read_bytes)

    def _attached(self) -> Iterator[str]:
        """The files of content/anhaenge/ that may be given out; hidden ones may not."""
        root = self._site.folder.root
        for path in (root / ATTACHMENTS).rglob("*"):
            name = path.relative_to(root).as_posix()
            if is_inside(name) and is_safe(name):
                yield name

    def _addresses(self) -> Iterator[tuple[str, datetime | None]]:
        site = self._site
        newest = max((item.updated for item in site.items), default=None)
        yield "", newest
        for item in site.items:
            yield item.path, item.updated
        for topic in site.topics:
            yield topic.path, max((i.updated for i in site.of_topic(topic.id)), default=None)
            for year, items in site.years(topic.id).items():
                yield f"{topic.path}{year}/", max(item.updated for item in items)
        things: tuple[Page | Service, ...] = (*site.pages, *site.services)
        for thing in things:
            yield thing.path, None
        for path in ("themen/", "leistungen/", "feeds/"):
            yield path, None
