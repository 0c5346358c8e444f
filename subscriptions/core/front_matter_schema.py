"""The front matter of an item as JSON Schema (draft 2020-12), for editors that know YAML.

Made from the model, so it says what the model takes as far as a schema can; what fields have to do
with each other only ``check`` knows.
"""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from subscriptions.core.field_notes import FIELD_NOTES
from subscriptions.core.field_words import FIELD_LABELS
from subscriptions.core.item_fields import ItemFields
from subscriptions.core.messages import Gettext, message
from subscriptions.core.topics import Topics

Schema = dict[str, Any]


def item_schema(topics: Topics, gettext: Gettext) -> Schema:
    """The schema of a file in content/aktuelles/, with labels and notes in one language."""
    schema = ItemFields.model_json_schema()
    _explain(schema, "", gettext)
    for model, part in schema["$defs"].items():
        _explain(part, model, gettext)
    names = [name for topic in topics for name in (topic.id, topic.name)]
    schema["properties"]["topics"]["examples"] = names
    title = message("An item in content/aktuelles/").format(gettext)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": title}


def _explain(part: Schema, model: str, gettext: Gettext) -> None:
    """Put labels and notes to the fields of one model; what is optional may be empty."""
    part.pop("description", None)
    required = part.get("required", ())
    for name, old in part["properties"].items():
        bare = {key: value for key, value in old.items() if key not in ("default", "title")}
        note = FIELD_NOTES.get(f"{model}.{name}") or FIELD_NOTES[name]
        part["properties"][name] = {
            "title": FIELD_LABELS[name].format(gettext),
            "description": note.format(gettext),
            **(bare if name in required else _or_empty(bare)),
        }


def _or_empty(schema: Schema) -> Schema:
    """A field without a value counts as not written; one thing may stand for a list of one."""
    choices = list(schema.get("anyOf", [schema]))
    choices += [choice["items"] for choice in choices if "$ref" in choice.get("items", {})]
    if {"type": "null"} not in choices:
        choices.append({"type": "null"})
    return {"anyOf": choices}
