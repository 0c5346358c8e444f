"""What all pages share: the head, the menus, the banner, and how a template becomes a file."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property, partial
from types import SimpleNamespace
from typing import cast
from urllib.parse import quote

from plugins.engine.output import Output, Shown
from plugins.engine.own_templates import Pages
from plugins.engine.qr_code import qr_code
from plugins.engine.schema import Thing, breadcrumbs, document
from plugins.engine.site import Site
from plugins.engine.steps import Steps, at_once
from plugins.engine.theme import Theme
from plugins.engine.views import FeedLink, ItemCard, Link, Views
from subscriptions.core.formats import Formats
from subscriptions.core.messages import Gettext, message
from subscriptions.core.pools import POOLS_PATH
from subscriptions.core.search import SEARCH_PATH
from subscriptions.core.sign_up import SUBSCRIBE_PATH

Context = dict[str, object]

# The pictures of the theme for links to pages, below static/, and the one that stands for all.
_PICTURE = "social/{icon}.png"
_ICON = "news"

# Where the menu leads beside the town's own pages.
_MENU = (
    (message("Topics"), "themen/"),
    (message("Services"), "leistungen/"),
    (message("Outdoor pools"), POOLS_PATH),
    (message("Subscribe"), SUBSCRIBE_PATH),
    (message("Search"), SEARCH_PATH),
)

# What the templates link on every page beside the menus.
_ALWAYS_LED_TO = ("gefahren/", "feeds/")


class Frame:
    """Makes the pages of one site from a template and what it shows."""

    def __init__(self, site: Site, theme: Theme, templates: Pages, gettext: Gettext) -> None:
        self.site = site
        self.gettext = gettext
        self.theme = theme
        self.views = Views(site, gettext)
        self.formats = Formats(site.town.language)
        self._templates = templates
        self._pictures = frozenset(theme.static_files())

    @cached_property
    def _alerts(self) -> tuple[ItemCard, ...]:
        return self.views.cards(self.site.alerts)

    def common(self, *, alerts: bool) -> tuple[object, ...]:
        """What all pages share, and the banner if they have it, as part of what they show."""
        return (self._menus, self._banner if alerts else ())

    @cached_property
    def _banner(self) -> tuple[object, ...]:
        return self.site.faces.faces(self.site.alerts)

    @cached_property
    def _menus(self) -> tuple[object, ...]:
        pages = ((page.id, page.title, page.menu, page.order) for page in self.site.pages)
        return (bool(self.site.pools), *pages)

    @cached_property
    def _links(self) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
        """The menus at the top and at the bottom."""
        wanted = {POOLS_PATH: bool(self.site.pools), SEARCH_PATH: self.site.town.search}
        own = tuple(
            Link(title.format(self.gettext), path)
            for title, path in _MENU
            if wanted.get(path, True)
        )
        return (*own, *self._menu("main")), self._menu("footer")

    @cached_property
    def _common(self) -> Context:
        main, footer = self._links
        return {
            "town": self.site.town,
            "topics": self.site.topics.all,
            "menu_main": main,
            "menu_footer": footer,
        }

    def page(
        self,
        path: str,
        template: str,
        context: Callable[[], Context],
        updated: float | None = None,
        shows: Callable[[], Shown] | None = None,
        *,
        texts: Collection[str] = (),
        alerts: bool = False,
    ) -> Output:
        """The page at an address that ends with a slash (the front page: empty).

        ``shows``: tells what decides its bytes beside what all pages share and, with ``alerts``,
        the banner (None: it is made in every build). ``texts``: see ``Output``.
        """
        steps = partial(self._render, template, context, alerts=alerts)
        told = shows and (lambda: (self.common(alerts=alerts), *shows()))
        return Output(
            f"{path}index.html",
            lambda: at_once(steps()),
            path,
            updated,
            told,
            texts,
            steps=steps,
        )

    def file(
        self, path: str, template: str, context: Callable[[], Context], *, alerts: bool = False
    ) -> Output:
        """A page that nobody is led to; ``alerts``: it carries the banner."""
        return Output(path, lambda: at_once(self._render(template, context, alerts=alerts)))

    def _render(
        self, template: str, context: Callable[[], Context], *, alerts: bool
    ) -> Steps[bytes]:
        """A page: what it shows, its code, its HTML."""
        banner = {"alerts": self._alerts if alerts else ()}
        seen = {**self._common, **banner, **context()}
        yield
        page = cast("SimpleNamespace", seen["page"])
        page.code = qr_code(self.site.town.absolute(quote(page.path)))
        yield
        return self._templates.render(template, seen)

    def head(
        self,
        title: str,
        path: str,
        description: str = "",
        feeds: tuple[FeedLink, ...] = (),
        revision: str = "",
        *,
        noindex: bool = False,
        json_ld: tuple[Thing, ...] = (),
        above: tuple[Link, ...] = (),
        icon: str = _ICON,
    ) -> Context:
        """The page's own words in its head; to these comes ``code``, its address as a QR code.

        ``json_ld``: schema.org things; ``@context`` is added. ``above``: the pages between the
        front page and this one. ``icon``: whose picture goes with links to the page.
        """
        way = (breadcrumbs(self.site.town, (*above, Link(title, path))),) if above else ()
        return {
            "page": SimpleNamespace(
                title=title,
                description=description,
                path=path,
                here=self._here(path),
                noindex=noindex or self.site.town.demo,
                feeds=feeds,
                revision=revision,
                json_ld=tuple(map(document, (*json_ld, *way))),
                picture=self._picture(icon),
            ),
        }

    def _here(self, path: str) -> str:
        """Where in the menus a page stands: its path, or that of the nearest above it and more."""
        if path in self._led_to:
            return path
        above = (entry for entry in self._led_to if path.startswith(entry))
        return f"{max(above, key=len)}…"

    @cached_property
    def _led_to(self) -> frozenset[str]:
        entries = (entry.path for menu in self._links for entry in menu)
        return frozenset(("", *_ALWAYS_LED_TO, *entries))

    def _picture(self, icon: str) -> str:
        """The theme's picture of an icon, for other sites that show a link to the page."""
        names = (_PICTURE.format(icon=name) for name in (icon, _ICON))
        return next((f"theme/{name}" for name in names if name in self._pictures), "")

    def _menu(self, name: str) -> tuple[Link, ...]:
        pages = [page for page in self.site.pages if page.menu == name]
        return tuple(
            Link(page.title, page.path)
            for page in sorted(pages, key=lambda page: (page.order, page.id))
        )
