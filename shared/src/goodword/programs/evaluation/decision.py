"""Deciding: a document, facts, counters and the law in, one verdict per rule out."""

from dataclasses import dataclass

from goodword.programs.document.program import ProgramDocument
from goodword.programs.evaluation.counters import Counters, counted, scopes_of
from goodword.programs.evaluation.facts import Facts, Person
from goodword.programs.evaluation.guards import (
    currency_differs,
    favourites,
    findings_for,
    guard,
    outside,
)
from goodword.programs.evaluation.offer import Offer, Surroundings, offer_for
from goodword.programs.evaluation.plan import Plan, RulePlan, plan_of
from goodword.programs.evaluation.reasons import Reason, ReasonCode
from goodword.programs.evaluation.verdict import (
    Check,
    Law,
    LimitScope,
    Option,
    Outcome,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class _Case:
    """What all rules of one decision share."""

    document: ProgramDocument
    plan: Plan
    facts: Facts
    common: tuple[Reason, ...]


def decide(document: ProgramDocument, facts: Facts, counters: Counters, law: Law) -> list[Verdict]:
    """What each rule that waits for this fact comes to, in the order of the document.

    Pure and total: no clock, no I/O, and it never raises on a document that validated. The rules
    of one decision count against shared limits one after the other.
    """
    plan = plan_of(document)
    differs = currency_differs(document, facts)
    if differs is not None:
        return [_refused(rule, document, facts, differs) for rule in plan.rules[facts.cause]]
    case = _Case(document, plan, facts, guard(document, facts))
    verdicts: list[Verdict] = []
    for rule in plan.rules[facts.cause]:
        verdict = _decide(rule, case, counters, law)
        verdicts.append(verdict)
        if verdict.uses:
            counters = counted(counters, [verdict])
    return verdicts


def scopes(document: ProgramDocument, facts: Facts) -> list[LimitScope]:
    """The counters that `decide` would look at, in the order in which to lock them."""
    return sorted(
        {
            scope
            for rule in plan_of(document).rules[facts.cause]
            if rule.limits and (beneficiary := facts.of(rule.to)) is not None
            for limit in rule.limits
            for scope in scopes_of(limit, facts, beneficiary)
        }
    )


def _decide(rule: RulePlan, case: _Case, counters: Counters, law: Law) -> Verdict:
    facts = case.facts
    checks = tuple(question.check(facts) for question in rule.questions)
    reasons = [*case.common, *_failed(rule, checks), *findings_for(facts, rule.rule, rule.to)]
    if (unasked := favourites(case.document, facts, rule.to)) is not None:
        reasons.append(unasked)
    beneficiary = facts.of(rule.to)
    if beneficiary is None:
        reasons.append(Reason(ReasonCode.CONDITION_NOT_MET, f"a {rule.to}", None))
        offer = Offer(options=tuple(settle(facts) for settle in rule.gifts))
    else:
        if (elsewhere := outside(case.document, beneficiary)) is not None:
            reasons.append(elsewhere)
        offer = offer_for(rule, Surroundings(facts, beneficiary, counters, law, rule.terms))
    return _verdict(rule, case, offer, _Grounds(beneficiary, checks, (*reasons, *offer.reasons)))


def _failed(rule: RulePlan, checks: tuple[Check, ...]) -> list[Reason]:
    return [
        question.failed(check)
        for question, check in zip(rule.questions, checks, strict=True)
        if not check.passed
    ]


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What a verdict rests on."""

    beneficiary: Person | None
    checks: tuple[Check, ...]
    reasons: tuple[Reason, ...]

    @property
    def outcome(self) -> Outcome:
        if not self.reasons:
            return Outcome.EARNED
        held = all(reason.holds for reason in self.reasons)
        return Outcome.HELD if held else Outcome.DENIED


def _verdict(rule: RulePlan, case: _Case, offer: Offer, grounds: _Grounds) -> Verdict:
    shown = _shown(rule, offer)
    choice = rule.choice if len(offer.options) > 1 else None
    outcome = grounds.outcome
    return Verdict(
        rule=rule.rule,
        to=rule.to,
        on=case.facts.cause,
        beneficiary=grounds.beneficiary.person_id if grounds.beneficiary else None,
        outcome=outcome,
        kind=shown.kind,
        amount=shown.amount,
        points=shown.points,
        percent_off=shown.percent_off,
        item=shown.item,
        where=shown.where,
        valid_days=shown.valid_days,
        options=offer.options if choice else (),
        default=shown.kind if choice and choice.default else None,
        choose_within_days=choice.choose_within_days if choice else None,
        instead_of=offer.instead_of,
        hold_days=case.document.hold_days,
        needs_approval=case.plan.needs_approval(offer.options),
        program_version=case.facts.program_version,
        net=case.facts.sale.net if case.facts.sale else None,
        checks=grounds.checks,
        reasons=grounds.reasons,
        law=offer.law,
        uses=offer.uses if outcome is not Outcome.DENIED else (),
    )


def _shown(rule: RulePlan, offer: Offer) -> Option:
    """The default of a choice while it is among the options; else the first."""
    for option in offer.options:
        if option.kind is rule.kind:
            return option
    return offer.options[0]


def _refused(rule: RulePlan, document: ProgramDocument, facts: Facts, reason: Reason) -> Verdict:
    """Denied before any amount could be compared."""
    beneficiary = facts.of(rule.to)
    return Verdict(
        rule=rule.rule,
        to=rule.to,
        on=facts.cause,
        beneficiary=beneficiary.person_id if beneficiary else None,
        outcome=Outcome.DENIED,
        kind=rule.kind,
        amount=None,
        hold_days=document.hold_days,
        program_version=facts.program_version,
        net=facts.sale.net if facts.sale else None,
        checks=(),
        reasons=(reason,),
        law=(),
    )
