"""A town's archive of any size: invented, deterministic, and as mixed as a real one.

The same seed and size give the same items. Eight topics, few of them with most of the items (Zipf);
six years; incidents from alert to all-clear, one of them still open; tenders with deadlines;
corrections; attachments that many items share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from benchmarks.sentences import NOTES, PLACES, TITLES
from benchmarks.texts import body, filled

ZONE = ZoneInfo("Europe/Berlin")
# The archive ends here; builds are made as of the next day.
LAST = datetime(2026, 9, 30, 18, 0, tzinfo=ZONE)
NOW = LAST + timedelta(days=1)
SPAN = timedelta(days=6 * 365)

WARNINGS = "gefahrenhinweise"
TENDERS = "ausschreibungen"
POOLS = "freibaeder"
TOPICS = {
    "rathaus": "Rathaus",
    "vereine": "Vereine",
    "kinderbetreuung": "Kinderbetreuung",
    WARNINGS: "Gefahrenhinweise",
    "verkehr": "Straßen und Verkehr",
    TENDERS: "Ausschreibungen",
    POOLS: "Freibäder",
    "neue-nachbarn": "Neue Nachbarn",
}
# Zipf's law: the second topic has half of what the first has, the third a third.
_WEIGHTS = tuple(accumulate(1 / rank for rank in range(1, len(TOPICS) + 1)))
FILES = {
    "anhaenge/antrag.pdf": "Antrag zum Ausdrucken",
    "anhaenge/lageplan.pdf": "Lageplan",
    "anhaenge/merkblatt.txt": "Merkblatt",
    "anhaenge/termine.csv": "Termine als Tabelle",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file below content/."""

    file: str
    title: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right, and when."""

    date: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item, for every generator the same. Times are in the town's zone.

    ``incident``: the identity of the first message, of warnings only. ``expires``, ``deadline`` and
    ``number`` (of a tender) are empty where they mean nothing.
    """

    id: str
    title: str
    topic: str
    date: datetime
    summary: str
    body: str
    attachments: tuple[Attachment, ...] = ()
    corrections: tuple[Correction, ...] = ()
    msgtype: str = "info"
    references: tuple[str, ...] = ()
    incident: str = ""
    expires: datetime | None = None
    number: str = ""
    deadline: datetime | None = None

    @property
    def updated(self) -> datetime:
        """The time of the last correction, else that of the item."""
        return max((self.date, *(note.date for note in self.corrections)))


def archive(size: int, seed: int = 1) -> tuple[Item, ...]:
    """So many items (two at least), oldest first; the last one is the warning in force."""
    dice = Random(f"{seed}/plan")
    events = list(_events(dice, size - 1))
    items: list[Item] = []
    for place, (topic, length) in enumerate(events):
        begin = LAST - timedelta(days=3) - SPAN * (1 - (place + dice.random()) / len(events))
        begin = begin.replace(hour=dice.randrange(7, 18), minute=dice.randrange(60), second=0)
        items += _event(seed, len(items), topic, begin.replace(microsecond=0), length)
    items.sort(key=lambda item: (item.date, item.id))
    return (*items, *_warnings(seed, size - 1, LAST - timedelta(hours=5), ("alert",)))


def fresh(number: int, seed: int = 1) -> Item:
    """An item that is newer than all of the archive; each number gives another."""
    begin = LAST + timedelta(minutes=number)
    topic = ("rathaus", "vereine", "verkehr")[number % 3]
    return _news(seed, 1_000_000 + number, topic, begin)


def _events(dice: Random, size: int) -> Iterator[tuple[str, int]]:
    """Topics, and how many items each event has, ``size`` items in all."""
    while size > 0:
        topic = dice.choices(tuple(TOPICS), cum_weights=_WEIGHTS)[0]
        if topic == WARNINGS and size < 2:  # noqa: PLR2004 – no room for the all-clear
            continue
        length = min(dice.randint(2, 4), size) if topic == WARNINGS else 1
        yield topic, length
        size -= length


def _event(seed: int, number: int, topic: str, begin: datetime, length: int) -> Iterator[Item]:
    if topic == WARNINGS:
        return _warnings(seed, number, begin, ("alert", *["update"] * (length - 2), "cancel"))
    return iter((_news(seed, number, topic, begin),))


def _news(seed: int, number: int, topic: str, date: datetime) -> Item:
    dice = Random(f"{seed}/{number}")
    is_tender = topic == TENDERS
    return Item(
        id=f"{date:%Y-%m-%d}-{topic}-{number:05}",
        title=filled(dice, dice.choice(TITLES[topic])),
        topic=topic,
        date=date,
        summary=_summary(dice),
        body=body(dice, topic),
        attachments=tuple(_attachments(dice)),
        corrections=tuple(_corrections(dice, date)),
        number=f"MF-{date:%Y}-{number:05}" if is_tender else "",
        deadline=(date + timedelta(days=dice.randint(14, 42))).replace(hour=11, minute=0)
        if is_tender
        else None,
    )


def _warnings(seed: int, number: int, begin: datetime, kinds: tuple[str, ...]) -> Iterator[Item]:
    """The messages of one incident, some hours apart."""
    dice = Random(f"{seed}/{number}")
    title = filled(dice, dice.choice(TITLES[WARNINGS]))
    before: list[str] = []
    date = begin
    for step, kind in enumerate(kinds):
        identity = f"{date:%Y-%m-%d}-{WARNINGS}-{number + step:05}"
        yield Item(
            id=identity,
            title=title,
            topic=WARNINGS,
            date=date,
            summary=_summary(dice),
            body=body(dice, WARNINGS),
            msgtype=kind,
            references=tuple(before[-1:]),
            incident=before[0] if before else identity,
            expires=None if kind == "cancel" else date + timedelta(days=3),
        )
        before.append(identity)
        date += timedelta(hours=dice.randint(2, 9), minutes=dice.randrange(60))


def _summary(dice: Random) -> str:
    return filled(dice, "Was ab {day} in {place} gilt und an wen Sie sich im {office} wenden.")


def _attachments(dice: Random) -> Iterator[Attachment]:
    """A fifth of the items has one or two."""
    if dice.random() < 0.2:  # noqa: PLR2004
        for file in sorted(dice.sample(tuple(FILES), dice.randint(1, 2))):
            yield Attachment(file, f"{FILES[file]} {dice.choice(PLACES)}")


def _corrections(dice: Random, date: datetime) -> Iterator[Correction]:
    """Two of a hundred were put right."""
    if dice.random() < 0.02:  # noqa: PLR2004
        yield Correction(date + timedelta(hours=2), filled(dice, dice.choice(NOTES)))
