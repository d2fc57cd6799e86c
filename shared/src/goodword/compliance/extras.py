"""Something given to a client beside any program, which may still be a thing of value to somebody
who refers (R-VAL-04)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from goodword.compliance.facts import Fact
from goodword.compliance.law import Recipient
from goodword.money import Money

_UNPROMISED: Final[Mapping[str, bool]] = {
    fact.value: False
    for fact in (Fact.PROMISED, Fact.SOLICITED, Fact.TIED_TO_REFERRAL, Fact.PUBLIC_OFFER)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A service that a client got for nothing: nobody promised it, and what it was worth nobody
    told. To be asked of a `Law`."""

    beneficiary: Recipient
    kind: str = "service"
    item: str | None = None
    amount: Money | None = None
    to: str = "referrer"
    on: str = "nothing"
    minimum: bool = False
    by_volume: bool = False
    is_fixed: bool = False
    is_public: bool = False
    offered_at: datetime | None = None
    bought_at: datetime | None = None

    @property
    def people(self) -> tuple[Recipient, ...]:
        return (self.beneficiary,)

    @property
    def legal(self) -> Mapping[str, bool]:
        return _UNPROMISED
