"""What pydantic finds wrong is said in our words, once for all."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import AwareDatetime, BaseModel, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from goodword.mistakes import code_of, pointer_to, words_of


class Form(BaseModel):
    model_config = {"extra": "forbid"}

    count: Annotated[int, Field(ge=1, le=9)] = 1
    name: Annotated[str, Field(min_length=2, max_length=3, pattern="^[a-z]+$")] = "ab"
    kind: Literal["one", "two"] = "one"
    at: AwareDatetime | None = None
    many: Annotated[tuple[int, ...], Field(min_length=1, max_length=2)] = (1,)
    on: bool = True

    @model_validator(mode="after")
    def _own(self) -> "Form":
        if self.count == 7:
            raise PydanticCustomError("missing", "Give a luckier number")
        if self.count == 8:
            raise ValueError("8 is not wanted")
        return self


def told(raw: Any) -> tuple[str, str, str]:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(raw)
    mistake = caught.value.errors()[0]
    return pointer_to(mistake["loc"], "/a"), code_of(mistake), words_of(mistake)


@pytest.mark.parametrize(
    ("raw", "pointer", "code", "words"),
    [
        ({"~/": 1}, "/a/~0~1", "unknown_field", "There is no such field here; remove it."),
        ({"count": "x"}, "/a/count", "invalid", "Give a whole number."),
        ({"count": 0}, "/a/count", "invalid", "Give at least 1."),
        ({"count": 10}, "/a/count", "invalid", "Give at most 9."),
        ({"name": 1}, "/a/name", "invalid", "Give a text."),
        ({"name": "a"}, "/a/name", "invalid", "Write at least 2 characters."),
        ({"name": "abcd"}, "/a/name", "invalid", "Write at most 3 characters."),
        ({"name": "A1"}, "/a/name", "invalid", "Write it in the form ^[a-z]+$."),
        ({"kind": "three"}, "/a/kind", "invalid", "Give one of 'one' or 'two'."),
        ({"many": []}, "/a/many", "invalid", "Give at least 1."),
        ({"many": 5}, "/a/many", "invalid", "Give a list."),
        ({"on": "perhaps"}, "/a/on", "invalid", "Give true or false."),
        ("text", "/a", "invalid", "Give a JSON object."),
        ({"count": 7}, "/a", "missing", "Give a luckier number."),
        ({"count": 8}, "/a", "invalid", "8 is not wanted."),
    ],
)
def test_a_mistake_is_told_in_our_words(raw: Any, pointer: str, code: str, words: str) -> None:
    assert told(raw) == (pointer, code, words)


def test_a_moment_without_a_zone_is_told_how_to_say_it() -> None:
    assert told({"at": "2026-03-01T10:00:00"})[2].startswith("Say the time zone")
    assert told({"at": "noon"})[2].startswith("Give a moment as RFC 3339 writes it")
