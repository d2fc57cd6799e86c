"""The forms of what comes in and goes out, as every route has them."""

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

Prose = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
"""Some lines of text."""

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


def unchanged() -> Any:
    """The default of a field of a change: not named, it stays as it is."""
    return Field(default=None, json_schema_extra=_without_default)


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


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
