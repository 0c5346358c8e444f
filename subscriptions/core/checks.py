"""What must hold of an item beside the form of its fields, and of all items together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from subscriptions.core.claims import check_claims, owners
from subscriptions.core.dates import Moment, compact
from subscriptions.core.front_matter import FrontMatter
from subscriptions.core.item import Item
from subscriptions.core.kind_fields import FIELDS_OF_KIND
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import Problem, did_you_mean
from subscriptions.core.tender_checks import check_deadline_names, check_tender
from subscriptions.core.topics import Topics
from subscriptions.core.warning_checks import Known, check_references, check_warning

# A note dated a little ahead is meant now: the editor typed the time it will be by then.
NOTED_AHEAD = timedelta(minutes=30)


def resolve_topics(item: Item, topics: Topics) -> tuple[Item, tuple[Problem, ...]]:
    """The item with the ids of its topics, each once, and the topics that nobody knows."""
    problems = [item.problem("topics", what) for what in _unknown_topics(item.topics, topics)]
    names = [topic.id for name in item.topics if (topic := topics.find(name))]
    found = tuple(dict.fromkeys(names))
    known = item if found == item.topics else item.model_copy(update={"topics": found})
    return known, tuple(problems)


def unknown_topics_in(front: FrontMatter, source: str, topics: Topics) -> Iterator[Problem]:
    """The topics that nobody knows, of a file whose fields are wrong in other ways."""
    written = front.document.values.get("topics")
    names = written.split(",") if isinstance(written, str) else written
    if isinstance(names, list):
        words = [name.strip() for name in names if isinstance(name, str) and name.strip()]
        for what in _unknown_topics(words, topics) if words else ():
            yield Problem(source, front.document.line(("topics",)), what)


def _unknown_topics(names: Collection[str], topics: Topics) -> Iterator[Message]:
    if not names:
        yield message("topics: name at least one topic")
    for name in names:
        if topics.find(name) is None:
            words = [word for topic in topics for word in (topic.id, topic.name)]
            hint = did_you_mean(name, words, [topic.name for topic in topics])
            yield message("topics: there is no topic “{name}”; {hint}", name=name, hint=hint)


def check_item(item: Item, topics: Topics) -> Iterator[Problem]:
    """The problems of one item whose topics are known, but for those of its files."""
    kinds = {topics[topic_id].kind for topic_id in item.topics}
    if "warning" in kinds and len(item.topics) > 1:
        yield item.problem(
            "topics",
            message("topics: a warning goes to its own topic only; write a second item for others"),
        )
    yield from _check_kind(item, kinds)
    yield from check_warning(item)
    yield from _check_times(item)
    if "tender" in kinds:
        yield from check_tender(item)


def _check_kind(item: Item, kinds: Collection[str]) -> Iterator[Problem]:
    if item.is_warning and "warning" not in kinds:
        yield item.problem("msgtype", message("msgtype: only for a topic of the kind warning"))
    for kind, names in FIELDS_OF_KIND.items():
        if kind in kinds:
            continue
        for name in names:
            if getattr(item, name) not in (None, "", (), False):
                what = message(
                    "{field}: only for a topic of the kind {kind}", field=name, kind=kind
                )
                yield item.problem(name, what)
    if item.references and not item.is_warning and "warning" in kinds:
        what = message(
            "references: only an update or a cancel refers to an earlier item;"
            " add msgtype: update, or leave this out"
        )
        yield item.problem("references", what)
    if bool(item.pool) != bool(item.state):
        what = message("pool and state belong together; name the pool and its state")
        yield item.problem("pool" if item.pool else "state", what)


def _check_times(item: Item) -> Iterator[Problem]:
    if item.end and not item.start:
        yield item.problem("end", message("end: add start: too, when does it begin?"))
    if item.end and item.start and item.end.latest < item.start.at:
        yield item.problem("end", message("end: is before start"))
    if item.until and item.until.latest <= item.date.at:
        yield item.problem("until", message("until: must be later than date"))
    for name, moment in _noted(item):
        if moment.latest < item.date.at:
            what = message("{field}: is earlier than the item itself; check the date", field=name)
            yield item.problem(name, what)
    mailed = [compact(note.date.at) for note in item.corrections if note.mail]
    if len(set(mailed)) < len(mailed):
        # The minute is the correction's key: only one of the two would ever be mailed.
        what = message("corrections: two are mailed in the same minute; make them one")
        yield item.problem("corrections", what)


def check_notes(item: Item, now: datetime) -> Iterator[Problem]:
    """Corrections and withdrawals that are still to come, of an item that is not.

    A wrong year would silently hold back a correction, or take an item back years from now.
    """
    latest = now + NOTED_AHEAD
    for name, moment in _noted(item):
        if item.date.at <= latest < moment.at:
            what = message(
                "{field}: {date} is still to come; check day and year, or add the note when it is"
                " time",
                field=name,
                date=f"{moment.at:%Y-%m-%d %H:%M}",
            )
            yield item.problem(name, what)


def _noted(item: Item) -> Iterator[tuple[str, Moment]]:
    """The moments of the item's corrections and withdrawal, with the field of each."""
    yield from (("corrections", note.date) for note in item.corrections)
    if item.withdrawn:
        yield "withdrawn", item.withdrawn.date


def check_together(
    items: Iterable[Item],
    before: Mapping[str, Item] = MappingProxyType({}),
    unread: Mapping[str, str] = MappingProxyType({}),
    broken: Collection[str] = frozenset(),
) -> Iterator[Problem]:
    """Identities that stand twice, and references that do not fit.

    ``before``: the items that were published last, by identity. ``unread``: the files that cannot
    be read now, by the identity that they stand for; ``broken``: the files of ``items`` that have
    problems of their own. A reference to one of these is no mistake of the item that makes it.
    """
    claimed = owners(items, before)
    yield from check_claims(claimed, before, unread)
    first = {identity: same[0] for identity, same in claimed.items()}
    yield from check_deadline_names(first)
    doubtful = frozenset(one.id for one in first.values() if broken and one.source in broken)
    known = Known(first, before, frozenset(unread), doubtful)
    for item in first.values():
        if item.references or item.msgtype == "update":
            yield from check_references(item, known)
