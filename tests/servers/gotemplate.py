"""The part of Go's templates that campaigns use: literals, fields, Listmonk's addresses.

Allowed are ``{{ template "content" . }}``, ``{{ "literal" }}``, ``{{ Safe "html" }}`` (in text
between tags), comments, fields
(``.Campaign.Subject``, ``.Campaign.Attribs.key``, ``.Subscriber.Email``) and the functions of
:data:`FUNCTIONS`. Everything else is a :class:`ParseError`, which the API answers with 400. That is
stricter than the real one, which knows conditions, loops and a hundred functions more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .htmlcontext import ContextError, Tracker

CONTENT = '{{ template "content" . }}'
# True: wants the dot, which Listmonk adds in bodies and subjects, but not in headers.
FUNCTIONS: Mapping[str, bool] = {
    "UnsubscribeURL": True,
    "ManageURL": True,
    "OptinURL": True,
    "MessageURL": True,
    "TrackView": True,
    "RootURL": False,
    "ArchiveURL": False,
}
ACTION = re.compile(
    r"""\{\{(?P<left>-(?=\s))?(?P<code>/\*.*?\*/|(?:"(?:\\.|[^"\\\n])*"|`[^`]*`|[^"`])*?)"""
    r"""(?P<right>(?<=\s)-)?\}\}""",
    re.DOTALL,
)
LITERAL = re.compile(r'"(?:\\.|[^"\\\n])*"')
SAFE = re.compile(r'Safe\s+("(?:\\.|[^"\\\n])*")')
FIELD = re.compile(r"(?:\.[A-Za-z_]\w*)+")
CALL = re.compile(r"([A-Z]\w*)(\s+\.)?")
INSERT = re.compile(r'template\s+"content"\s+\.')


class ParseError(Exception):
    """A text that Listmonk refuses when the campaign or template is saved (400)."""


class RenderError(Exception):
    """A text that was saved, but cannot be rendered: the mail is left out without a word."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one mail's fields and functions give. ``campaign`` and ``subscriber`` by Go name."""

    campaign: Mapping[str, Any]
    subscriber: Mapping[str, Any]
    functions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value: ``kind`` is literal, safe, field, call or insert."""

    kind: str
    value: str
    dot: bool = False


Node = str | Slot
Step = str | Callable[[Scope], str]
Program = Sequence[Step]


def has_expression(text: str) -> bool:
    """Whether Listmonk treats a subject, plain text or header as a template at all."""
    _, opened, rest = text.partition("{{")
    return bool(opened) and "}}" in rest


def parse(text: str, *, add_dot: bool = True) -> tuple[Node, ...]:
    """The text cut into literals and slots. Raises :class:`ParseError`."""
    nodes: list[Node] = []
    at, trim = 0, False
    while (start := text.find("{{", at)) >= 0:
        found = ACTION.match(text, start)
        if found is None:
            raise ParseError(f"unclosed action near {text[start : start + 30]!r}")
        before = text[at:start]
        before = before.lstrip() if trim else before
        nodes.append(before.rstrip() if found["left"] else before)
        slot = _slot(found["code"].strip(), add_dot)
        nodes += [slot] if slot is not None else []
        at, trim = found.end(), found["right"] is not None
    nodes.append(text[at:].lstrip() if trim else text[at:])
    return tuple(node for node in nodes if node != "")


def _slot(code: str, add_dot: bool) -> Slot | None:
    if code.startswith("/*"):
        return None
    if LITERAL.fullmatch(code):
        try:
            return Slot("literal", str(ast.literal_eval(code)))
        except (SyntaxError, ValueError) as error:
            raise ParseError(f"bad literal {code}") from error
    if code.startswith("`") and code.endswith("`") and code.count("`") == 2:
        return Slot("literal", code[1:-1])
    if found := SAFE.fullmatch(code):
        return Slot("safe", str(ast.literal_eval(found[1])))
    if INSERT.fullmatch(code):
        return Slot("insert", "content")
    if FIELD.fullmatch(code):
        return Slot("field", code[1:])
    call = CALL.fullmatch(code)
    if call is not None and call[1] in FUNCTIONS:
        return Slot("call", call[1], dot=call[2] is not None or (add_dot and FUNCTIONS[call[1]]))
    raise ParseError(f"not understood: {{{{ {code} }}}}")


def text_program(text: str, *, add_dot: bool = True) -> Program:
    """A subject or header: rendered without escaping. Raises :class:`ParseError`."""
    return tuple(
        node if isinstance(node, str) else _value(node, str, "<no value>")
        for node in parse(text, add_dot=add_dot)
    )


def html_program(nodes: Sequence[Node]) -> Program:
    """A body or plain text: values escaped by their place, comments gone.

    An HTML that html/template refuses becomes a program that fails: it is only found out when
    the first mail is rendered.
    """
    tracker, steps = Tracker(), list[Step]()
    try:
        for node in nodes:
            if isinstance(node, str):
                steps.append(tracker.text(node))
            elif node.value == "TrackView" or node.kind == "safe":
                steps.append(_value(node, str, ""))
            else:
                steps.append(_value(node, tracker.escape(), ""))
        tracker.close()
    except ContextError as error:
        return (_failing(str(error)),)
    return tuple(steps)


def inserted(base: Sequence[Node], content: Sequence[Node]) -> tuple[Node, ...]:
    """The content in place of the base's insert; in the content itself an insert is endless."""

    def flat() -> Iterator[Node]:
        for node in base:
            if isinstance(node, Slot) and node.kind == "insert":
                yield from content
            else:
                yield node

    return tuple(flat())


def run(program: Program, scope: Scope) -> str:
    """The text for one mail. Raises :class:`RenderError`."""
    return "".join(step if isinstance(step, str) else step(scope) for step in program)


def _failing(reason: str) -> Callable[[Scope], str]:
    def fail(_: Scope) -> str:
        raise RenderError(reason)

    return fail


def _value(slot: Slot, escape: Callable[[str], str], nothing: str) -> Callable[[Scope], str]:
    if slot.kind in ("literal", "safe"):
        fixed = escape(slot.value)
        return lambda _: fixed
    if slot.kind == "insert":
        return _failing("exceeded maximum template depth")
    if slot.kind == "call" and slot.dot != FUNCTIONS[slot.value]:
        return _failing(f"wrong number of args for {slot.value}")
    if slot.kind == "call":
        return lambda scope: escape(scope.functions[slot.value])
    path = slot.value.split(".")

    def look_up(scope: Scope) -> str:
        found = _field(path, scope)
        return nothing if found is None else escape(_shown(found))

    return look_up


def _field(path: Sequence[str], scope: Scope) -> Any:
    roots = {"Campaign": scope.campaign, "Subscriber": scope.subscriber}
    found: Any = roots.get(path[0])
    for depth, key in enumerate(path[1:], 1):
        # Only Attribs are a map, where a missing key is nothing; a missing field is an error.
        if not isinstance(found, Mapping) or (depth == 1 and key not in found):
            raise RenderError(f"can't evaluate field {key}")
        found = found.get(key)
    if len(path) == 1:
        raise RenderError(f"can't evaluate field {path[0]}")
    return found


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "[" + " ".join(map(_shown, value)) + "]"
    if isinstance(value, Mapping):
        return "map[" + " ".join(f"{key}:{_shown(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return "<nil>" if value is None else str(value)
