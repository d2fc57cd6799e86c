"""What every part of a program document shares: immutable, strict, nothing unknown let in."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from goodword.errors import Problem
from goodword.money import MAX_MINOR, decimals

MAX_DAYS = 3650
"""Bound on every number of days in a document: ten years."""

MAX_POINTS = 10**9

MAX_PERCENT = 100

DecimalText = Annotated[
    str,
    StringConstraints(strict=True, pattern=r"^(0|[1-9]\d{0,11})(\.\d{1,4})?$"),
    Field(description="a decimal number as text, in the currency of the program"),
]
Days = Annotated[int, Field(strict=True, ge=1, le=MAX_DAYS)]
Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200)]


class Part(BaseModel):
    """A part of a document. Python names differ from JSON's where JSON's are keywords."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True)


def by_key(*keys: str) -> Callable[[Any], str | None]:
    """Tell the members of a union apart by the first of `keys` that is there.

    The tag is written `<key>`, so that a reader of error locations knows it from a real field.
    """

    def tag(value: Any) -> str | None:
        present = value if isinstance(value, dict) else _written(value)
        return next((f"<{key}>" for key in keys if key in present), None)

    return tag


def _written(value: Any) -> set[str]:
    """The JSON names of a part's fields."""
    if not isinstance(value, Part):
        return set()
    return {info.alias or name for name, info in type(value).model_fields.items()}


def money_problem(at: str, text: str, currency: str, *, least: int = 1) -> Problem | None:
    """What is wrong with an amount at pointer `at`: below `least` minor units, too large, or with
    decimals that its currency has not."""
    places = len(text.partition(".")[2])
    if places > decimals(currency):
        detail = f"{currency} has {decimals(currency)} decimals, so write fewer than in {text}."
        return Problem(at, "too_many_decimals", detail)
    if not least <= minor_units(text, currency) <= MAX_MINOR:
        return Problem(at, "amount_out_of_range", "Give an amount above zero, and not as large.")
    return None


def minor_units(text: str, currency: str) -> int:
    """The minor units of a decimal text that has no more decimals than its currency."""
    whole, _, fraction = text.partition(".")
    return int(whole + fraction.ljust(decimals(currency), "0"))
