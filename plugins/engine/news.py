"""The pages of the news: each item, each topic, each year of a topic."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from itertools import groupby
from operator import attrgetter

from plugins.engine.frame import Context, Frame
from plugins.engine.item_view import (
    bundle_shows,
    item_shows,
    item_view,
    neighbours_face,
    related,
)
from plugins.engine.news_schema import news_article
from plugins.engine.output import Bundle, Output, Shown
from plugins.engine.site import Site
from plugins.engine.views import Link, described, feeds_of, topic_feeds, topic_link
from subscriptions.core.item import Item
from subscriptions.core.messages import message
from subscriptions.core.shown import has_banner
from subscriptions.core.sign_up import frequency_of
from subscriptions.core.topics import Topic

# So many stand on the page of a topic; the rest is in the archive by year.
NEWEST = 20


def outputs(frame: Frame) -> Iterator[Output | Bundle]:
    """The page of every item, the list of topics, every topic and its years."""
    site = frame.site
    yield from pages_of_items(frame)
    make = partial(_topics, frame)
    yield frame.page("themen/", "topics.html", make, shows=lambda: (*counts(site).items(),))
    for topic in site.topics:
        yield from _pages_of_topic(frame, topic)


def pages_of_items(frame: Frame, months: Collection[str] | None = None) -> Iterator[Bundle]:
    """The page of every item, or of those of some months."""
    for month, items in groupby(frame.site.items, key=attrgetter("month")):
        if months is None or month in months:
            yield _pages_of_month(frame, month, tuple(items))


def _pages_of_month(frame: Frame, month: str, items: tuple[Item, ...]) -> Bundle:
    """The pages of all items of a month: a change touches few months of many."""
    return Bundle(
        name=month,
        shows=partial(_month_shows, frame, items),
        paths=tuple(f"{item.path}index.html" for item in items),
        texts=tuple(item.source for item in items),
        addresses=tuple((item.path, item.updated_at) for item in items),
        member=partial(_page_of_item, frame, items),
    )


def _month_shows(frame: Frame, items: tuple[Item, ...]) -> Shown:
    site = frame.site
    banners = tuple(_has_banner(site, item) for item in items)
    return (
        frame.common(alerts=any(banners)),
        banners,
        tuple(bundle_shows(site, item) for item in items),
        *(neighbours_face(site, item) for item in _ends(site, items)),
    )


def _ends(site: Site, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The newest and the oldest that have neighbours: what was withdrawn has none."""
    listed = [item for item in items if item.id in site.places]
    return (listed[0], listed[-1]) if listed else ()


def _page_of_item(frame: Frame, items: tuple[Item, ...], number: int) -> Output:
    item = items[number]
    others = related(frame.site, item, items[number + 1 :])
    return frame.page(
        item.path,
        "item.html",
        partial(_item, frame, item, others),
        item.updated_at,
        lambda: (
            *item_shows(frame.site, item),
            frame.site.faces.faces(others),
            _has_banner(frame.site, item),
        ),
        texts=(item.source,),
        alerts=_has_banner(frame.site, item),
    )


def _pages_of_topic(frame: Frame, topic: Topic) -> Iterator[Output]:
    site = frame.site
    items = site.of_topic(topic.id)
    years = site.years(topic.id)
    archive = tuple((year, len(some)) for year, some in years.items())
    newest = max((item.updated_at for item in items), default=None)
    make = partial(_topic, frame, topic)
    shows = partial(_lists, frame, archive, items[:NEWEST])
    yield frame.page(topic.path, "topic.html", make, newest, shows, alerts=True)
    for year, some in years.items():
        make = partial(_topic_year, frame, topic, year)
        newest = max(item.updated_at for item in some)
        # Without the counts of the years: a new message would make all of its topic's years anew.
        shows = partial(_lists, frame, tuple(years), some)
        yield frame.page(f"{topic.path}{year}/", "topic_year.html", make, newest, shows)


def _lists(frame: Frame, archive: Shown, items: tuple[Item, ...]) -> Shown:
    return (archive, frame.site.faces.faces(items))


def _has_banner(site: Site, item: Item) -> bool:
    return has_banner(item, site.now)


def counts(site: Site) -> dict[str, int]:
    """How many listed items each topic has."""
    return {topic.id: len(site.of_topic(topic.id)) for topic in site.topics}


def _item(frame: Frame, item: Item, others: tuple[Item, ...]) -> Context:
    view = item_view(frame, item)
    title = f"{view.kind_label}: {view.title}" if view.kind_label else view.title
    members = frame.site.relations.incidents.members(item)
    earlier = (other for other in members if other.id in item.references)
    first = view.topics[0]
    head = frame.head(
        title,
        item.path,
        "" if item.withdrawn else described(view.summary, view.content),
        view.topic_feeds,
        frame.site.entries.revision(item.id),
        json_ld=(news_article(item, title, view.topics, earlier, frame.site.town),),
        above=(*_above_topic(frame), topic_link(first)),
        icon=first.icon,
    )
    return {
        **head,
        "item": view,
        "related": frame.views.cards(others),
        "is_old": not _has_banner(frame.site, item),
    }


def _above_topic(frame: Frame) -> tuple[Link, ...]:
    return (Link(frame.gettext("Topics"), "themen/"),)


def _topics(frame: Frame) -> Context:
    feeds = feeds_of("alle", frame.site.town.title)
    return {
        **frame.head(
            frame.gettext("Topics"),
            "themen/",
            frame.gettext("What the town tells about, by topic."),
            feeds,
        ),
        "topic_counts": counts(frame.site),
    }


def _year_links(frame: Frame, topic: Topic, *, counted: bool) -> tuple[Context, ...]:
    return tuple(
        {"year": year, "count": len(items) if counted else 0, "path": f"{topic.path}{year}/"}
        for year, items in frame.site.years(topic.id).items()
    )


def _topic(frame: Frame, topic: Topic) -> Context:
    items = frame.site.of_topic(topic.id)
    feeds = topic_feeds(topic)
    return {
        **frame.head(
            topic.name,
            topic.path,
            topic.description,
            feeds,
            above=_above_topic(frame),
            icon=topic.icon,
        ),
        "topic": topic,
        "frequency": frequency_of(topic, frame.gettext),
        "latest": frame.views.cards(items[:NEWEST]),
        "years": _year_links(frame, topic, counted=True),
    }


def _topic_year(frame: Frame, topic: Topic, year: int) -> Context:
    title = f"{topic.name} {year}"
    about = message("All messages on {topic} of the year {year}", topic=topic.name, year=year)
    return {
        **frame.head(
            title,
            f"{topic.path}{year}/",
            about.format(frame.gettext),
            topic_feeds(topic),
            above=(*_above_topic(frame), topic_link(topic)),
            icon=topic.icon,
        ),
        "topic": topic,
        "year": year,
        "items": frame.views.cards(frame.site.years(topic.id)[year]),
        "years": _year_links(frame, topic, counted=False),
    }
