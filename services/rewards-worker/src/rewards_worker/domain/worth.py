"""What a reward is worth, as the ledger counts it: in money, in points, or in whole gifts.

Points are a currency of the business's own, and so are pieces: percent off a purchase has no money
value until somebody redeems it, and a gift without a price never has one, so that reward is one
piece, owed whole or not at all. An amount off is money: it is counted at its face value. No account
holds two currencies, so none of these ever mixes with another.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from goodword.money import Money
from goodword.programs import GiftKind, Option, Remainder, Verdict

POINTS: Final = "points"
PIECES: Final = "pieces"

WITHOUT_PRICE = frozenset({GiftKind.CUSTOM, GiftKind.RECOGNITION, GiftKind.DISCOUNT_CODE})
"""Kinds of gifts whose worth need not be an amount."""


@dataclass(frozen=True, slots=True, order=True)
class Counted:
    """So many points or pieces. The names are those of Money, beside which it stands everywhere."""

    minor: int
    currency: Literal["points", "pieces"]


Worth: TypeAlias = Money | Counted


def worth(minor: int, currency: str) -> Worth:
    """`minor` of what an account or a row counts in `currency`."""
    if currency == POINTS:
        return Counted(minor, POINTS)
    if currency == PIECES:
        return Counted(minor, PIECES)
    return Money(minor=minor, currency=currency)


def worth_of(given: Verdict | Option) -> Worth | None:
    """What a verdict gives; None where nothing could be compared."""
    if given.amount is not None:
        return given.amount
    if given.points is not None:
        return Counted(given.points, POINTS)
    return Counted(1, PIECES) if given.kind in WITHOUT_PRICE else None


def left_of(remainder: Remainder, original: Worth) -> Worth:
    """What refunds leave of a reward that was `original`."""
    if original.currency == PIECES:
        return worth(0 if remainder.is_nil else 1, PIECES)
    if original.currency == POINTS:
        return worth(remainder.points or 0, POINTS)
    return remainder.amount or worth(0, original.currency)
