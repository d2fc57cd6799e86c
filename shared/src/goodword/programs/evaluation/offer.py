"""Which gift it comes to: what the beneficiary can accept, the law allows and limits leave."""

from collections.abc import Sequence
from dataclasses import dataclass

from goodword.programs.document.gifts import GiftKind
from goodword.programs.document.rules import Recipient
from goodword.programs.evaluation.counters import (
    Counters,
    Scoped,
    cut,
    passed,
    scopes_of,
    usage_of,
    uses_of,
)
from goodword.programs.evaluation.facts import Facts, Person
from goodword.programs.evaluation.plan import RulePlan
from goodword.programs.evaluation.question import (
    LegalQuestion,
    LegalTerms,
    offered_at,
    people_in,
)
from goodword.programs.evaluation.reasons import Reason, ReasonCode
from goodword.programs.evaluation.verdict import AppliedRule, Law, LawVerdict, LimitUse, Option

_DONATIONS = frozenset({GiftKind.CHARITY_DONATION, GiftKind.RECOGNITION})


@dataclass(frozen=True, slots=True)
class Offer:
    """What would be given, and what stands in its way."""

    options: tuple[Option, ...]
    reasons: tuple[Reason, ...] = ()
    law: tuple[AppliedRule, ...] = ()
    uses: tuple[LimitUse, ...] = ()
    instead_of: GiftKind | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an offer depends on beside its rule."""

    facts: Facts
    beneficiary: Person
    counters: Counters
    law: Law
    terms: LegalTerms


@dataclass(frozen=True, slots=True)
class _Vetted:
    """Options after asking beneficiary and law; `refused` where none of them can be given."""

    options: tuple[Option, ...]
    reasons: tuple[Reason, ...]
    law: tuple[AppliedRule, ...]
    refused: bool


def offer_for(rule: RulePlan, around: Surroundings) -> Offer:
    """The gift of `rule`, or the one given instead where the first is refused."""
    limits = _scoped(rule, around)
    options = _worthy(tuple(settle(around.facts) for settle in rule.gifts))
    first = _vet(cut(options, limits, around.counters), around)
    if not first.refused or rule.instead is None:
        return _limited(first, limits, around.counters)
    replaced = cut(_worthy((rule.instead(around.facts),)), limits, around.counters)
    second = _vet(replaced, around)
    if second.refused:
        both = _Vetted(
            first.options, first.reasons + second.reasons, first.law + second.law, refused=True
        )
        return _limited(both, limits, around.counters)
    merged = _Vetted(second.options, second.reasons, first.law + second.law, refused=False)
    return _limited(merged, limits, around.counters, instead_of=rule.kind)


def _scoped(rule: RulePlan, around: Surroundings) -> Scoped:
    return [
        (limit, scope)
        for limit in rule.limits
        for scope in scopes_of(limit, around.facts, around.beneficiary)
    ]


def _limited(
    vetted: _Vetted, limits: Scoped, counters: Counters, *, instead_of: GiftKind | None = None
) -> Offer:
    usage = usage_of(vetted.options)
    reasons = (*vetted.reasons, *_worthless(vetted.options), *passed(usage, limits, counters))
    return Offer(
        options=vetted.options,
        reasons=tuple(dict.fromkeys(reasons)),
        law=tuple(dict.fromkeys(vetted.law)),
        uses=uses_of(usage, limits),
        instead_of=instead_of,
    )


def _worthy(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Only what is worth something, if anything is."""
    return tuple(one for one in options if not _nil(one)) or options


def _nil(option: Option) -> bool:
    return option.amount is not None and option.amount.minor <= 0


def _worthless(options: Sequence[Option]) -> list[Reason]:
    """A share of nothing is no reward."""
    nil = any(_nil(option) for option in options)
    return [Reason(ReasonCode.BELOW_MINIMUM, "a reward above zero", "0")] if nil else []


def _vet(options: tuple[Option, ...], around: Surroundings) -> _Vetted:
    """Keep what can be given; else what may become so; else everything, with all reasons."""
    clear: list[Option] = []
    open_: list[Option] = []
    against: list[Reason] = []
    waiting: list[Reason] = []
    law: list[AppliedRule] = []
    for option in options:
        ruling = around.law(_question(option, around))
        law += [AppliedRule.of(one) for one in ruling.rules]
        reason = _objection(option, ruling, around.beneficiary)
        if reason is None:
            clear.append(option)
        elif reason.holds:
            open_.append(option)
            waiting.append(reason)
        else:
            against.append(reason)
    if clear:
        return _Vetted(tuple(clear), (), tuple(law), refused=False)
    if open_:
        return _Vetted(tuple(open_), tuple(waiting), tuple(law), refused=False)
    return _Vetted(options, tuple(against), tuple(law), refused=True)


def _question(option: Option, around: Surroundings) -> LegalQuestion:
    facts, to = around.facts, around.terms.to
    return LegalQuestion(
        terms=around.terms,
        kind=option.kind,
        amount=option.amount,
        item=option.item,
        beneficiary=around.beneficiary,
        people=people_in(facts, around.beneficiary),
        offered_at=offered_at(facts, to),
        bought_at=facts.referrer.bought_at if to is Recipient.REFERRER else None,
        legal=facts.legal,
    )


def _objection(option: Option, ruling: LawVerdict, beneficiary: Person) -> Reason | None:
    """Why this option cannot be given; a word that we do not know is not a yes."""
    accepts = beneficiary.accepts
    if accepts == "nothing" or (accepts == "donation_only" and option.kind not in _DONATIONS):
        return Reason(ReasonCode.CANNOT_ACCEPT, option.kind, accepts)
    rules = tuple(dict.fromkeys(one.rule for one in ruling.deciding))
    if ruling.decision == "BLOCK":
        return Reason(ReasonCode.FORBIDDEN_BY_LAW, option.kind, rules)
    if ruling.decision not in ("ALLOW", "ALLOW_WITH_CONDITIONS"):
        return Reason(ReasonCode.LAW_UNKNOWN, option.kind, rules)
    if not ruling.conditions_met:
        return Reason(ReasonCode.SIGNOFF_MISSING, option.kind, rules)
    return None
