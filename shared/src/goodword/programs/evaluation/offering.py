"""What the law says of a document before anything was earned: when it is published or offered.

Asked gift by gift, each at the most that it can come to.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from goodword.money import Money
from goodword.programs.document.amounts import Amount, AmountOff, Fixed, Percent, Tiers
from goodword.programs.document.gifts import Gift
from goodword.programs.document.model import minor_units
from goodword.programs.document.program import ProgramDocument
from goodword.programs.document.rules import Recipient, RewardRule
from goodword.programs.evaluation.facts import Person, Referrer
from goodword.programs.evaluation.question import LegalQuestion, legal_terms
from goodword.programs.evaluation.verdict import Law, LawVerdict

STRICTEST_FIRST = ("BLOCK", "NEEDS_REVIEW", "ALLOW_WITH_CONDITIONS", "ALLOW")


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the law says of one gift of a rule; `pointer` leads to it in the document."""

    pointer: str
    rule: RewardRule
    gift: Gift
    law: LawVerdict

    @property
    def decision(self) -> str:
        """A word that we do not know is not a yes."""
        known = self.law.decision in STRICTEST_FIRST
        return self.law.decision if known else "NEEDS_REVIEW"

    @property
    def allowed(self) -> bool:
        yes = self.decision in ("ALLOW", "ALLOW_WITH_CONDITIONS")
        return yes and self.law.conditions_met


@dataclass(frozen=True, slots=True)
class Offering:
    """What the law says of all that is offered to one person; `rules` are those that decide it."""

    allowed: bool
    decision: str
    rules: tuple[str, ...]


def rulings(
    document: ProgramDocument, law: Law, beneficiary: Person, at: datetime | None = None
) -> list[Ruled]:
    """What the law says of every gift, were it offered to `beneficiary` (at `at`)."""
    return rulings_for(document, law, lambda rule: beneficiary, at)


def rulings_for(
    document: ProgramDocument,
    law: Law,
    whom: Callable[[RewardRule], Person],
    at: datetime | None = None,
) -> list[Ruled]:
    """What the law says of every gift, were it offered to `whom` its rule is for."""
    return [
        Ruled(pointer, rule, gift, law(_question(document, rule, gift, (whom(rule), at))))
        for place, rule in enumerate(document.rewards)
        for pointer, gift in rule.gift_pointers(f"/rewards/{place}")
    ]


def _question(
    document: ProgramDocument, rule: RewardRule, gift: Gift, offer: tuple[Person, datetime | None]
) -> LegalQuestion:
    beneficiary, at = offer
    return LegalQuestion(
        terms=legal_terms(rule, document),
        kind=gift.kind,
        amount=dearest(gift.amount, document.currency),
        item=gift.item,
        beneficiary=beneficiary,
        people=(beneficiary,),
        offered_at=at,
        bought_at=beneficiary.bought_at if isinstance(beneficiary, Referrer) else None,
    )


def offering(
    document: ProgramDocument, law: Law, referrer: Person, at: datetime | None = None
) -> Offering:
    """Whether the rewards of a referrer may be promised to this one (at `at`).

    Of the gifts of one rule the mildest answer counts, since only what is allowed is given; of the
    rules the strictest, since a promise is made of all of them.
    """
    asked = rulings(document, law, referrer, at)
    ruled = [one for one in asked if one.rule.to is Recipient.REFERRER]
    best = [_mildest(ruled, rule) for rule in dict.fromkeys(one.rule.rule for one in ruled)]
    strictest = min(best, key=_strictness, default=None)
    return Offering(
        allowed=all(one.allowed for one in best),
        decision=strictest.decision if strictest else "ALLOW",
        rules=tuple(dict.fromkeys(each.rule for one in ruled for each in one.law.deciding)),
    )


def _mildest(ruled: Sequence[Ruled], rule: str) -> Ruled:
    return max((one for one in ruled if one.rule.rule == rule), key=_strictness)


def _strictness(one: Ruled) -> tuple[int, bool]:
    return STRICTEST_FIRST.index(one.decision), one.law.conditions_met


def dearest(amount: Amount | None, currency: str) -> Money | None:
    """The most money that this can come to; None where that is unknown, or it is no money."""
    found = list(_amounts(amount, currency))
    known = [one for one in found if one is not None]
    return None if not known or len(known) < len(found) else max(known, key=lambda one: one.minor)


def _amounts(amount: Amount | None, currency: str) -> Iterator[Money | None]:
    if isinstance(amount, Tiers):
        for tier in amount.tiers:
            yield from _amounts(tier, currency)
        return
    text: str | None = None
    if isinstance(amount, Fixed):
        text = amount.fixed
    elif isinstance(amount, AmountOff):
        text = amount.amount_off
    elif isinstance(amount, Percent):
        text = amount.at_most
    yield Money(minor=minor_units(text, currency), currency=currency) if text else None
