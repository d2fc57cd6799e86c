"""Which changes of an event an older reader, and an older record, could take."""

import json
import re
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, create_model

from goodword.events import EVENTS
from goodword.events.event import Value
from goodword.events.evolution import breaking_changes
from goodword.events.schemas import schema_of


class Part(Value):
    """Something inside."""

    size: int


FIELDS: dict[str, Any] = {
    "id": (int, ...),
    "text": (str, "a"),
    "list": (tuple[str, ...], ()),
    "choice": (Literal["a", "b"], ...),
    "part": (Part, ...),
    "maybe": (Part | None, None),
}


def schema(**changes: Any) -> dict[str, Any]:
    fields = {name: field for name, field in (FIELDS | changes).items() if field is not None}
    model: type[BaseModel] = create_model("Sample", __base__=Value, **fields)
    return model.model_json_schema()


class LargerPart(Value):
    """Something inside, with more to tell."""

    size: int
    weight: int | None = None


class HeavyPart(Value):
    size: int
    weight: int


class OtherPart(Value):
    size: str


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"new": (int, 0)},
        {"new": (Part | None, None)},
        {"part": (LargerPart, ...)},
        {"maybe": (LargerPart | None, None)},
        {"id": (int, Field(description="said better"))},
    ],
)
def test_what_an_older_reader_can_take_is_no_breaking_change(changes: dict[str, Any]) -> None:
    assert breaking_changes(schema(), schema(**changes)) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"id": None}, "id: is gone"),
        ({"id": None, "number": (int, 0)}, "id: is gone"),
        ({"new": (int, ...)}, "new: is new and required"),
        ({"id": (int, 1)}, "id: is no longer required"),
        ({"text": (str, ...)}, "text: has become required"),
        ({"id": (str, ...)}, "id: type was 'integer' and is 'string'"),
        ({"id": (int | None, ...)}, "id: anyOf was absent"),
        ({"maybe": (Part, ...)}, "maybe: anyOf was"),
        ({"text": (str, "b")}, "text: default was 'a' and is 'b'"),
        (
            {"text": (Annotated[str, Field(max_length=9)], "a")},
            "text: maxLength was absent and is 9",
        ),
        ({"id": (int, Field(ge=0))}, "id: minimum was absent and is 0"),
        ({"list": (tuple[int, ...], ())}, r"list\[\]: type was 'string' and is 'integer'"),
        ({"choice": (Literal["a"], ...)}, "choice: (const|enum) was"),
        ({"choice": (Literal["a", "b", "c"], ...)}, "choice: enum was"),
        ({"part": (HeavyPart, ...)}, r"part\.weight: is new and required"),
        ({"part": (OtherPart, ...)}, r"part\.size: type was 'integer' and is 'string'"),
        ({"maybe": (HeavyPart | None, None)}, r"maybe\.weight: is new and required"),
    ],
)
def test_what_an_older_reader_could_not_take_is_told(
    changes: dict[str, Any], sentence: str
) -> None:
    changes_found = breaking_changes(schema(), schema(**changes))

    assert changes_found
    assert any(re.search(sentence, each) for each in changes_found), changes_found


def test_moving_an_event_to_another_topic_is_a_breaking_change() -> None:
    old = schema_of(EVENTS["goodword.sale-closed.v1"])

    assert breaking_changes(old, {**old, "x-topic": "people"}) == [
        "it: x-topic was 'sales' and is 'people'"
    ]


def test_every_event_may_follow_itself() -> None:
    for event in EVENTS.values():
        assert breaking_changes(schema_of(event), schema_of(event)) == []


def test_a_schema_forbids_no_field_that_it_does_not_know() -> None:
    for event in EVENTS.values():
        assert '"additionalProperties": false' not in json.dumps(schema_of(event))
