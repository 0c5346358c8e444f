"""From a document to a typed model, and how a wrong value is explained to its writer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from subscriptions.core.fields import FieldError
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import InvalidContentError, Problem, did_you_mean
from subscriptions.core.yaml_text import Document, Node, Path

Model = TypeVar("Model", bound=BaseModel)


def read_model(model: type[Model], document: Document, path: str, *, first_line: int = 1) -> Model:
    """Give a document its types.

    Raises:
        InvalidContentError: every field that is unknown, missing or wrong, each with its line.
    """
    try:
        return model.model_validate(_without_blanks(dict(document.values)))
    except ValidationError as error:
        raise InvalidContentError(
            Problem(
                path,
                _line(document, tuple(detail["loc"]), first_line),
                _explain(detail, model, document.values),
            )
            for detail in error.errors(include_url=False)
        ) from error


def _without_blanks(node: Node) -> Node:
    """A field without text counts as not written, at any depth."""
    if isinstance(node, list):
        return [_without_blanks(entry) for entry in node]
    if isinstance(node, dict):
        filled = {name: value for name, value in node.items() if not _is_blank(value)}
        return {name: _without_blanks(value) for name, value in filled.items()}
    return node


def _is_blank(node: Any) -> bool:
    return isinstance(node, str) and not node.strip()


def _written(values: Any, location: Iterable[str | int]) -> Any:
    """What stands at a place; None if there is no such place."""
    for part in location:
        try:
            values = values[part]
        except (KeyError, IndexError, TypeError):
            return None
    return values


_LISTS = frozenset({"tuple_type", "list_type"})


def _line(document: Document, location: Path, first_line: int) -> int:
    for end in range(len(location), 0, -1):
        if location[:end] in document.lines:
            return document.lines[location[:end]]
    return first_line


def _explain(detail: ErrorDetails, model: type[BaseModel], values: Mapping[str, object]) -> Message:
    location = detail["loc"]
    name = ".".join(str(part) for part in location if not isinstance(part, int))
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        if _is_blank(_written(values, location)):
            return message("{field}: has no value; write it after the colon", field=name)
        if "." in name:
            above, _, last = name.rpartition(".")
            return message(
                "{field}: is missing; add a line “{name}: …” below {above}:",
                field=name,
                name=last,
                above=above,
            )
        return message("{field}: is missing; add a line “{field}: …”", field=name)
    if kind == "extra_forbidden":
        known = _known_fields(model, location)
        return message(
            "{field}: no such field; {hint}",
            field=name,
            hint=did_you_mean(str(location[-1]), known),
        )
    if kind == "value_error" and isinstance(context.get("error"), FieldError):
        return message("{field}: {what}", field=name, what=context["error"].message)
    if kind == "literal_error":
        choices = [
            word.strip("' ") for word in str(context["expected"]).replace(" or ", ",").split(",")
        ]
        hint = did_you_mean(str(detail["input"]), [word for word in choices if word])
        return message(
            "{field}: “{text}” is not allowed; {hint}", field=name, text=detail["input"], hint=hint
        )
    if kind in _LISTS:
        return message("{field}: must be a list; begin each entry with “- ”", field=name)
    # What is left are fields within fields that were written as one text.
    return message("{field}: must be fields of its own, each as “name: value”", field=name)


def _known_fields(model: type[BaseModel], location: Iterable[Any]) -> tuple[str, ...]:
    """The names of the fields beside the last part of ``location``."""
    current: Any = model
    for part in tuple(location)[:-1]:
        if isinstance(part, int):
            continue
        field = getattr(current, "model_fields", {}).get(part)
        if field is None:
            return ()
        current = _inner_model(field.annotation)
    fields = getattr(current, "model_fields", {})
    return tuple(field.alias or name for name, field in fields.items())


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        if found := _inner_model(argument):
            return found
    return None
