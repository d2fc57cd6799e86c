"""JSON Schemas of the events, made from their classes, for whoever is not Python.

They say what a reader must be able to take. A reader ignores fields that it does not know, so no
schema forbids more of them, although our own classes refuse to say any.
"""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from goodword.events.event import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _WithoutTitles(GenerateJsonSchema):
    """A field's name is its title; saying it twice only makes differences longer."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        made.pop("additionalProperties", None)
        return made


def schema_of(event: type[Event]) -> dict[str, Any]:
    """The JSON Schema of one version of an event. `x-topic` is where it travels."""
    made = event.model_json_schema(schema_generator=_WithoutTitles)
    return {
        "$schema": DIALECT,
        "title": event.type(),
        "x-topic": event.topic,
        **{key: value for key, value in made.items() if key != "title"},
    }


def file_of(event: type[Event]) -> str:
    """The name of the schema's file: `sale-closed.v1.json`."""
    return f"{event.full_name()}.json"
