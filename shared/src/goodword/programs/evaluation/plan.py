"""A document made ready to be evaluated: compiled once, then used for every decision."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from goodword.money import Money
from goodword.programs.document.conditions import Condition
from goodword.programs.document.fields import Op
from goodword.programs.document.gifts import Choice, Gift, GiftKind
from goodword.programs.document.model import minor_units
from goodword.programs.document.program import ApprovalAbove, ProgramDocument, ProgramKind
from goodword.programs.document.rules import Cause, Recipient, RewardRule
from goodword.programs.evaluation.compiled import Question, compile_entry
from goodword.programs.evaluation.counters import ALL_RULES, LimitPlan, plan_limit
from goodword.programs.evaluation.facts import Facts
from goodword.programs.evaluation.question import LegalTerms, legal_terms
from goodword.programs.evaluation.verdict import Option
from goodword.programs.evaluation.worth import compile_gift

MAX_PLANS = 2048
"""Bound on the documents kept ready; the longest unused is dropped."""

Settle: TypeAlias = Callable[[Facts], Option]

_INTRODUCED = Condition.model_validate(
    {"field": "referral.class", "op": Op.EQ, "value": "active_referral"}
)


@dataclass(frozen=True, slots=True)
class RulePlan:
    """One rule, made ready. `kind` is the first gift's, or the default of `choice`."""

    rule: str
    to: Recipient
    questions: tuple[Question, ...]
    gifts: tuple[Settle, ...]
    choice: Choice | None
    kind: GiftKind
    instead: Settle | None
    limits: tuple[LimitPlan, ...]
    terms: LegalTerms


@dataclass(frozen=True, slots=True)
class Plan:
    """A document, made ready: its rules by what they wait for."""

    rules: dict[Cause, tuple[RulePlan, ...]]
    approve_above: int | None

    def needs_approval(self, options: tuple[Option, ...]) -> bool:
        """Whether a person must approve the dearest of these. Points have no price."""
        above = self.approve_above
        return above is not None and any(_worth(option.amount) > above for option in options)


def _worth(amount: Money | None) -> int:
    return amount.minor if amount else 0


@lru_cache(maxsize=MAX_PLANS)
def plan_of(document: ProgramDocument) -> Plan:
    """The plan of a document. Pass the same object each time: finding it again is then cheap."""
    plans = [(rule.on, _plan_rule(rule, document)) for rule in document.rewards]
    return Plan(
        rules={cause: tuple(plan for on, plan in plans if on is cause) for cause in Cause},
        approve_above=_approve_above(document),
    )


def _plan_rule(rule: RewardRule, document: ProgramDocument) -> RulePlan:
    currency = document.currency
    choice = rule.give if isinstance(rule.give, Choice) else None
    own = [plan_limit(limit, rule.rule, currency) for limit in rule.limits]
    shared = [plan_limit(limit, ALL_RULES, currency) for limit in document.limits]
    return RulePlan(
        rule=rule.rule,
        to=rule.to,
        questions=_questions(rule, document),
        gifts=tuple(compile_gift(gift, currency) for gift in rule.give.gifts),
        choice=choice,
        kind=(choice.default if choice else None) or rule.give.gifts[0].kind,
        instead=compile_gift(rule.instead, currency) if isinstance(rule.instead, Gift) else None,
        limits=(*own, *shared),
        terms=legal_terms(rule, document),
    )


def _questions(rule: RewardRule, document: ProgramDocument) -> tuple[Question, ...]:
    """What the rule asks; active introductions ask for one, whatever the document says."""
    entries = rule.when
    if document.kind is ProgramKind.ACTIVE_INTRO and _INTRODUCED not in entries:
        entries = (_INTRODUCED, *entries)
    return tuple(compile_entry(entry, document.currency) for entry in entries)


def _approve_above(document: ProgramDocument) -> int | None:
    """The minor units above which a person decides; below zero, every reward waits."""
    if isinstance(document.approval, ApprovalAbove):
        return minor_units(document.approval.above, document.currency)
    return -1 if document.approval == "manual" else None
