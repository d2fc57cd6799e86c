"""Where in a body a value stands: JSON pointers, constants, and simple conditions on them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any, Self, TypeAlias

from pydantic import Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from referral_api.domain.forms import Body

MAX_CHARS = 500
MAX_CHOICES = 10
_POINTER = re.compile(r"\$?(/([^~/]|~[01])*)+")
_INDEX = re.compile(r"0|[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class Scope:
    """What pointers lead into: `here` is a thing in the `whole` body, or all of it."""

    here: Any
    whole: Any


@dataclass(frozen=True, slots=True)
class Pointer:
    """A JSON pointer (RFC 6901) into what a rule is about; with `$` before it into all the body."""

    steps: tuple[str, ...]
    from_whole: bool = False

    def of(self, scope: Scope) -> Any:
        """The value there; None where there is none."""
        value = scope.whole if self.from_whole else scope.here
        for step in self.steps:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and _INDEX.fullmatch(step) and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value


def _pointer(text: Any) -> Pointer:
    if not isinstance(text, str) or len(text) > MAX_CHARS or not _POINTER.fullmatch(text):
        raise PydanticCustomError("pointer", "Give a JSON pointer such as /order/id.")
    _, *steps = text.split("/")
    plain = (step.replace("~1", "/").replace("~0", "~") for step in steps)
    return Pointer(tuple(plain), text.startswith("$"))


def _list_pointer(text: Any) -> Pointer:
    """As any other; the empty one is the body itself, where that is a list."""
    return Pointer(()) if text == "" else _pointer(text)


At: TypeAlias = Annotated[Pointer, PlainValidator(_pointer)]
AtList: TypeAlias = Annotated[Pointer, PlainValidator(_list_pointer)]


def _constant(value: Any) -> str | int | Decimal | bool:
    if not isinstance(value, str | int | Decimal | bool):
        raise PydanticCustomError("constant", "Give a text, a number, true or false.")
    return value


Constant: TypeAlias = Annotated[str | int | Decimal | bool, PlainValidator(_constant)]
Constants: TypeAlias = Annotated[tuple[Constant, ...], Field(min_length=1, max_length=100)]


def _is(value: Any, constant: str | int | Decimal | bool) -> bool:
    # To Python true is 1, to JSON it is not.
    return isinstance(value, bool) == isinstance(constant, bool) and bool(value == constant)


def is_one_of(value: Any, constants: Iterable[str | int | Decimal | bool]) -> bool:
    """Whether it equals one of them, as JSON compares."""
    return any(_is(value, each) for each in constants)


@dataclass(frozen=True, slots=True)
class Value:
    """A constant, or what stands at the first pointer where there is something."""

    pointers: tuple[Pointer, ...] = ()
    unless: tuple[str | int | Decimal | bool, ...] = ()
    constant: str | int | Decimal | bool | None = None

    def of(self, scope: Scope) -> Any:
        """None where there is nothing; a text of white space is nothing."""
        if not self.pointers:
            return self.constant
        for pointer in self.pointers:
            value = pointer.of(scope)
            is_blank = value is None or (isinstance(value, str) and not value.strip())
            if not is_blank and not is_one_of(value, self.unless):
                return value
        return None


def _value(raw: Any) -> Value:
    if isinstance(raw, str) and raw.startswith(("/", "$/")):
        return Value((_pointer(raw),))
    if isinstance(raw, list) and 0 < len(raw) <= MAX_CHOICES:
        return Value(tuple(_pointer(each) for each in raw))
    if isinstance(raw, dict):
        return _chosen(raw)
    if raw is None or isinstance(raw, list):
        raise PydanticCustomError(
            "value", "Give a pointer such as /order/id, a list of up to 10 of them, or a constant."
        )
    return Value(constant=_constant(raw))


From: TypeAlias = Annotated[Value, PlainValidator(_value)]


class _Choice(Body):
    """Pointers, and what may stand there that means nothing, such as an address of nobody."""

    at: From
    unless: Constants


def _chosen(raw: dict[str, Any]) -> Value:
    choice = None if isinstance(raw.get("at"), dict) else _Choice.model_validate(raw)
    if choice is None or not choice.at.pointers:
        raise PydanticCustomError("pointer", "Give at as a JSON pointer, or a list of them.")
    return replace(choice.at, unless=choice.unless)


class Condition(Body):
    """What must hold of the value at a place; exactly one thing is said of it."""

    at: At
    is_: Constant | None = Field(default=None, alias="is")
    one_of: Constants | None = None
    none_of: Constants | None = None
    there: Annotated[bool, Field(strict=True)] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        said = (self.is_, self.one_of, self.none_of, self.there)
        if sum(each is not None for each in said) != 1:
            raise PydanticCustomError("condition", "Say one of is, one_of, none_of and there.")
        return self

    def holds(self, scope: Scope) -> bool:
        value = self.at.of(scope)
        if self.there is not None:
            return (value is not None) == self.there
        if self.none_of is not None:
            return not is_one_of(value, self.none_of)
        wanted = (self.is_,) if self.is_ is not None else self.one_of or ()
        return is_one_of(value, wanted)


Conditions: TypeAlias = Annotated[tuple[Condition, ...], Field(max_length=20)]
