"""The pools: their page, their part of the front page, and their file for others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from markupsafe import Markup

from plugins.engine.frame import Context, Frame
from plugins.engine.output import Output
from plugins.engine.pool_json import pools_json
from plugins.engine.pool_schema import pool_schema
from plugins.engine.views import ItemCard, StateView, topic_feeds
from subscriptions.core.dates import Moment
from subscriptions.core.formats import Formats
from subscriptions.core.messages import Gettext, Message, message
from subscriptions.core.pool_days import PoolDay, day_after, midnight, pool_day
from subscriptions.core.pool_words import day_state, hours_of_day
from subscriptions.core.pools import POOLS_PATH, Pool
from subscriptions.core.seasons import Period

# The file for others, below the site's address.
POOLS_JSON = "freibaeder.json"

# Sunday comes so many days after Monday.
_WHOLE_WEEK = 6


@dataclass(frozen=True, slots=True)
class PoolView:
    """A pool and what holds of it.

    ``report`` is the report in force, with its ``reason``; it was ``said`` then, and ends at
    ``until``. ``gone_after``: from then on nothing is known here. ``season``: its first and last
    day. ``hours``: days and times.
    """

    pool: Pool
    state: StateView | None
    reason: str
    report: ItemCard | None
    said: Moment | None
    until: datetime | None
    gone_after: datetime | None
    season: tuple[Moment, Moment] | None
    hours: tuple[tuple[str, str], ...]
    content: Markup


def outputs(frame: Frame) -> Iterator[Output]:
    """The page of all pools and their file for others; nothing in a town without pools."""
    site = frame.site
    if not site.pools:
        return
    told = [report for pool in site.pools for report in site.relations.reports.of(pool.id)]
    newest = max((report.updated_at for report in told), default=None)
    yield frame.page(POOLS_PATH, "pools.html", partial(_page, frame), newest)
    yield Output(POOLS_JSON, partial(pools_json, site, frame.gettext))


def pools_today(frame: Frame) -> tuple[PoolView, ...]:
    """The pools of the front page: those in season, and those reported to be open out of it."""
    days = ((pool, _day(frame, pool)) for pool in frame.site.pools)
    return tuple(
        _view(frame, pool, day)
        for pool, day in days
        if day.is_in_season or (day.report and day.state != "closed")
    )


def _page(frame: Frame) -> Context:
    site = frame.site
    topic = next((topic for topic in site.topics if topic.kind == "pool"), None)
    feeds = topic_feeds(topic) if topic else ()
    days = [(pool, _day(frame, pool)) for pool in site.pools]
    head = frame.head(
        frame.gettext("Our outdoor pools"),
        POOLS_PATH,
        frame.gettext("State, opening hours and season of our outdoor pools."),
        feeds,
        icon="pool",
        json_ld=tuple(pool_schema(site.town, pool, day) for pool, day in days),
    )
    return {
        **head,
        "pools": tuple(_view(frame, pool, day) for pool, day in days),
        "json_path": POOLS_JSON,
        "topic": topic,
    }


def _day(frame: Frame, pool: Pool) -> PoolDay:
    return pool_day(pool, frame.site.relations.reports.of(pool.id), frame.site.now)


def _view(frame: Frame, pool: Pool, day: PoolDay) -> PoolView:
    after = day_after(pool, frame.site.relations.reports.of(pool.id), frame.site.now)
    report = day.report
    return PoolView(
        pool=pool,
        state=frame.views.state(day_state(pool, day, after, frame.formats)),
        reason=report.reason if report else "",
        report=frame.views.card(report) if report else None,
        said=report.date if report else None,
        until=day.until,
        gone_after=after.until if after else None,
        season=_season(day.period),
        hours=_hours(pool, frame.formats, frame.gettext),
        content=Markup(frame.site.texts[pool.source].html),  # noqa: S704
    )


def _season(period: Period | None) -> tuple[Moment, Moment] | None:
    if period is None:
        return None
    first, last = midnight(period.first), midnight(period.last)
    return Moment(first, has_time=False), Moment(last, has_time=False)


def _hours(pool: Pool, formats: Formats, gettext: Gettext) -> tuple[tuple[str, str], ...]:
    """``Montag bis Freitag`` and ``13:00–19:00 Uhr``, or that it is closed."""
    if pool.week is None:
        return ()
    return tuple(
        (
            _days(formats.weekday(first), formats.weekday(last), last - first).format(gettext),
            hours_of_day(openings, formats) or gettext("closed"),
        )
        for first, last, openings in pool.week.rows()
    )


def _days(first: str, last: str, apart: int) -> Message:
    if apart == _WHOLE_WEEK:
        return message("Every day")
    if apart > 1:
        return message("{first} to {last}", first=first, last=last)
    return message("{first} and {last}", first=first, last=last) if apart else Message(first)
