"""What many rules ask."""

from goodword.compliance.facts import Fact
from goodword.compliance.predicates import All, Cap, DependsOn, Is, Not, OfKind, To
from goodword.compliance.vocabulary import SALES, Basis, Kind, Side, Trigger
from goodword.money import Money

TO_WHO_REFERRED = To(frozenset({Side.REFERRER, Side.REP, Side.PARTNER}))
TO_THE_REFERRED = To(frozenset({Side.PROSPECT}))

OF_VALUE = Not(OfKind(frozenset({Kind.RECOGNITION_PRIVATE})))
"""Anything but a thank-you in private, which is worth nothing (R-THX-04)."""

UNLICENSED = Not(Is(Fact.LICENSED))
UNLICENSED_REFERRER = All((TO_WHO_REFERRED, UNLICENSED, OF_VALUE))

ON_SALE = DependsOn(SALES)
ON_SALE_OR_APPLICATION = DependsOn(SALES | {Trigger.ON_APPLICATION})
TO_PARTNER_BY_VOLUME = All((To(frozenset({Side.PARTNER})), Is(Fact.VOLUME_BASED)))
"""R-INC-15: partners in health, law and homes are not rewarded by the number of referrals."""
UNPROMISED = DependsOn(frozenset({Trigger.UNPROMISED_GIFT}))

MONEY = frozenset({Kind.CASH, Kind.CASH_EQUIVALENT})
AS_MONEY = OfKind(MONEY)


def of_kind(*kinds: Kind) -> OfKind:
    return OfKind(frozenset(kinds))


def usd(amount: int, basis: Basis = Basis.EACH) -> Cap:
    """A cap in whole dollars."""
    return Cap(Money(minor=amount * 100, currency="USD"), basis)
