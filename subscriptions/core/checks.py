"""What must hold of an item beside the form of its fields, and of all items together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from subscriptions.core.attachments import FileSize, check_files
from subscriptions.core.claims import check_claims, owners
from subscriptions.core.dates import Moment, compact
from subscriptions.core.front_matter import FrontMatter
from subscriptions.core.item import FIELDS_OF_KIND, Item
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import Problem, did_you_mean
from subscriptions.core.topics import Topics

# A note dated a little ahead is meant now: the editor typed the time it will be by then.
_AHEAD = timedelta(minutes=30)
# So many earlier warnings are named to whoever refers to none of them.
_TOLD = 5


def resolve_topics(item: Item, topics: Topics) -> tuple[Item, tuple[Problem, ...]]:
    """The item with the ids of its topics, each once, and the topics that nobody knows."""
    problems = [item.problem("topics", what) for what in _unknown_topics(item.topics, topics)]
    found = [topic.id for name in item.topics if (topic := topics.find(name))]
    return item.model_copy(update={"topics": tuple(dict.fromkeys(found))}), tuple(problems)


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


def check_item(item: Item, topics: Topics, size_of: FileSize) -> Iterator[Problem]:
    """The problems of one item whose topics are known."""
    kinds = {topics[topic_id].kind for topic_id in item.topics}
    if "warning" in kinds and len(item.topics) > 1:
        yield item.problem(
            "topics",
            message("topics: a warning goes to its own topic only; write a second item for others"),
        )
    yield from _check_kind(item, kinds)
    yield from _check_warning(item)
    yield from _check_times(item)
    yield from check_files(item, size_of)


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
    latest = now + _AHEAD
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


def _check_warning(item: Item) -> Iterator[Problem]:
    if not item.is_warning:
        return
    if not item.date.has_time:
        yield item.problem(
            "date", message("date: a warning needs a time of day too: 2022-07-14 20:35")
        )
    if item.msgtype == "alert" and item.references:
        what = message(
            "references: an alert begins an incident and refers to nothing;"
            " write msgtype: update to continue one"
        )
        yield item.problem("references", what)
    if item.msgtype != "alert" and not item.references:
        what = message("references: name the earlier item that this one updates or cancels")
        yield item.problem("msgtype", what)
    if item.msgtype != "cancel" and not (item.expires or item.until_further_notice):
        what = message(
            "expires: until when does this hold? Add expires: 2022-07-15 08:00,"
            " or until_further_notice: true"
        )
        yield item.problem("msgtype", what)
    if item.expires and item.expires.at <= item.date.at:
        yield item.problem("expires", message("expires: must be later than date"))


def check_together(
    items: Iterable[Item],
    before: Mapping[str, Item] = MappingProxyType({}),
    broken: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Problem]:
    """Identities that stand twice, and references that lead nowhere, forward or to itself.

    ``before``: the items that were published last, by identity. ``broken``: the files that cannot
    be read now, by the identity that they stand for. A reference to one of either is no mistake of
    the item that makes it.
    """
    claimed = owners(items, before)
    yield from check_claims(claimed, before, broken)
    first = {identity: same[0] for identity, same in claimed.items()}
    for item in first.values():
        yield from _check_references(item, first, before, broken)


def _check_references(
    item: Item, items: Mapping[str, Item], before: Mapping[str, Item], broken: Collection[str]
) -> Iterator[Problem]:
    for identity in item.references:
        earlier = items.get(identity)
        if identity == item.id:
            yield item.problem("references", message("references: an item cannot refer to itself"))
        elif earlier and _is_earlier_warning(before.get(identity), item):
            # What has become of it since is no mistake of this item.
            yield from _check_moved(earlier, item)
        elif earlier is None and (identity in before or identity in broken):
            continue
        elif earlier is None:
            known = sorted(
                (o for o in items.values() if o.is_warning and o.sort_key < item.sort_key),
                key=lambda other: other.sort_key,
                reverse=True,
            )
            warnings = [other.id for other in known]
            hint = did_you_mean(identity, warnings, warnings[:_TOLD])
            what = message("references: there is no item “{id}”; {hint}", id=identity, hint=hint)
            yield item.problem("references", what)
        elif not earlier.is_warning:
            what = message("references: “{id}” is no alert, update or cancel", id=identity)
            yield item.problem("references", what)
        elif earlier.sort_key >= item.sort_key:
            what = message("references: “{id}” is not earlier than this item", id=identity)
            yield item.problem("references", what)


def _is_earlier_warning(earlier: Item | None, item: Item) -> bool:
    return earlier is not None and earlier.is_warning and earlier.sort_key < item.sort_key


def _check_moved(earlier: Item, item: Item) -> Iterator[Problem]:
    """A published warning whose date is now that of its follower, or later."""
    if earlier.is_warning and not earlier.draft and earlier.sort_key >= item.sort_key:
        what = message(
            "date: is not earlier than that of “{id}”, which refers to this item; put the former"
            " date back",
            id=item.id,
        )
        yield earlier.problem("date", what)


def incident_of(item: Item, items: Mapping[str, Item]) -> str:
    """The identity of the first message of the item's incident; its own if it begins one.

    Of several, the earliest. Each message is looked at once, though many may refer to it.
    """
    roots: list[Item] = []
    seen = {item.id}
    waiting = [item]
    while waiting:
        current = waiting.pop()
        known = [items[name] for name in current.references if name in items]
        if not known:
            roots.append(current)
        waiting += [other for other in known if other.id not in seen]
        seen.update(other.id for other in known)
    return min(roots or [item], key=lambda root: root.sort_key).id
