"""Whole numbers as JSON has them: 96.0 is one, 96.5 and false are none."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

MAX_WHOLE = 2**53
"""Beyond it a float no longer counts by ones, and a Decimal may stand for a million digits."""


def whole(value: Any) -> Any:
    """A whole number that was written with a point, as int; anything else as it is."""
    if isinstance(value, float | Decimal) and -MAX_WHOLE <= value <= MAX_WHOLE:
        return int(value) if value == int(value) else value
    return value


WholeNumber = Annotated[int, BeforeValidator(whole), Field(strict=True)]
"""A whole number in a request; bound it with `Field(ge=…, le=…)`."""
