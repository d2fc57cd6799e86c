"""What a gift is worth, given the facts: the amounts of a document, made ready to be applied."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from goodword.money import Money, half_even
from goodword.programs.document.amounts import (
    Amount,
    AmountOff,
    Fixed,
    Percent,
    PercentOff,
    Points,
    Tiers,
)
from goodword.programs.document.gifts import Gift
from goodword.programs.document.model import minor_units
from goodword.programs.evaluation.facts import Facts
from goodword.programs.evaluation.readings import READINGS
from goodword.programs.evaluation.verdict import Option


@dataclass(frozen=True, slots=True)
class Worth:
    """At most one of these; nothing at all for a gift without a price."""

    amount: Money | None = None
    points: int | None = None
    percent_off: str | None = None


Weigh: TypeAlias = Callable[[Facts], Worth]


def compile_gift(gift: Gift, currency: str) -> Callable[[Facts], Option]:
    """Settle the worth of `gift`; where it is always the same, that is done here, once."""
    if gift.amount is None or isinstance(gift.amount, Fixed | Points | PercentOff | AmountOff):
        option = _option(gift, _constant(gift.amount, currency))
        return lambda facts: option
    weigh = compile_amount(gift.amount, currency)
    return lambda facts: _option(gift, weigh(facts))


def _option(gift: Gift, worth: Worth) -> Option:
    return Option(
        kind=gift.kind,
        amount=worth.amount,
        points=worth.points,
        percent_off=worth.percent_off,
        item=gift.item,
        where=gift.where,
        valid_days=gift.valid_days,
    )


def compile_amount(amount: Amount, currency: str) -> Weigh:
    """How to weigh `amount` for a sale in the same currency."""
    if isinstance(amount, Percent):
        return _percent(amount, currency)
    if isinstance(amount, Tiers):
        return _tiers(amount, currency)
    worth = _constant(amount, currency)
    return lambda facts: worth


def _constant(amount: Fixed | Points | PercentOff | AmountOff | None, currency: str) -> Worth:
    if isinstance(amount, Fixed):
        return Worth(amount=_money(amount.fixed, currency))
    if isinstance(amount, AmountOff):
        return Worth(amount=_money(amount.amount_off, currency))
    if isinstance(amount, Points):
        return Worth(points=amount.points)
    return Worth(percent_off=amount.percent_off) if amount else Worth()


def _money(text: str, currency: str) -> Money:
    return Money(minor=minor_units(text, currency), currency=currency)


def _percent(amount: Percent, currency: str) -> Weigh:
    """A share of nothing is nothing, whatever the minimum."""
    numerator, denominator = Decimal(amount.percent).as_integer_ratio()
    read = READINGS[amount.of]
    least = minor_units(amount.at_least, currency) if amount.at_least else 0
    most = minor_units(amount.at_most, currency) if amount.at_most else None

    def weigh(facts: Facts) -> Worth:
        base = read(facts)
        if not isinstance(base, int) or base <= 0:
            return Worth(amount=Money(minor=0, currency=currency))
        minor = max(least, half_even(base * numerator, 100 * denominator))
        return Worth(
            amount=Money(minor=minor if most is None else min(minor, most), currency=currency)
        )

    return weigh


def _tiers(amount: Tiers, currency: str) -> Weigh:
    """The last tier that has begun; the first also for a count that has not begun itself."""
    begins = [tier.begins for tier in amount.tiers]
    weighs = [compile_amount(tier, currency) for tier in amount.tiers]
    read = READINGS[amount.by]

    def weigh(facts: Facts) -> Worth:
        count = read(facts)
        reached = bisect_right(begins, count) if isinstance(count, int) else 0
        return weighs[max(reached - 1, 0)](facts)

    return weigh
