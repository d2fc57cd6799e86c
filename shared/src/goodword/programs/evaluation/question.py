"""What the law is asked: may this be given to this person, for this?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from goodword.money import Money
from goodword.programs.document.amounts import Fixed, Tiers
from goodword.programs.document.conditions import comparisons
from goodword.programs.document.fields import Op
from goodword.programs.document.gifts import Gift, GiftKind
from goodword.programs.document.program import ProgramDocument, ProgramKind
from goodword.programs.document.rules import Cause, Recipient, RewardRule
from goodword.programs.evaluation.facts import Facts, Person

_AMOUNTS = frozenset({"sale.net", "sale.gross"})
_AT_LEAST = frozenset({Op.GTE, Op.GT})


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalTerms:
    """What a rule promises: to whom and on what, whether a sale has to reach an amount, whether
    more is given the more somebody refers, and whether anybody may see it."""

    to: Recipient
    on: Cause
    minimum: bool
    by_volume: bool
    is_fixed: bool
    is_public: bool


def legal_terms(rule: RewardRule, document: ProgramDocument) -> LegalTerms:
    """The terms of one rule of a document."""
    tiers = [gift.amount for gift in rule.gifts if isinstance(gift.amount, Tiers)]
    return LegalTerms(
        to=rule.to,
        on=rule.on,
        minimum=any(
            condition.field in _AMOUNTS and condition.op in _AT_LEAST
            for _, condition in comparisons(rule.when, "")
        ),
        by_volume=any(tier.by.startswith("referrer.sales") for tier in tiers),
        is_fixed=all(_is_fixed(gift) for gift in rule.gifts),
        is_public=document.kind is ProgramKind.CODE,
    )


def _is_fixed(gift: Gift) -> bool:
    return gift.amount is None or isinstance(gift.amount, Fixed)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalQuestion:
    """One gift to one person under some terms.

    `people` are all who take part, as far as they are known yet: the law of each of their places
    counts. `offered_at` and `bought_at` are when the beneficiary was offered it, and first bought
    themselves.
    """

    terms: LegalTerms
    kind: GiftKind
    amount: Money | None
    beneficiary: Person
    item: str | None = None
    people: tuple[Person, ...] = ()
    offered_at: datetime | None = None
    bought_at: datetime | None = None
    legal: Mapping[str, bool] | None = None

    @property
    def to(self) -> Recipient:
        return self.terms.to

    @property
    def on(self) -> Cause:
        return self.terms.on

    @property
    def minimum(self) -> bool:
        return self.terms.minimum

    @property
    def by_volume(self) -> bool:
        return self.terms.by_volume

    @property
    def is_fixed(self) -> bool:
        return self.terms.is_fixed

    @property
    def is_public(self) -> bool:
        return self.terms.is_public


def people_in(facts: Facts, beneficiary: Person) -> tuple[Person, ...]:
    """Whose places count: referrer, prospect and beneficiary, each once."""
    return tuple(_each_once((facts.referrer, facts.prospect, beneficiary)))


def _each_once(people: tuple[Person, ...]) -> Iterator[Person]:
    seen = set()
    for person in people:
        if person.person_id not in seen:
            seen.add(person.person_id)
            yield person


def offered_at(facts: Facts, to: Recipient) -> datetime | None:
    """When a referrer heard of the reward; whom else, we are not told."""
    if to is not Recipient.REFERRER:
        return None
    return facts.referrer.discussed_at or facts.referral.shared_at or facts.referral.introduced_at
