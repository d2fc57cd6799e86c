"""The law for one business, as a pure function of what is given to whom, for what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from goodword.compliance.case import UNKNOWN_PLACE, Case
from goodword.compliance.facts import Fact
from goodword.compliance.industries import Industry, industry_of
from goodword.compliance.rule import Rule
from goodword.compliance.rules import RULES
from goodword.compliance.ruling import Ruling, ruling_of
from goodword.compliance.vocabulary import Side, kinds_of, trigger_of
from goodword.money import Money

MAX_CASES = 8192
"""Bound on the answers kept ready; the one that was not asked for longest is dropped."""


class Located(Protocol):
    """Somebody who takes part, and what is known of them that a rule may ask."""

    @property
    def country(self) -> str | None: ...
    @property
    def region(self) -> str | None: ...
    @property
    def legal(self) -> Mapping[str, bool] | None: ...


class Recipient(Located, Protocol):
    """Whoever would be given something, and what they have had before; None is unknown."""

    @property
    def had_in_year(self) -> Money | None: ...
    @property
    def had_in_12_months(self) -> Money | None: ...


class Question(Protocol):
    """What is given, to whom and for what, in the words of our documents.

    `people` are all who take part, the beneficiary among them; `legal` holds what is known of the
    business that was referred.
    """

    @property
    def kind(self) -> str: ...
    @property
    def item(self) -> str | None: ...
    @property
    def amount(self) -> Money | None: ...
    @property
    def to(self) -> str: ...
    @property
    def on(self) -> str: ...
    @property
    def minimum(self) -> bool: ...
    @property
    def by_volume(self) -> bool: ...
    @property
    def is_fixed(self) -> bool: ...
    @property
    def is_public(self) -> bool: ...
    @property
    def beneficiary(self) -> Recipient: ...
    @property
    def people(self) -> Sequence[Located]: ...
    @property
    def offered_at(self) -> datetime | None: ...
    @property
    def bought_at(self) -> datetime | None: ...
    @property
    def legal(self) -> Mapping[str, bool] | None: ...


@dataclass(frozen=True, slots=True)
class Law:
    """The law for a business of one industry in one place (ISO 3166), asked gift by gift.

    `signed` are the places for which a person has signed.
    """

    industry: Industry
    place: str
    signed: frozenset[str] = frozenset()

    def __call__(self, question: Question, /) -> Ruling:
        return _ruled(self._case(question), self.signed)

    def _case(self, question: Question) -> Case:
        known = dict(_of_the_offer(question))
        for told in (question.legal, question.beneficiary.legal):
            known |= {_FACTS[name]: so for name, so in (told or {}).items() if name in _FACTS}
        return Case(
            industry=self.industry,
            side=Side(question.to),
            places=tuple(dict.fromkeys([self.place, *(_place_of(one) for one in question.people)])),
            kinds=kinds_of(question.kind, question.item),
            trigger=trigger_of(question.on, minimum=question.minimum),
            value=question.amount,
            in_year=question.beneficiary.had_in_year,
            in_12_months=question.beneficiary.had_in_12_months,
            yes=frozenset(fact for fact, so in known.items() if so),
            no=frozenset(fact for fact, so in known.items() if not so),
        )


def law_for(industry: str | None, place: str | None, signed: Iterable[str] = ()) -> Law:
    """The law for a business of this industry in this place (`US-FL`, or `US`)."""
    return Law(industry_of(industry), place or UNKNOWN_PLACE, frozenset(signed))


def _place_of(somebody: Located) -> str:
    """ISO 3166: `US-FL`, or `US` where no region is known; empty where nothing is."""
    if not somebody.country:
        return UNKNOWN_PLACE
    return f"{somebody.country}-{somebody.region}" if somebody.region else somebody.country


_FACTS: Mapping[str, Fact] = {fact.value: fact for fact in Fact}


def _of_the_offer(question: Question) -> Iterator[tuple[Fact, bool]]:
    """What a program settles by being one: it is published, so its rewards are promised and asked
    for, and each is given once per referral and stage."""
    yield Fact.PROMISED, True
    yield Fact.SOLICITED, True
    yield Fact.TIED_TO_REFERRAL, True
    yield Fact.VOLUME_BASED, question.by_volume
    yield Fact.FIXED_AMOUNT, question.is_fixed
    yield Fact.PUBLIC_OFFER, question.is_public
    yield Fact.TRANSACTION_CLOSED, question.on == "sale"
    if question.on != "sale":
        yield Fact.ONCE_PER_REFERRED, True
    if question.offered_at is not None and question.bought_at is not None:
        yield Fact.OFFERED_BEFORE_OWN_PURCHASE, question.offered_at <= question.bought_at


@lru_cache(maxsize=64)
def rules_of(industry: Industry) -> tuple[Rule, ...]:
    """The rules that can be about an industry at all."""
    return tuple(
        rule for rule in RULES if not rule.sectors or industry.is_in(rule.sectors) is not False
    )


@lru_cache(maxsize=MAX_CASES)
def _ruled(case: Case, signed: frozenset[str]) -> Ruling:
    return ruling_of(case, rules_of(case.industry), signed)
