"""The forms of what comes in and goes out, as every route has them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""One line of text."""

Prose = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
"""Some lines of text."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Region = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,3}$")]

MetadataKey = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,40}$")]
MetadataValue = Annotated[str, StringConstraints(max_length=500)]
MAX_METADATA_KEYS = 20


def _few(value: dict[str, Any]) -> dict[str, Any]:
    if len(value) > MAX_METADATA_KEYS:
        raise PydanticCustomError("too_many_keys", "Keep at most 20 keys.")
    return value


Metadata = Annotated[dict[MetadataKey, MetadataValue], AfterValidator(_few)]
"""The caller's own notes on an object."""

MetadataChange = Annotated[dict[MetadataKey, MetadataValue | None], AfterValidator(_few)]
"""Keys to set, and with null those to remove; others stay."""


class Body(BaseModel):
    """A part of a request: nothing unknown, and no text that the database could not hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unstorable(cls, value: Any) -> Any:
        for text in _texts(value):
            if "\x00" in text or not _is_unicode(text):
                raise PydanticCustomError("text", "Text holds a character that cannot be stored.")
        return value


def unchanged() -> Any:
    """The default of a field of a change: not named, it stays as it is."""
    return Field(default=None, json_schema_extra=_without_default)


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


class Place(Body):
    """ISO 3166: a country, and a region in it (`US`, `FL`)."""

    country: Country | None = None
    region: Region | None = None


class Object(BaseModel):
    """What every object has."""

    model_config = ConfigDict(frozen=True)

    created_at: datetime
    updated_at: datetime
    version: int
    metadata: dict[str, str]


T = TypeVar("T", bound=BaseModel)


class ListOf(BaseModel, Generic[T]):
    """A page of objects. `next_cursor` is null at the end."""

    object: Literal["list"] = "list"
    data: list[T]
    next_cursor: str | None


def _texts(value: Any) -> Iterator[str]:
    """All texts in a JSON value; without recursion, however deep the caller made it."""
    left = [value]
    while left:
        here = left.pop()
        if isinstance(here, str):
            yield here
        elif isinstance(here, dict):
            left += [*here.keys(), *here.values()]
        elif isinstance(here, list):
            left += here


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
