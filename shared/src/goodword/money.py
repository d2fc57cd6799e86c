"""Money: whole minor units of one currency, never a float, never a bare number.

Decimal places come from ISO 4217 as babel carries it (JPY 0, USD 2, KWD 3). Division happens in
one place, `half_even`, and gives the remainder to nobody.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import lru_cache
from typing import Annotated

from babel.core import get_global
from babel.numbers import format_currency
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MAX_MINOR = 10**15
"""Bound on any amount: a thousand billion at two decimals, well inside a bigint."""

# Room for any amount within bounds. One that needs more is refused: never rounded, and never made a
# whole number of a million digits.
_EXACT = Context(prec=50, Emax=50, traps=[InvalidOperation, Inexact])

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


@lru_cache
def decimals(currency: str) -> int:
    """How many decimal places `currency` has; ValueError where ISO 4217 does not list it."""
    if currency not in get_global("all_currencies"):
        raise ValueError(f"{currency!r} is not a currency of ISO 4217")
    fractions = get_global("currency_fractions")
    return int(fractions.get(currency, fractions["DEFAULT"])[0])


def half_even(numerator: int, denominator: int) -> int:
    """The whole number nearest to numerator ÷ denominator (positive), halves to the even one."""
    whole, rest = divmod(numerator, denominator)
    if 2 * rest > denominator or (2 * rest == denominator and whole % 2):
        return whole + 1
    return whole


class Money(BaseModel):
    """An amount in whole minor units: `Money(minor=7990, currency="USD")` is $79.90."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    minor: int = Field(ge=-MAX_MINOR, le=MAX_MINOR)
    currency: Currency

    @classmethod
    def parse(cls, amount: str | Decimal, currency: str) -> Money:
        """Read an amount in major units, exactly.

        ValueError where it is none, has more decimals than its currency, or is out of bounds.
        """
        places = decimals(currency)
        try:
            minor = _EXACT.scaleb(Decimal(amount), places)
        except (InvalidOperation, Inexact) as error:
            raise ValueError(f"{amount!r} is not an amount") from error
        if not minor.is_finite():
            raise ValueError(f"{amount!r} is not an amount")
        if minor != int(minor):
            raise ValueError(f"{amount} has more decimals than {currency} has")
        return cls(minor=int(minor), currency=currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(minor=0, currency=currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, with as many decimals as the currency has."""
        return Decimal(self.minor).scaleb(-decimals(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(minor=self.minor + other._same(self).minor, currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(minor=self.minor - other._same(self).minor, currency=self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < other._same(self).minor

    def __le__(self, other: Money) -> bool:
        return self.minor <= other._same(self).minor

    def _same(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return self

    def format(self, locale: str = "en") -> str:
        """As a person of that locale writes it: `$79.90`, `79,90 €`."""
        text = format_currency(self.major, self.currency, locale=locale.replace("-", "_"))
        # A code is kept apart from its amount (CLDR's currencySpacing), which babel leaves out.
        return re.sub(rf"{self.currency}(?=\d)", f"{self.currency}\u00a0", text)
