"""``freibaeder.json``: the pools for other people's programs (fields: docs/architecture.md).

Nothing in it is the time of the build: it changes when what it says changes.
"""

from __future__ import annotations

import json
from datetime import datetime

from plugins.engine.pool_schema import rows
from plugins.engine.site import Site
from subscriptions.core.dates import ZONE
from subscriptions.core.formats import Formats
from subscriptions.core.item import Item
from subscriptions.core.messages import Gettext
from subscriptions.core.opening_hours import Opening
from subscriptions.core.pool_days import PoolDay, next_change, pool_day
from subscriptions.core.pool_words import day_state
from subscriptions.core.pools import POOLS_PATH, Pool

# Counts up when a field changes its meaning.
SCHEMA = 1

Thing = dict[str, object]


def pools_json(site: Site, gettext: Gettext) -> bytes:
    """The file; what is not known is left out."""
    changes = [next_change(pool, site.reports.of(pool.id), site.now) for pool in site.pools]
    first = min((at for at in changes if at), key=datetime.timestamp, default=None)
    document = _known(
        schema=SCHEMA,
        publisher=site.town.name,
        demo=site.town.demo,
        url=site.town.absolute(POOLS_PATH),
        valid_until=_time(first),
        pools=[_pool(site, pool, gettext) for pool in site.pools],
    )
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _pool(site: Site, pool: Pool, gettext: Gettext) -> Thing:
    today = pool_day(pool, site.reports.of(pool.id), site.now)
    period = today.period
    return _known(
        id=pool.id,
        name=pool.title,
        village=pool.village,
        address=pool.address,
        url=f"{site.town.absolute(POOLS_PATH)}#{pool.id}",
        season={"from": period.first.isoformat(), "to": period.last.isoformat()}
        if period
        else None,
        opening_hours=[
            {"days": list(days), **_opening(opening)}
            for days, opening in (rows(pool.week) if pool.week else ())
        ],
        status=_status(site, pool, today, gettext),
    )


def _status(site: Site, pool: Pool, today: PoolDay, gettext: Gettext) -> Thing:
    label = day_state(pool, today, None, Formats(site.town.language)).label
    is_of_day = today.source in ("hours", "none")
    return _known(
        state=today.state,
        source=today.source,
        text=label.format(gettext) if label else "",
        date=today.day.isoformat() if is_of_day else "",
        hours=[_opening(one) for one in today.openings],
        reason=today.report.reason if today.report else "",
        as_of=_time(today.report.date.at) if today.report else None,
        valid_until=_time(today.until),
        report=_report(site, today.report) if today.report else None,
    )


def _report(site: Site, report: Item) -> Thing:
    entry = site.entries[report.id]
    return {"id": report.id, "title": entry.title, "url": entry.url}


def _opening(opening: Opening) -> dict[str, str]:
    return {"opens": f"{opening.opens:%H:%M}", "closes": f"{opening.closes:%H:%M}"}


def _time(at: datetime | None) -> str | None:
    return at.astimezone(ZONE).isoformat() if at else None


def _known(**fields: object) -> Thing:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], False)}
