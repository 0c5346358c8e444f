"""YAML whose scalars stay the text that somebody typed, and that knows its lines.

``20:00``, ``no`` and ``0123`` are strings here; the models give them their types. Every value's
line is kept, so that a mistake can be shown where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from subscriptions.core.characters import legal
from subscriptions.core.messages import Message, message

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # PyYAML without libyaml
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

Node = str | list["Node"] | dict[str, "Node"]
Path = tuple[str | int, ...]

_MAX_DEPTH = 8
# Prose on one line, also if it only begins with a quotation; behind " #" stands a comment.
_FREE_TEXT = re.compile(
    r"^(?P<indent>[ \t]*(?:- )?)(?P<name>title|summary|reason|area|instruction|location|note|alt|"
    r"credit|contact)[ \t]*:[ \t]+"
    r"""(?P<value>(?:[^\s'"|>#]|"[^"\n]*"[ \t]*[^\s"#]|'[^'\n]*'[ \t]*[^\s'#]).*?)"""
    r"[ \t]*(?:[ \t]#.*)?$",
    re.MULTILINE,
)
# Without any of these a text has no anchor, alias or tag, and few levels: two of a block take a
# column, and one of a flow a bracket. (YAML ends lines at four signs more than Python.)
_ODD = re.compile(r"[&*!\r\x85\u2028\u2029]|^[ \t?:-]{6}|(?:[\[{][^\[{]*){3}", re.MULTILINE)
_HASHED = re.compile(
    r"^(?P<indent>[ \t]*(?:- )?)(?P<name>title|summary|note|location)[ \t]*:[ \t]+"
    r"(?P<value>[^\W_][^\n]*? #\S[^\n]*?)[ \t]*$",
    re.MULTILINE,
)


class YamlTextError(Exception):
    """The text is no YAML mapping. ``line`` counts from 1 within the text."""

    def __init__(self, line: int, message_: Message) -> None:
        super().__init__(str(message_))
        self.line = line
        self.message = message_


@dataclass(frozen=True, slots=True)
class Document:
    """A mapping of strings, lists and mappings; ``lines`` tells where each key or entry begins."""

    values: Mapping[str, Node]
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of ``path``, or of the closest thing around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1

    @property
    def top_lines(self) -> tuple[tuple[str, int], ...]:
        """The fields of the document itself, each with its line."""
        return tuple((str(path[0]), line) for path, line in self.lines.items() if len(path) == 1)


def parse_yaml(text: str, first_line: int = 1) -> Document:
    """Read a mapping. ``first_line`` is the line of the file at which ``text`` begins.

    Raises:
        YamlTextError: broken YAML, no mapping, a key twice, an anchor, alias or tag, or too deep a
            nesting.
    """
    try:
        root = _compose(_quote_hashes(text), first_line)
    except yaml.MarkedYAMLError:
        mended = _quote_free_text(text)
        try:
            root = _compose(mended, first_line)
        except yaml.MarkedYAMLError as error:
            last = text.rstrip().count("\n")
            line = first_line + min(_line_of(error), last)
            raise YamlTextError(line, _explain(error, text)) from error
    if root is None:
        return Document({}, {})
    if not isinstance(root, yaml.MappingNode):
        raise YamlTextError(
            first_line, message("this is no list of fields; write each as “name: value”")
        )
    lines: dict[Path, int] = {}
    values = _mapping(root, (), lines, first_line)
    return Document(values, lines)


def _compose(text: str, first_line: int) -> yaml.Node | None:
    try:
        if _ODD.search(text):
            _check_events(text, first_line)
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.reader.ReaderError as error:
        illegal = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = first_line + text.count("\n", 0, illegal.start() if illegal else 0)
        raise YamlTextError(
            line, message("a control character is not allowed here; delete it")
        ) from error
    return node


def _check_events(text: str, first_line: int) -> None:
    """Refuse what must not be composed.

    The loader calls itself for each level until the process dies, so depth is counted before. An
    anchor or a tag would swallow the first word of a text.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        mark: Any = event.start_mark
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH + 1:
            raise YamlTextError(first_line + mark.line, message("this is nested too deeply"))
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            is_alias = isinstance(event, yaml.AliasEvent)
            problem = "an alias" if is_alias else "a value cannot begin with & or !"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def _quote_hashes(text: str) -> str:
    """In prose a ``#`` before a word is meant as one: “Neues vom Platz #1” is no comment."""
    if " #" not in text:
        return text
    quoted = _quoted(_HASHED, text)
    try:
        _compose(quoted, 1)
    except (yaml.YAMLError, YamlTextError):
        return text
    return quoted


def _quote_free_text(text: str) -> str:
    """Put single quotes around one-line prose: a colon in a title is meant as a colon."""
    return _quoted(_FREE_TEXT, text)


def _quoted(pattern: re.Pattern[str], text: str) -> str:
    def quoted(match: re.Match[str]) -> str:
        value = match["value"].replace("'", "''")
        return f"{match['indent']}{match['name']}: '{value}'"

    return pattern.sub(quoted, text)


def _line_of(error: yaml.MarkedYAMLError) -> int:
    """The line to look at: what was begun and not ended, else where reading stopped."""
    opened = any(word in (error.context or "") for word in ("flow", "quoted", "simple key"))
    marks = (error.problem_mark, error.context_mark)
    mark = (marks[1] or marks[0]) if opened else (marks[0] or marks[1])
    return mark.line if mark else 0


def _explain(error: yaml.MarkedYAMLError, text: str) -> Message:
    detail = error.problem or error.context or ""
    lines = text.split("\n")
    number = error.problem_mark.line if error.problem_mark else 0
    line = lines[number] if number < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return message("a tab stands where spaces belong; indent with spaces")
    if detail == "an alias":
        return message("aliases (*name) are not used here; write the text out")
    if "mapping values are not allowed" in detail:
        return message("a colon too many; put the value in quotation marks: name: 'text: more'")
    if "could not find expected ':'" in detail:
        return message("a colon is missing here, or the space behind it; write “name: value”")
    if "cannot begin with" in detail or "cannot start any token" in detail:
        return message("a value cannot begin with & ! @ ` or %; put it in quotation marks")
    return message(
        "this is not readable as “name: value”; check quotation marks, brackets and indentation"
    )


def _mapping(
    node: yaml.MappingNode, path: Path, lines: dict[Path, int], first_line: int
) -> dict[str, Node]:
    values: dict[str, Node] = {}
    for key_node, value_node in node.value:
        line = first_line + key_node.start_mark.line
        if not isinstance(key_node, yaml.ScalarNode):
            raise YamlTextError(line, message("a field's name must be one plain word"))
        name = key_node.value.strip()
        if name in values:
            raise YamlTextError(line, message("“{name}” stands here twice; keep one", name=name))
        lines[(*path, name)] = line
        values[name] = _value(value_node, (*path, name), lines, first_line)
    return values


def _value(node: yaml.Node, path: Path, lines: dict[Path, int], first_line: int) -> Node:
    if len(path) > _MAX_DEPTH:
        raise YamlTextError(first_line + node.start_mark.line, message("this is nested too deeply"))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, first_line)
    if isinstance(node, yaml.SequenceNode):
        return list(_sequence(node, path, lines, first_line))
    # In quotation marks "\u0002" is a control character, which decoding did not see.
    return legal(str(node.value))


def _sequence(
    node: yaml.SequenceNode, path: Path, lines: dict[Path, int], first_line: int
) -> Iterator[Node]:
    for index, child in enumerate(node.value):
        lines[(*path, index)] = first_line + child.start_mark.line
        yield _value(child, (*path, index), lines, first_line)
