"""The conditions of `when`: fields compared with values, joined by `any` and `not`."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Field, PlainValidator, Tag
from pydantic_core import PydanticCustomError

from goodword.errors import Problem
from goodword.programs.document.fields import FIELDS, OPS, UNITS, FieldName, FieldType, Op
from goodword.programs.document.model import Part, by_key, money_problem

MAX_CONDITIONS = 20
"""Bound on the comparisons in one `when`."""

MAX_DEPTH = 3
"""Bound on nesting: an entry of `when` has depth 1."""

MAX_VALUES = 100
"""Bound on the values of `in` and `not_in`."""

MAX_NUMBER = 10**9

Scalar: TypeAlias = bool | int | str
Value: TypeAlias = Scalar | tuple[Scalar, ...] | None

_PYTHON: dict[FieldType, tuple[type, str]] = {
    FieldType.NUMBER: (int, "a whole number"),
    FieldType.FLAG: (bool, "true or false"),
    FieldType.TEXT: (str, "a text"),
    FieldType.LIST: (str, "a text"),
    FieldType.MONEY: (str, 'an amount as text, such as "50.00"'),
}
_AMOUNT = re.compile(r"(0|[1-9]\d{0,11})(\.\d{1,4})?")


def _value(given: Any) -> Value:
    """Let in what JSON can say in one value or a flat list, and nothing else."""
    if given is None or isinstance(given, bool | int | str):
        return given
    if isinstance(given, list | tuple) and all(isinstance(one, bool | int | str) for one in given):
        return tuple(given)
    raise PydanticCustomError("invalid", "Give a text, a whole number, true, false, or a list.")


class Condition(Part):
    """One comparison. A field of which nothing is known satisfies nothing but `exists: false`."""

    field: FieldName = Field(json_schema_extra={"x-units": UNITS})
    op: Op
    value: Annotated[
        Value, PlainValidator(_value, json_schema_input_type=Scalar | list[Scalar] | None)
    ] = None

    def mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        """What cannot be right in this comparison, with pointers below `at`."""
        fitting = OPS[FIELDS[self.field].type]
        if self.op not in fitting:
            detail = f"{self.field} takes {', '.join(sorted(fitting))}."
            yield Problem(f"{at}/op", "op_does_not_fit", detail)
        elif self.op is Op.EXISTS:
            if not isinstance(self.value, bool | None):
                yield Problem(f"{at}/value", "wrong_type", "exists takes true or false.")
        elif self.op in (Op.IN, Op.NOT_IN):
            yield from self._list_mistakes(f"{at}/value", currency)
        else:
            yield from _scalar_mistakes(f"{at}/value", self.field, self.value, currency)

    def _list_mistakes(self, at: str, currency: str) -> Iterator[Problem]:
        if not isinstance(self.value, tuple) or not 0 < len(self.value) <= MAX_VALUES:
            yield Problem(at, "wrong_type", f"{self.op} takes a list of 1 to {MAX_VALUES} values.")
            return
        for place, one in enumerate(self.value):
            yield from _scalar_mistakes(f"{at}/{place}", self.field, one, currency)


def _scalar_mistakes(at: str, field: FieldName, value: Value, currency: str) -> Iterator[Problem]:
    rules = FIELDS[field]
    wanted, called = _PYTHON[rules.type]
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        yield Problem(at, "wrong_type", f"{field} is compared with {called}.")
    elif isinstance(value, str):
        yield from _text_mistakes(at, field, value, currency)
    elif abs(value) > MAX_NUMBER:  # type: ignore[arg-type]  # a number, since not a text
        yield Problem(at, "out_of_range", f"Give a number up to {MAX_NUMBER}.")


def _text_mistakes(at: str, field: FieldName, value: str, currency: str) -> Iterator[Problem]:
    rules = FIELDS[field]
    if rules.type is FieldType.MONEY:
        if not _AMOUNT.fullmatch(value):
            yield Problem(at, "wrong_type", f"{field} is compared with {_PYTHON[rules.type][1]}.")
        elif problem := money_problem(at, value, currency, least=0):
            yield problem
    elif rules.choices and value not in rules.choices:
        yield Problem(at, "unknown_value", f"{field} is one of {', '.join(rules.choices)}.")
    elif not re.fullmatch(rules.pattern, value):
        yield Problem(at, "unknown_value", f"{field} never looks like this: {rules.unit}.")


class AnyOf(Part):
    """Holds where at least one of its entries does."""

    any_of: tuple["Entry", ...] = Field(alias="any", min_length=1, max_length=MAX_CONDITIONS)


class Not(Part):
    """Holds where its entry is known not to."""

    negated: "Entry" = Field(alias="not")


Entry: TypeAlias = Annotated[
    Annotated[AnyOf, Tag("<any>")]
    | Annotated[Not, Tag("<not>")]
    | Annotated[Condition, Tag("<field>")],
    Discriminator(
        by_key("any", "not", "field"),
        custom_error_type="invalid",
        custom_error_message='Write {"field", "op", "value"}, {"any": […]} or {"not": …}.',
    ),
]


def comparisons(entries: Sequence[Entry], at: str) -> Iterator[tuple[str, Condition]]:
    """Every comparison among `entries`, with its pointer."""
    for place, entry in enumerate(entries):
        yield from _comparisons(entry, f"{at}/{place}")


def _comparisons(entry: Entry, at: str) -> Iterator[tuple[str, Condition]]:
    if isinstance(entry, Condition):
        yield at, entry
    elif isinstance(entry, Not):
        yield from _comparisons(entry.negated, f"{at}/not")
    else:
        yield from comparisons(entry.any_of, f"{at}/any")


def depth(entry: Entry) -> int:
    """How deep an entry is nested; a bare comparison is 1."""
    if isinstance(entry, Condition):
        return 1
    if isinstance(entry, Not):
        return 1 + depth(entry.negated)
    return 1 + max(depth(one) for one in entry.any_of)


def when_mistakes(when: Sequence[Entry], at: str, currency: str) -> Iterator[Problem]:
    """What cannot be right in a `when` at pointer `at`."""
    found = tuple(comparisons(when, at))
    if len(found) > MAX_CONDITIONS:
        yield Problem(at, "too_many_conditions", f"Use at most {MAX_CONDITIONS} comparisons.")
    for place, entry in enumerate(when):
        if depth(entry) > MAX_DEPTH:
            yield Problem(f"{at}/{place}", "too_deep", f"Nest at most {MAX_DEPTH} levels deep.")
    for pointer, condition in found:
        yield from condition.mistakes(pointer, currency)
