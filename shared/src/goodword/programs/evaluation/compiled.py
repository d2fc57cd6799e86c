"""Conditions, made ready to be asked many times.

Logic has three values here: what is unknown (None) satisfies nothing, and neither does its
opposite.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from goodword import ids
from goodword.money import decimals
from goodword.programs.document.conditions import AnyOf, Condition, Entry, Scalar, Value
from goodword.programs.document.fields import FIELDS, FieldType, Op
from goodword.programs.document.model import minor_units
from goodword.programs.evaluation.facts import Facts
from goodword.programs.evaluation.readings import READINGS, Found, shown
from goodword.programs.evaluation.reasons import Actual, Reason, ReasonCode
from goodword.programs.evaluation.verdict import Check

Answer: TypeAlias = tuple[bool | None, Actual]

_COMPARE: Mapping[Op, Callable[[Any, Any], bool]] = {
    Op.EQ: operator.eq,
    Op.NE: operator.ne,
    Op.GT: operator.gt,
    Op.GTE: operator.ge,
    Op.LT: operator.lt,
    Op.LTE: operator.le,
    Op.IN: lambda found, wanted: found in wanted,
    Op.NOT_IN: lambda found, wanted: found not in wanted,
    Op.CONTAINS: lambda found, wanted: wanted in found,
}


@dataclass(frozen=True, slots=True)
class Question:
    """One entry of `when`: what to ask, how to say it, and why it denies where it fails."""

    text: str
    reason: ReasonCode
    required: Actual
    ask: Callable[[Facts], Answer]

    def check(self, facts: Facts) -> Check:
        holds, actual = self.ask(facts)
        return Check(self.text, actual, holds is True)

    def failed(self, check: Check) -> Reason:
        return Reason(self.reason, self.required, check.actual)


def compile_entry(entry: Entry, currency: str) -> Question:
    """The test that an entry of `when` stands for."""
    if isinstance(entry, Condition):
        return _comparison(entry, currency)
    if isinstance(entry, AnyOf):
        return _any(tuple(compile_entry(one, currency) for one in entry.any_of))
    return _not(compile_entry(entry.negated, currency))


def _comparison(condition: Condition, currency: str) -> Question:
    field, op, places = condition.field, condition.op, decimals(currency)
    read = READINGS[field]
    if op is Op.EXISTS:
        required: Actual = condition.value is not False
        compare = _compare_existence(required)
    else:
        compare = _compare(_COMPARE[op], _ready(condition, currency))
        required = _required(condition.value)

    def ask(facts: Facts) -> Answer:
        found = read(facts)
        return compare(found), shown(field, found, places)

    text = f"{field} {op} {_said(required)}"
    return Question(text, _reason(condition), required, ask)


def _compare(holds: Callable[[Any, Any], bool], wanted: object) -> Callable[[Found], bool | None]:
    return lambda found: None if found is None else holds(found, wanted)


def _compare_existence(wanted: Actual) -> Callable[[Found], bool | None]:
    return lambda found: (found is not None and found != ()) is wanted


def _ready(condition: Condition, currency: str) -> object:
    """The wanted value in the form in which facts hold theirs."""
    if isinstance(condition.value, tuple):
        return frozenset(_ready_one(condition, one, currency) for one in condition.value)
    return _ready_one(condition, condition.value, currency)


def _ready_one(condition: Condition, value: Value, currency: str) -> object:
    if not isinstance(value, str):
        return value
    if condition.field == "rep.id":
        return ids.read("per", value)
    if FIELDS[condition.field].type is FieldType.MONEY:
        return minor_units(value, currency)
    return value


def _required(value: Value) -> Actual:
    return tuple(_said(one) for one in value) if isinstance(value, tuple) else value


def _said(value: Actual | Scalar) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "nothing" if value is None else str(value)


def _reason(condition: Condition) -> ReasonCode:
    field, op, value = condition.field, condition.op, condition.value
    if FIELDS[field].type is FieldType.MONEY and op in (Op.GTE, Op.GT):
        return ReasonCode.BELOW_MINIMUM
    if field == "prospect.is_new" and (op, value) in ((Op.EQ, True), (Op.NE, False)):
        return ReasonCode.NOT_NEW
    if field == "referral.class" and (op, value) == (Op.EQ, "active_referral"):
        return ReasonCode.NOT_INTRODUCED
    return ReasonCode.CONDITION_NOT_MET


def _any(tests: tuple[Question, ...]) -> Question:
    def ask(facts: Facts) -> Answer:
        answers = [test.ask(facts) for test in tests]
        known = [holds for holds, _ in answers]
        holds = True if True in known else None if None in known else False
        return holds, tuple(_said(actual) for _, actual in answers)

    text = f"any of ({'; '.join(test.text for test in tests)})"
    return Question(text, ReasonCode.CONDITION_NOT_MET, text, ask)


def _not(test: Question) -> Question:
    def ask(facts: Facts) -> Answer:
        holds, actual = test.ask(facts)
        return None if holds is None else not holds, actual

    text = f"not ({test.text})"
    return Question(text, ReasonCode.CONDITION_NOT_MET, text, ask)
