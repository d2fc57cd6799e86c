"""Gifts in words."""

from decimal import Decimal

from goodword.money import Money
from goodword.programs.document.amounts import (
    Amount,
    AmountOff,
    Fixed,
    Percent,
    PercentOff,
    Points,
    Tiers,
)
from goodword.programs.document.gifts import Choice, Gift, GiftKind, Give

COUNTS = {
    "sale.number": "purchases of the client",
    "referral.depth": "steps from the first referrer",
    "referrer.sales_in_month": "referred sales in the month",
    "referrer.sales_in_year": "referred sales in the year",
    "referrer.sales_in_lifetime": "referred sales in all",
}
_MASSES = {GiftKind.CASH: "cash", GiftKind.RECOGNITION: "our public thanks"}
_BASES = {"sale.net": "the net sale", "sale.gross": "the sale"}


def amount_words(amount: Amount, currency: str) -> str:
    """`$50.00`, `10% of the net sale, at most $100.00`, `250 points`."""
    if isinstance(amount, Tiers):
        return _tier_words(amount, currency)
    if isinstance(amount, Percent):
        return _percent_words(amount, currency)
    if isinstance(amount, Points):
        return count_words(amount.points, "point")
    if isinstance(amount, PercentOff):
        return f"{percent_words(amount.percent_off)} off"
    text = amount.fixed if isinstance(amount, Fixed) else amount.amount_off
    return money_words(text, currency) + (" off" if isinstance(amount, AmountOff) else "")


def money_words(text: str, currency: str) -> str:
    """A decimal text as people write it: `$50.00`."""
    return Money.parse(text, currency).format()


def count_words(count: int, thing: str) -> str:
    """`1 reward`, `10 rewards`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def percent_words(text: str) -> str:
    """`12.50` is `12.5%`."""
    return f"{Decimal(text).normalize():f}%"


def _percent_words(amount: Percent, currency: str) -> str:
    words = f"{percent_words(amount.percent)} of {_BASES[amount.of]}"
    if amount.at_least:
        words += f", at least {money_words(amount.at_least, currency)}"
    if amount.at_most:
        words += f", at most {money_words(amount.at_most, currency)}"
    return words


def _tier_words(amount: Tiers, currency: str) -> str:
    first, *others = amount.tiers
    steps = [f"from {tier.begins} on {amount_words(tier, currency)}" for tier in others]
    return ", ".join([amount_words(first, currency), *steps]) + f" (counting {COUNTS[amount.by]})"


def kind_words(kind: GiftKind) -> str:
    return kind.value.replace("_", " ")


def gift_words(gift: Gift, currency: str) -> str:
    """`a gift card, worth $50.00`, with item, place and validity where it has them."""
    if gift.kind is GiftKind.POINTS and gift.amount:
        return amount_words(gift.amount, currency)
    words = _MASSES.get(gift.kind) or _article(gift.item or kind_words(gift.kind))
    details = [f"worth {amount_words(gift.amount, currency)}"] if gift.amount else []
    if gift.where:
        favourite = gift.where == "favourite"
        details.append("for the favourite you named" if favourite else f"for {gift.where}")
    if gift.valid_days:
        details.append(f"valid for {count_words(gift.valid_days, 'day')}")
    return ", ".join([words, *details])


def _article(words: str) -> str:
    return f"{'an' if words[0].lower() in 'aeiou' else 'a'} {words}"


def give_words(give: Give, currency: str) -> str:
    """One gift, or all that can be chosen."""
    if not isinstance(give, Choice):
        return gift_words(give, currency)
    options = "; or ".join(gift_words(gift, currency) for gift in give.choose)
    words = f"your choice of: {options}. Choose within {give.choose_within_days} days"
    return words + (f", or we send the {kind_words(give.default)}" if give.default else "")
