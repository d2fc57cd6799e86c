"""The forms of what is written to us, by REST and by Standard Webhooks alike."""

from collections.abc import Iterator
from typing import Annotated, Any, TypeAlias

import orjson
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

# PostgreSQL's text holds no NUL, and nobody's name a control character.
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")
]
"""One line of text."""


class Body(BaseModel):
    """A part of what a caller writes: unknown fields are refused, never dropped in silence, and so
    is text that the database could not hold."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unstorable(cls, value: Any) -> Any:
        if _is_plainly_storable(value):
            return value
        for text, place in _texts(value):
            if "\x00" in text or not _is_unicode(text):
                raise _unstorable(cls.__name__, _steps(place))
        return value


def _is_plainly_storable(value: Any) -> bool:
    """Whether all text in it can be stored, as nearly every body shows in one go; where this cannot
    tell, its texts are to be looked at one by one."""
    try:
        return b"\\u0000" not in orjson.dumps(value, default=_nothing)
    except TypeError:
        return False


def _nothing(value: Any) -> None:
    """What is no JSON holds no text of the caller's."""


_Place: TypeAlias = "tuple[_Place, str | int] | None"
"""Where a value is, as where its parent is and the last step: a deep body has many long ways."""


def _texts(value: Any) -> Iterator[tuple[str, _Place]]:
    """All texts in a JSON value; without recursion, however deep the caller made it."""
    left: list[tuple[Any, _Place]] = [(value, None)]
    while left:
        here, place = left.pop()
        if isinstance(here, str):
            yield here, place
        elif isinstance(here, dict):
            left += [(name, (place, name)) for name in here]
            left += [(child, (place, name)) for name, child in here.items()]
        elif isinstance(here, list):
            left += [(child, (place, index)) for index, child in enumerate(here)]


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _steps(place: _Place) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    while place is not None:
        place, step = place
        steps.append(step)
    return tuple(reversed(steps))


def _unstorable(title: str, steps: tuple[str | int, ...]) -> ValidationError:
    mistake = PydanticCustomError("text", "Text holds a character that cannot be stored.")
    return ValidationError.from_exception_data(
        title, [InitErrorDetails(type=mistake, loc=steps, input=None)]
    )
