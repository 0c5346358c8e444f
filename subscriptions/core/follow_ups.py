"""What is open and can be followed up, and how the file that does so begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from subscriptions.core.dates import after
from subscriptions.core.drafts import Draft, Value
from subscriptions.core.first_drafts import TEXT, open_field
from subscriptions.core.item import Item
from subscriptions.core.messages import Gettext, Message, message
from subscriptions.core.placeholders import PLACEHOLDER, placeholder
from subscriptions.core.pool_reports import report_in_force
from subscriptions.core.prepared_texts import NOW, PreparedText, text_for
from subscriptions.core.relations import Relations, relations_of
from subscriptions.core.shown import is_published

Kind = Literal["update", "cancel", "open", "deadline"]

# A warning that ran out so long ago still wants its all-clear.
_STILL_OPEN = timedelta(days=14)

_NAMES: dict[Kind, Message] = {
    "update": message("Update: {title}"),
    "cancel": message("All-clear: {title}"),
    "open": message("Open again: {title}"),
    "deadline": message("New deadline: {title}"),
}
_TITLES: dict[Kind, Message] = {
    "update": message("{title}: news"),
    "cancel": message("{title}: the danger is over"),
    "open": message("{title}: open again"),
    "deadline": message("{title}: new deadline"),
}
# What an update takes over from the message before.
_KEPT = ("severity", "urgency", "certainty", "category", "area", "instruction")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One thing that can be said of something open. ``first``: the incident's first message."""

    kind: Kind
    item: Item
    first: Item

    @property
    def label(self) -> Message:
        """What it is, in a list."""
        return Message(_NAMES[self.kind].text, (("title", self.item.title),))


def open_follow_ups(items: Iterable[Item], now: datetime) -> tuple[FollowUp, ...]:
    """All that can be followed up at ``now``: warnings first, each group newest first."""
    public = tuple(item for item in items if is_published(item, now))
    relations = relations_of(public)
    return (
        *_warnings(relations, now),
        *_pools(public, relations, now),
        *(
            FollowUp("deadline", item, item)
            for item in relations.tenders.open_ones(now)
            if item.tender_number
        ),
    )


def why_not_open(identity: str, items: Iterable[Item], now: datetime) -> Message:
    """Why nothing follows up this item at ``now``."""
    public = tuple(item for item in items if is_published(item, now))
    item = next((one for one in public if one.id == identity), None)
    if item is None:
        return message("“{id}” is no message of the website", id=identity)
    incidents = relations_of(public).incidents
    newest = incidents.standing(item)
    if newest and newest.id != identity:
        return message("“{id}” was followed up by “{newest}”", id=identity, newest=newest.id)
    ends = [one.id for one in incidents.members(item) if one.msgtype == "cancel"]
    if ends and not newest:
        return message("“{id}” is closed: “{end}” gave the all-clear", id=identity, end=ends[-1])
    return message("“{id}” is not open, or no longer", id=identity)


def _warnings(relations: Relations, now: datetime) -> Iterator[FollowUp]:
    for head in relations.incidents.heads():
        is_old = head.expires is not None and after(head.expires.at, _STILL_OPEN) < now
        if head.msgtype != "cancel" and not is_old:
            first = relations.incidents.members(head)[0]
            yield FollowUp("update", head, first)
            yield FollowUp("cancel", head, first)


def _pools(items: Iterable[Item], relations: Relations, now: datetime) -> Iterator[FollowUp]:
    for pool in sorted({item.pool for item in items if item.pool}):
        report = report_in_force(relations.reports.of(pool), now)
        if report and report.state != "open":
            yield FollowUp("open", report, report)


def follow_up_draft(
    follow_up: FollowUp, texts: Iterable[PreparedText], gettext: Gettext, family: str = ""
) -> tuple[Draft, str]:
    """The file that follows up, and the family of its prepared text (empty: none was there).

    ``gettext``: into the town's language.
    """
    item, kind = follow_up.item, follow_up.kind
    if kind in ("open", "deadline"):
        return _plain(follow_up, gettext), ""
    taken_over: dict[str, Value] = {"references": (item.id,), "topics": item.topics}
    if item.exercise:
        taken_over["exercise"] = "true"
    if item.area and kind == "update":
        taken_over["area"] = item.area
    prepared = text_for(texts, follow_up.first, kind, family)
    if prepared:
        if PLACEHOLDER.search(str(prepared.draft["title"])):
            taken_over["title"] = _title(follow_up, gettext)
        return prepared.draft.having(**taken_over), prepared.family
    if kind == "update":
        kept = {name: str(getattr(item, name) or "") for name in _KEPT}
        ends = {"expires": placeholder("in 12 Stunden")}
        taken_over = {**taken_over, **kept, **ends}
    return _plain(follow_up, gettext).having(**taken_over), ""


def _title(follow_up: FollowUp, gettext: Gettext) -> str:
    named = (("title", follow_up.first.title),)
    return Message(_TITLES[follow_up.kind].text, named).format(gettext)


def _plain(follow_up: FollowUp, gettext: Gettext) -> Draft:
    item, kind = follow_up.item, follow_up.kind
    title = _title(follow_up, gettext)
    fields: dict[str, Value] = {"title": title, "date": placeholder(NOW), "topics": item.topics}
    if kind == "open":
        fields |= {"pool": str(item.pool), "state": "open"}
    elif kind == "deadline":
        fields |= {
            "tender_number": item.tender_number,
            "procedure": item.procedure,
            "deadline": open_field("deadline", gettext),
            "tender_state": "open",
        }
    else:
        fields["msgtype"] = kind
    kept = tuple((name, value) for name, value in fields.items() if value)
    return Draft(kept, placeholder(TEXT.format(gettext)))
