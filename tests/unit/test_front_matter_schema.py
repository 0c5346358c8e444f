"""The schema of an item's fields: what the model takes fits it, and it explains every field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.core.dates import MOMENT_PATTERN, DateError, parse_moment
from subscriptions.core.front_matter import decode, split_front_matter
from subscriptions.core.front_matter_schema import item_schema
from subscriptions.core.item_fields import ItemFields

from .samples import topics

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(
    (*ROOT.glob("content/aktuelles/*.md"), *ROOT.glob("tests/fixtures/*/content/aktuelles/*.md"))
)
SCHEMA = item_schema(topics(), str)
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}


class _Core(yaml.SafeLoader):
    """YAML as editors read it (1.2): dates are text."""


_Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith("timestamp")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """The keywords that our schema uses, and no others."""
    known = {"$ref", "anyOf", "type", "enum", "pattern", "items", "properties", "required"}
    notes = {"title", "description", "examples", "additionalProperties", "$schema", "$defs"}
    assert schema.keys() <= known | notes | {"default"}, schema.keys()
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    if "anyOf" in schema and not any(fits(value, choice) for choice in schema["anyOf"]):
        return False
    types = schema.get("type", [])
    wanted = [
        kind for name in ([types] if isinstance(types, str) else types) for kind in _TYPES[name]
    ]
    if wanted and (not isinstance(value, tuple(wanted)) or (value is True and bool not in wanted)):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        return False
    if isinstance(value, list):
        return all(fits(one, schema.get("items", {})) for one in value)
    if isinstance(value, dict) and "properties" in schema:
        inner = schema["properties"]
        return set(schema.get("required", ())) <= value.keys() <= inner.keys() and all(
            fits(one, inner[name]) for name, one in value.items()
        )
    return True


def fields_of(path: Path) -> dict[str, Any]:
    text = decode(path.read_bytes(), path.name)
    end = split_front_matter(text, path.name).body_line - 2
    found: dict[str, Any] = yaml.load("\n".join(text.split("\n")[1:end]), _Core)  # noqa: S506
    return found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_item_fits(path: Path) -> None:
    assert fits(fields_of(path), SCHEMA)


@pytest.mark.parametrize(
    "change",
    [
        {"wetter": "gut"},
        {"msgtype": "warnung"},
        {"date": "gestern"},
        {"title": ["eins", "zwei"]},
        {"draft": "vielleicht"},
        {"pool": "Freibad Süd"},
        {"image": {"file": "anhaenge/a.png"}},
        {"attachments": [{"titel": "Plan", "file": "anhaenge/a.pdf"}]},
    ],
)
def test_a_mistake_does_not(change: dict[str, Any]) -> None:
    sound = {"title": "Fest", "date": "2022-07-14 20:35", "topics": ["vereine"]}
    assert fits(sound, SCHEMA)
    assert not fits({**sound, **change}, SCHEMA)


@pytest.mark.parametrize("name", ["title", "date", "topics"])
def test_what_is_needed(name: str) -> None:
    sound = {"title": "Fest", "date": "2022-07-14", "topics": "vereine"}
    assert not fits({key: value for key, value in sound.items() if key != name}, SCHEMA)


def test_what_may_stand_empty_or_alone() -> None:
    sound = {"title": 2027, "date": "14.07.2022", "topics": "vereine"}
    one = {"file": "anhaenge/a.pdf", "title": "Plan"}
    assert fits({**sound, "summary": None, "attachments": one, "mail": "nein"}, SCHEMA)


def test_each_field_is_explained() -> None:
    assert SCHEMA["properties"].keys() == ItemFields.model_fields.keys()
    assert SCHEMA["properties"]["topics"]["examples"][:2] == ["gefahren", "Gefahrenhinweise"]
    for part in (SCHEMA, *SCHEMA["$defs"].values()):
        assert part["additionalProperties"] is False
        for field in part["properties"].values():
            assert field["title"]
            assert field["description"].endswith(".")


@given(st.from_regex(MOMENT_PATTERN, fullmatch=True) | st.text(max_size=20))
def test_what_is_read_as_a_moment_fits_its_pattern(text: str) -> None:
    try:
        parse_moment(text)
    except DateError:
        return
    assert re.search(MOMENT_PATTERN, text.strip())
