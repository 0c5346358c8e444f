"""The types of fields in front matter and settings, and how a wrong value is explained.

Values arrive as text (see ``yaml_text``); pydantic makes them dates, flags and lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from subscriptions.core.dates import DateError, Moment, parse_moment, parse_span
from subscriptions.core.keys import is_identity
from subscriptions.core.messages import Message, message
from subscriptions.core.problems import InvalidContentError, Problem, did_you_mean
from subscriptions.core.yaml_text import Document, Path

_CURLY = {"„": "“”", "“": "”“", "”": "”", "‚": "‘’", "‘": "’", "»": "«", "«": "»"}
_TRUE = frozenset({"true", "yes", "ja", "on", "1"})
_FALSE = frozenset({"false", "no", "nein", "off", "0"})


class FieldError(ValueError):
    """A value that its field cannot take, with the sentence for its writer."""

    def __init__(self, message_: Message) -> None:
        super().__init__(str(message_))
        self.message = message_


class Fields(BaseModel):
    """What all models of written data share: frozen, and no field that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _text(value: object) -> object:
    if not isinstance(value, str):
        raise FieldError(message("must be one text, not a list or several fields"))
    return " ".join(value.split())


def _block(value: object) -> object:
    if not isinstance(value, str):
        raise FieldError(message("must be one text, not a list or several fields"))
    return value.strip()


def _bare(value: object) -> str:
    """A technical value; quotation marks that a word processor made curly are no part of it."""
    text = str(_text(value))
    if len(text) > 1 and text[0] in _CURLY and text[-1] in _CURLY[text[0]]:
        return text[1:-1].strip()
    return text


def _moment(value: object) -> Moment:
    text = _bare(value)
    try:
        return parse_moment(text)
    except DateError:
        raise FieldError(
            message(
                "“{text}” is no date that exists; write 2022-07-14 20:35 or 14.07.2022 20:35",
                text=text,
            )
        ) from None


def _exact_moment(value: object) -> Moment:
    moment = _moment(value)
    if not moment.has_time:
        raise FieldError(message("needs a time of day too, for example 2022-07-14 20:35"))
    return moment


def _span(value: object) -> timedelta:
    try:
        return parse_span(_bare(value))
    except DateError:
        raise FieldError(message("“{text}” is no span; write 10m, 24h or 7d", text=value)) from None


def _flag(value: object) -> bool:
    word = _bare(value).casefold()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise FieldError(message("“{text}” is neither true nor false", text=word))


def _number(value: object) -> int:
    text = _bare(value)
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004
        raise FieldError(message("“{text}” is no whole number", text=text))
    return int(text)


def _words(value: object) -> tuple[str, ...]:
    """A list; one text stands for a list of one, commas separate several."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list | tuple):
        raise FieldError(message("must be a list"))
    return tuple(word for word in (_bare(entry) for entry in value) if word)


def _lines(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        raise FieldError(message("must be a list"))
    return tuple(str(_text(entry)) for entry in value)


def _listed(value: object) -> object:
    return [value] if isinstance(value, dict) else value


def _identity(value: object) -> str:
    text = _bare(value)
    if not is_identity(text):
        raise FieldError(
            message(
                "“{text}” is no identity; use small letters, digits and single hyphens", text=text
            )
        )
    return text


def _https(value: object) -> str:
    text = _bare(value)
    scheme, _, rest = text.partition("://")
    if scheme not in ("https", "http") or not rest or any(c in text for c in " \"'<>\\"):
        raise FieldError(message("“{text}” is no web address; write https://…", text=text))
    return text


Text = Annotated[str, BeforeValidator(_text)]
Block = Annotated[str, BeforeValidator(_block)]
Bare = Annotated[str, BeforeValidator(_bare)]
When = Annotated[Moment, BeforeValidator(_moment)]
ExactWhen = Annotated[Moment, BeforeValidator(_exact_moment)]
Span = Annotated[timedelta, BeforeValidator(_span)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Number = Annotated[int, BeforeValidator(_number)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Lines = Annotated[tuple[str, ...], BeforeValidator(_lines)]
Identity = Annotated[str, BeforeValidator(_identity)]
WebAddress = Annotated[str, BeforeValidator(_https)]
OneOrMore = BeforeValidator(_listed)
BareWord = BeforeValidator(_bare)

Model = TypeVar("Model", bound=BaseModel)


def read_model(model: type[Model], document: Document, path: str, *, first_line: int = 1) -> Model:
    """Give a document its types.

    Raises:
        InvalidContentError: every field that is unknown, missing or wrong, each with its line.
    """
    filled = {name: value for name, value in document.values.items() if value != ""}
    try:
        return model.model_validate(filled)
    except ValidationError as error:
        raise InvalidContentError(
            Problem(
                path,
                _line(document, tuple(detail["loc"]), first_line),
                _explain(detail, model, document.values),
            )
            for detail in error.errors(include_url=False)
        ) from error


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
        if len(location) == 1 and values.get(str(location[0])) == "":
            return message("{field}: has no value; write it after the colon", field=name)
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
    return message("{field}: has the wrong form ({detail})", field=name, detail=detail["msg"])


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
