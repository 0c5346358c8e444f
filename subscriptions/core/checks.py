"""What must hold of an item beside the form of its fields, and of all items together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from subscriptions.core.dates import compact
from subscriptions.core.front_matter import FrontMatter
from subscriptions.core.item import FIELDS_OF_KIND, Item
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import Problem, did_you_mean
from subscriptions.core.topics import Topics
from subscriptions.core.warning_checks import check_references, check_warning


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
    noted = [("corrections", note.date.latest) for note in item.corrections]
    if item.withdrawn:
        noted.append(("withdrawn", item.withdrawn.date.latest))
    for name, at in noted:
        if at < item.date.at:
            what = message("{field}: is earlier than the item itself; check the date", field=name)
            yield item.problem(name, what)
    mailed = [compact(note.date.at) for note in item.corrections if note.mail]
    if len(set(mailed)) < len(mailed):
        # The minute is the correction's key: only one of the two would ever be mailed.
        what = message("corrections: two are mailed in the same minute; make them one")
        yield item.problem("corrections", what)


def check_together(
    items: Iterable[Item],
    broken_ids: frozenset[str] = frozenset(),
    broken: Collection[str] = frozenset(),
) -> Iterator[Problem]:
    """Identities that stand twice, and references that do not fit.

    ``broken_ids`` stand for files that cannot be read now, ``broken`` are the files of ``items``
    that have problems of their own: a reference to one of them is no mistake of the item that
    makes it.
    """
    by_id: dict[str, list[Item]] = defaultdict(list)
    for item in sorted(items, key=_claim):
        by_id[item.id].append(item)
    for same in by_id.values():
        for item in same[1:]:
            what = message(
                "the identity “{id}” is taken by {source}; rename this file or give it an id:",
                id=item.id,
                source=same[0].source,
            )
            yield item.problem("id", what)
    first = {identity: same[0] for identity, same in by_id.items()}
    doubtful = frozenset(one.id for one in first.values() if one.source in broken)
    for item in first.values():
        yield from check_references(item, first, broken_ids, doubtful)


def _claim(item: Item) -> tuple[bool, bool, bool, str]:
    """Who keeps an identity that two files claim: no draft, a warning, the file so named."""
    named = item.source.endswith(f"/{item.id}.md")
    return (item.draft, not item.is_warning, not named, item.source)
