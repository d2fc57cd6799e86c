"""Golden samples: every version of every event that was ever said can still be read.

A sample is never changed; an event that gains a field gets another one beside it, such as
`sale-closed.v1.with-coupon.json`.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from goodword.events import EVENTS, read_event

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.json"))
SCHEMAS = Path(__file__).parents[3] / "shared" / "schemas"


def type_of(sample: Path) -> str:
    return "goodword." + ".".join(sample.name.split(".")[:2])


def lost(said: Any, read: Any, where: str = "") -> Iterator[str]:
    """What a sample says that reading it did not keep."""
    if isinstance(said, dict) and isinstance(read, dict):
        for key, value in said.items():
            yield from lost(value, read.get(key), f"{where}.{key}")
    elif said != read:
        yield where


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_sample_is_read_with_nothing_lost(sample: Path) -> None:
    text = sample.read_text()

    read = read_event(type_of(sample), text)

    assert list(lost(json.loads(text), json.loads(read.model_dump_json()))) == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_sample_is_valid_by_the_committed_schema(sample: Path) -> None:
    name = type_of(sample).removeprefix("goodword.")
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())

    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(sample.read_text()))


def test_every_event_has_a_sample_with_all_its_fields() -> None:
    said: dict[str, set[str]] = {}
    for sample in SAMPLES:
        said.setdefault(type_of(sample), set()).update(json.loads(sample.read_text()))

    missing = {
        type: set(event.model_fields) - said.get(type, set()) for type, event in EVENTS.items()
    }
    assert {type: fields for type, fields in missing.items() if fields} == {}
