"""What is left of a published item whose file is gone: nothing that it said.

Its page says that it was taken back, and the course of its incident still counts it.
"""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict

from subscriptions.core.dates import ZONE, Moment
from subscriptions.core.item import Item
from subscriptions.core.item_fields import MsgType, Withdrawal


class Remains(BaseModel):
    """An item without title and text, as it is kept. ``topics`` are ids."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    date: AwareDatetime
    date_only: bool = False
    topics: tuple[str, ...] = ()
    msgtype: MsgType = "info"
    references: tuple[str, ...] = ()

    def item(self, source: str) -> Item:
        """The item that these remains stand for: withdrawn, gone, without title."""
        moment = Moment(self.date.astimezone(ZONE), has_time=not self.date_only)
        return Item.model_construct(
            id=self.id,
            title="",
            date=moment,
            topics=self.topics,
            msgtype=self.msgtype,
            references=self.references,
            withdrawn=Withdrawal.model_construct(date=moment, note=""),
            source=source,
            body="",
            body_line=1,
            gone=True,
        )


def remains_of(item: Item) -> Remains:
    """What is kept of an item when its file is gone."""
    return Remains(
        id=item.id,
        date=item.date.at,
        date_only=not item.date.has_time,
        topics=item.topics,
        msgtype=item.msgtype,
        references=item.references,
    )
