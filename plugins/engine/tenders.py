"""The page of all tenders, and what the front page shows of the open ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from plugins.engine.frame import Context, Frame
from plugins.engine.output import Output, Shown
from plugins.engine.site import Site
from plugins.engine.views import ItemCard
from subscriptions.core.dates import Moment
from subscriptions.core.item import Item

PATH = "ausschreibungen/"

# So many deadlines stand on the front page.
_NEXT = 3


@dataclass(frozen=True, slots=True)
class TenderView:
    """A tender in a list: its newest notice, and what any of its notices says of it."""

    card: ItemCard
    number: str
    procedure: str
    rules: str
    place: str
    period: str
    deadline: Moment | None


def outputs(frame: Frame) -> Iterator[Output]:
    """The page of all tenders, if the town has a topic for them."""
    site = frame.site
    if any(topic.kind == "tender" for topic in site.topics):
        tenders = site.relations.tenders
        newest = max((item.updated_at for item in tenders.newest()), default=None)
        shows = partial(_shows, site)
        yield frame.page(PATH, "tenders.html", partial(_page, frame), newest, shows)


def _shows(site: Site) -> Shown:
    tenders = site.relations.tenders
    bidding = tuple(item.id for item in tenders.open_ones(site.now))
    return (bidding, site.faces.faces(tenders.newest()))


def next_deadlines(frame: Frame) -> tuple[TenderView, ...]:
    """The open tenders whose deadlines come first."""
    site = frame.site
    dated = (
        item
        for item in site.relations.tenders.open_ones(site.now)
        if site.relations.tenders.deadline(item)
    )
    return tuple(_view(frame, item) for item in dated)[:_NEXT]


def _page(frame: Frame) -> Context:
    site = frame.site
    description = frame.gettext("Public contracts of the town with their deadlines")
    return {
        **frame.head(frame.gettext("All tenders"), PATH, description, icon="tender"),
        "open_tenders": tuple(
            _view(frame, item) for item in site.relations.tenders.open_ones(site.now)
        ),
        "over": frame.views.cards(site.relations.tenders.past_ones(site.now)),
        "tender_topics": tuple(topic for topic in site.topics if topic.kind == "tender"),
    }


def _view(frame: Frame, item: Item) -> TenderView:
    notices = [
        notice for notice in frame.site.relations.tenders.notices(item) if not notice.withdrawn
    ]

    def said(name: str) -> str:
        return next((text for notice in notices if (text := str(getattr(notice, name)))), "")

    return TenderView(
        card=frame.views.card(item),
        number=item.tender_number,
        procedure=said("procedure"),
        rules=said("tender_rules"),
        place=said("place"),
        period=said("execution_period"),
        deadline=frame.site.relations.tenders.deadline(item),
    )
