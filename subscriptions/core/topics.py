"""The topics that people can subscribe to, and the mail policy of each (topics.yml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator
from slugify import slugify

from subscriptions.core.cadence import Delivery, Quiet, parse_delivery, parse_quiet
from subscriptions.core.dates import DateError, Moment
from subscriptions.core.fields import (
    Bare,
    BareWord,
    FieldError,
    Fields,
    Number,
    Span,
    Text,
    When,
)
from subscriptions.core.keys import is_identity
from subscriptions.core.messages import message
from subscriptions.core.models import read_model
from subscriptions.core.problems import InvalidContentError, Problem, did_you_mean
from subscriptions.core.yaml_text import Document, Node, Path

# feeds/alle.* and feeds/themen.opml are there already.
_RESERVED = frozenset({"alle", "themen"})

# What must not hold up a warning, and the words that say that nothing does.
_WAITING = {"delivery": ("immediate", "sofort"), "quiet": ("none", "keine")}

TopicKind = Literal["news", "warning", "pool", "tender"]


def _delivery(value: object) -> Delivery | None:
    try:
        return parse_delivery(str(value))
    except DateError:
        what = message(
            "“{text}” is not allowed; write immediate, daily 17:00 or weekly fri 12:00", text=value
        )
        raise FieldError(what) from None


def _quiet(value: object) -> Quiet | None:
    try:
        return parse_quiet(str(value))
    except DateError:
        what = message(
            "“{text}” are no quiet hours; write 22:00-06:00 (at most twelve hours) or none",
            text=value,
        )
        raise FieldError(what) from None


class _Policy(Fields):
    since: When | None = None
    max_age: Span = timedelta(days=2)
    max_mails: Number = 5
    delay: Span = timedelta()
    delivery: Annotated[Delivery | None, BeforeValidator(_delivery)] = None
    quiet: Annotated[Quiet | None, BeforeValidator(_quiet)] = None
    incomplete: Annotated[Literal["resend", "report"] | None, BareWord] = None


class _TopicFields(_Policy):
    name: Text
    description: Text = ""
    frequency: Text = ""
    kind: Annotated[TopicKind, BareWord] = "news"
    icon: Bare = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    ``since``: nothing older is ever mailed; None holds all but warnings. ``max_age``: what is older
    is no longer sent. ``max_mails``: campaigns a run; above it all of the topic is held. ``icon``:
    a symbol of the theme. ``delay``: time to take back a push, never for warnings. ``resends``:
    a mail that most did not get is sent again. ``frequency``: how often there is mail, in words.
    ``delivery``: when its digest goes; None: each item by itself, at once. ``quiet``: hours in
    which nothing is mailed. Warnings have neither.
    """

    id: str
    name: str
    description: str
    kind: TopicKind
    since: Moment | None
    max_age: timedelta
    max_mails: int
    icon: str
    delay: timedelta = timedelta()
    resends: bool = False
    frequency: str = ""
    delivery: Delivery | None = None
    quiet: Quiet | None = None

    @property
    def path(self) -> str:
        """The topic's page, as a path below the site's address."""
        return f"themen/{self.id}/"


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics, in the order of the file."""

    all: tuple[Topic, ...]
    _by_name: dict[str, Topic] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for topic in self.all:
            self._by_name[topic.id] = topic
            self._by_name.setdefault(_folded(topic.name), topic)

    def __iter__(self) -> Iterator[Topic]:
        return iter(self.all)

    def __getitem__(self, topic_id: str) -> Topic:
        return self._by_name[topic_id]

    def find(self, name: str) -> Topic | None:
        """The topic with this id, or with this name as the site shows it."""
        return self._by_name.get(name) or self._by_name.get(_folded(name))


def _folded(name: str) -> str:
    return slugify(name)


def read_topics(document: Document, path: str) -> Topics:
    """Read topics.yml: ``defaults`` and ``topics``.

    Raises:
        InvalidContentError: everything that is wrong with it.
    """
    problems = [
        Problem(
            path,
            document.line((name,)),
            message(
                "{field}: no such field; {hint}",
                field=name,
                hint=did_you_mean(name, ("defaults", "topics")),
            ),
        )
        for name in document.values
        if name not in {"defaults", "topics"}
    ]
    defaults = document.values.get("defaults") or {}
    entries = document.values.get("topics")
    if not isinstance(entries, dict) or not entries or not isinstance(defaults, dict):
        problems.append(
            Problem(path, document.line(("topics",)), message("topics: name at least one topic"))
        )
        raise InvalidContentError(problems)
    topics = []
    for topic_id, entry in entries.items():
        try:
            topics.append(_read_topic(topic_id, entry, defaults, document, path))
        except InvalidContentError as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidContentError(problems)
    return Topics(tuple(topics))


def _read_topic(
    topic_id: str, entry: Node, defaults: dict[str, Node], document: Document, path: str
) -> Topic:
    line = document.line(("topics", topic_id))
    if topic_id in _RESERVED:
        what = message(
            "“{text}” is the name of a feed of the site's own; choose another", text=topic_id
        )
        raise InvalidContentError([Problem(path, line, what)])
    if not is_identity(topic_id):
        what = message(
            "“{text}” is no identity; use small letters, digits and single hyphens", text=topic_id
        )
        raise InvalidContentError([Problem(path, line, what)])
    if not isinstance(entry, dict):
        what = message("{field}: is missing; add a line “{field}: …”", field="name")
        raise InvalidContentError([Problem(path, line, what)])
    prefix = ("topics", topic_id)
    lines: dict[Path, int] = {(name,): document.line(("defaults", name)) for name in defaults}
    lines |= {place[2:]: number for place, number in document.lines.items() if place[:2] == prefix}
    fields = read_model(_TopicFields, Document({**defaults, **entry}, lines), path, first_line=line)
    is_warning = fields.kind == "warning"
    if is_warning:
        _refuse_waiting(entry, lines, path, line)
    default = "resend" if is_warning else "report"
    return Topic(
        id=topic_id,
        name=fields.name,
        description=fields.description,
        kind=fields.kind,
        since=fields.since,
        max_age=fields.max_age,
        max_mails=fields.max_mails,
        icon=fields.icon or fields.kind,
        delay=timedelta() if is_warning else fields.delay,
        resends=(fields.incomplete or default) == "resend",
        frequency=fields.frequency,
        delivery=None if is_warning else fields.delivery,
        quiet=None if is_warning else fields.quiet,
    )


def _refuse_waiting(entry: dict[str, Node], lines: dict[Path, int], path: str, line: int) -> None:
    """A warning waits for nobody, so its topic must not say that it does."""
    for name, allowed in _WAITING.items():
        written = str(entry.get(name, "")).strip().casefold()
        if written and written not in allowed:
            what = message(
                "{field}: a topic of the kind warning mails at once, at any hour; delete this line",
                field=name,
            )
            raise InvalidContentError([Problem(path, lines.get((name,), line), what)])
