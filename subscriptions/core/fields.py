"""The types of fields in front matter and settings.

Values arrive as text (see ``yaml_text``); pydantic makes them dates, flags and lists. How a wrong
value is explained stands in ``models``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from subscriptions.core.dates import (
    MOMENT_PATTERN,
    DateError,
    Moment,
    SkippedHourError,
    parse_moment,
    parse_span,
)
from subscriptions.core.keys import IDENTITY_PATTERN, is_identity
from subscriptions.core.messages import Message, message

_CURLY = {"„": "“”", "“": "”“", "”": "”", "‚": "‘’", "‘": "’", "»": "«", "«": "»"}
# The fewest digits are those of the public authorities' number 115 and of emergency calls.
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()/-]*[0-9]")
# The names of this machine: what goes there crosses no network.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

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


def _file(value: object) -> str:
    """A path as it is written once only: ``./a//b`` is ``a/b``, and ``ä`` is one character."""
    text = unicodedata.normalize("NFC", _bare(value))
    return text if "://" in text or not text else PurePosixPath(text).as_posix()


def _moment(value: object) -> Moment:
    text = _bare(value)
    try:
        return parse_moment(text)
    except SkippedHourError:
        what = message(
            "“{text}” does not exist: that night the clocks go from 2:00 to 3:00; write a time"
            " before or after that",
            text=text,
        )
        raise FieldError(what) from None
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
        raise FieldError(message("must be a list; begin each entry with “- ”"))
    return tuple(word for word in (_bare(entry) for entry in value) if word)


def _lines(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        raise FieldError(message("must be a list; begin each entry with “- ”"))
    return tuple(line for line in (str(_text(entry)) for entry in value) if line)


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
    if not is_web_address(text):
        raise FieldError(message("“{text}” is no web address; write https://…", text=text))
    return text


def _mail_address(value: str) -> str:
    local, at, host = value.rpartition("@")
    if not (at and local and "." in host) or any(c in value for c in " <>,;\"'\\"):
        raise FieldError(message("“{text}” is no e-mail address", text=value))
    return value


def _phone(value: str) -> str:
    if not _PHONE.fullmatch(value) or sum(c.isdigit() for c in value) < 3:  # noqa: PLR2004
        raise FieldError(message("“{text}” is no phone number; write for example 115", text=value))
    return value


def is_web_address(text: str) -> bool:
    """True for http or https with a host, and with nothing that could end a link in HTML."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    is_clean = text.isprintable() and not any(c in text for c in " \"'<>\\")
    return is_clean and parts.scheme in ("https", "http") and bool(parts.hostname)


# How a schema describes them: in YAML 115 is a number and true a flag, and both are text here.
_AnyText = WithJsonSchema({"type": ["string", "number", "boolean"]})
_AnyMoment = WithJsonSchema(
    {"type": "string", "pattern": MOMENT_PATTERN, "examples": ["2022-07-14 20:35"]}
)
_AnyFlag = WithJsonSchema({"anyOf": [{"type": "boolean"}, {"enum": sorted(_TRUE | _FALSE)}]})
_AnyWords = WithJsonSchema(
    {"anyOf": [{"type": "array", "items": {"type": ["string", "number"]}}, {"type": "string"}]}
)

Text = Annotated[str, BeforeValidator(_text), _AnyText]
Block = Annotated[str, BeforeValidator(_block), _AnyText]
Bare = Annotated[str, BeforeValidator(_bare), _AnyText]
FileName = Annotated[str, BeforeValidator(_file)]
When = Annotated[Moment, BeforeValidator(_moment), _AnyMoment]
ExactWhen = Annotated[Moment, BeforeValidator(_exact_moment), _AnyMoment]
Span = Annotated[timedelta, BeforeValidator(_span)]
Flag = Annotated[bool, BeforeValidator(_flag), _AnyFlag]
Number = Annotated[int, BeforeValidator(_number)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words), _AnyWords]
Lines = Annotated[tuple[str, ...], BeforeValidator(_lines), _AnyWords]
Identity = Annotated[
    str, BeforeValidator(_identity), WithJsonSchema({"type": "string", "pattern": IDENTITY_PATTERN})
]
WebAddress = Annotated[str, BeforeValidator(_https)]
MailAddress = Annotated[Bare, AfterValidator(_mail_address)]
Phone = Annotated[Bare, AfterValidator(_phone)]
OneOrMore = BeforeValidator(_listed)
BareWord = BeforeValidator(_bare)
