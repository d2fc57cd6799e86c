"""One gift to one person, as rules of law look at it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from goodword.compliance.facts import PRESUMED_ABSENT, Fact
from goodword.compliance.industries import Industry
from goodword.compliance.vocabulary import Basis, Kind, Side, Trigger
from goodword.money import Money

UNKNOWN_PLACE = ""
"""Where somebody takes part of whom we do not know where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`yes` and `no` are the facts that are known; about every other one nothing is.

    `places` are those of seller, recipient and prospect (ISO 3166: `US`, `US-FL`), each once;
    `kinds` all that the gift may be. `in_year` and `in_12_months` are what the recipient has had of
    the seller so far, this gift not counted; None is unknown, as is a `value` of None.
    """

    industry: Industry
    side: Side
    places: tuple[str, ...]
    kinds: frozenset[Kind]
    trigger: Trigger | None = None
    value: Money | None = None
    in_year: Money | None = None
    in_12_months: Money | None = None
    yes: frozenset[Fact] = field(default_factory=frozenset)
    no: frozenset[Fact] = field(default_factory=frozenset)

    def knows(self, fact: Fact) -> bool | None:
        """Whether it is so; None where that is unknown."""
        return True if fact in self.yes else False if fact in self.no else None

    def before(self, basis: Basis, currency: str) -> Money | None:
        """What counts towards a cap of this basis beside the gift itself."""
        if basis is Basis.EACH:
            return Money.zero(currency)
        return self.in_year if basis is Basis.CALENDAR_YEAR else self.in_12_months

    @property
    def is_regulated(self) -> bool:
        return self.industry.is_regulated

    def presumed(self) -> "Case":
        """The same, with what need not be asked outside regulated industries."""
        if self.is_regulated:
            return self
        return replace(self, no=self.no | (PRESUMED_ABSENT - self.yes))

    def heres(self) -> Iterator[str]:
        """The places to look at, one by one. Unknown ones count where the industry is regulated,
        or where no other is known."""
        known = [place for place in self.places if place != UNKNOWN_PLACE]
        yield from known
        if not known or (self.is_regulated and UNKNOWN_PLACE in self.places):
            yield UNKNOWN_PLACE
