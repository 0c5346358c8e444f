"""A file for content/aktuelles/ that is being written: its fields, its text, its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import yaml

from subscriptions.core.dates import ZONE, after, parse_moment
from subscriptions.core.front_matter import FrontMatter
from subscriptions.core.keys import identity_of_stem
from subscriptions.core.placeholders import PLACEHOLDER

Value = str | tuple[str, ...]

# So long may a file's name be beside its date.
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """``fields`` stand in this order; a list is a tuple. What is open is a placeholder."""

    fields: tuple[tuple[str, Value], ...]
    body: str

    def __getitem__(self, name: str) -> Value:
        return dict(self.fields).get(name, "")

    def having(self, **values: Value) -> Draft:
        """With these fields; one that is new comes last, an empty one is left out."""
        merged = {**dict(self.fields), **values}
        return replace(self, fields=tuple((name, value) for name, value in merged.items() if value))

    def filled(self, answers: Mapping[str, str]) -> Draft:
        """With answers in the place of placeholders, wherever these stand."""

        def fill(text: str) -> str:
            return PLACEHOLDER.sub(lambda match: answers.get(match[1], match[0]), text)

        fields = tuple(
            (name, fill(value) if isinstance(value, str) else tuple(fill(one) for one in value))
            for name, value in self.fields
        )
        return Draft(fields, fill(self.body))

    def saying(self, text: str) -> Draft:
        """With a text in the place of the first placeholder of the body, else of all of it."""
        match = PLACEHOLDER.search(self.body)
        if match is None:
            return replace(self, body=text)
        return replace(self, body=self.body[: match.start()] + text + self.body[match.end() :])

    def unfilled_fields(self) -> dict[str, str]:
        """The placeholders of the fields by name, each with the field where it stands first."""
        found: dict[str, str] = {}
        for name, value in self.fields:
            for match in PLACEHOLDER.finditer(" ".join(_texts(value))):
                found.setdefault(match[1], name)
        return found

    def unfilled(self) -> tuple[str, ...]:
        """The names of all placeholders."""
        found = {match[1]: None for match in PLACEHOLDER.finditer(self.body)}
        return tuple(dict.fromkeys((*self.unfilled_fields(), *found)))

    @property
    def text(self) -> str:
        """The file."""
        lines = [f"{name}: {_written(value)}" for name, value in self.fields]
        front = "\n".join(lines)
        return f"---\n{front}\n---\n{self.body.strip()}\n"


def draft_of(front: FrontMatter) -> Draft:
    """A file as a draft: its texts and lists of texts. Fields within fields are left out."""
    fields: list[tuple[str, Value]] = []
    for name, value in front.document.values.items():
        if isinstance(value, str):
            fields.append((name, value))
        elif isinstance(value, list):
            fields.append((name, tuple(one for one in value if isinstance(one, str))))
    return Draft(tuple(fields), front.body)


def _texts(value: Value) -> Iterator[str]:
    yield from (value,) if isinstance(value, str) else value


def _written(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_quoted(one, '[]{},:') for one in value)}]"
    return _quoted(value, "")


def _quoted(value: str, special: str) -> str:
    """A text as it stands, or in quotation marks if any YAML program would read something else."""
    try:
        # This loader knows no types: a date is text.
        found = yaml.load(f"x: {value}", Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError:
        found = None
    if found == {"x": value} and not any(mark in value for mark in special):
        return value
    # The width keeps it on one line.
    return yaml.safe_dump(value, default_style='"', allow_unicode=True, width=10**6).strip()


def moment_text(at: datetime) -> str:
    """A moment to the minute as front matter has it; with an offset only in October's hour."""
    local = at.astimezone(ZONE).replace(second=0, microsecond=0)
    text = local.strftime("%Y-%m-%d %H:%M")
    if parse_moment(text).at.timestamp() == local.timestamp():
        return text
    return f"{text}{local.strftime('%z')}"


def in_full_hours(now: datetime, span: timedelta) -> datetime:
    """So much later, at the next full hour; seconds do not count."""
    later = after(now, span).replace(second=0, microsecond=0)
    begun = later.replace(minute=0)
    return begun if begun == later else begun + timedelta(hours=1)


def stem_of(now: datetime, title: str, kind: str = "") -> str:
    """``2022-07-14-brand-am-bahndamm``: the day, then ``kind`` if the title lacks it, the title."""
    slug = identity_of_stem(PLACEHOLDER.sub("", title))
    name = slug if not kind or f"-{kind}-" in f"-{slug}-" else f"{kind}-{slug}".strip("-")
    while len(name) > _LONGEST_NAME:
        name = name.rpartition("-")[0] or name[:_LONGEST_NAME]
    day = now.astimezone(ZONE).strftime("%Y-%m-%d")
    return f"{day}-{name}".strip("-")
