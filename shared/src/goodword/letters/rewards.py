"""How a reward is told in a letter, which one service sends and another shows again."""

from collections.abc import Mapping
from typing import Protocol

from goodword.letters.facts import Side
from goodword.money import Money

SIDES: Mapping[str, Side] = {
    "referrer": "referrer",
    "partner": "referrer",
    "prospect": "prospect",
}
"""Who is thanked for recommending, and who is welcomed. A rep is neither."""

ADDED = frozenset({"points", "store_credit"})
"""Gifts that are there once they are out, with nothing to be handed over."""


class Reward(Protocol):
    """What a letter may know of a reward: its own worth, nothing of a purchase."""

    @property
    def to(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def amount(self) -> Money | None: ...
    @property
    def points(self) -> int | None: ...
    @property
    def percent_off(self) -> str | None: ...


def worth_of(reward: Reward) -> dict[str, object]:
    """The facts of the gift."""
    return {
        "gift": reward.kind,
        "amount": reward.amount,
        "points": reward.points,
        "percent_off": reward.percent_off,
    }


_OURS = frozenset({"ledger", "manual"})
"""What is called a provider, and is the business itself."""


def writes_itself(by: str, provider: str) -> str | None:
    """The provider, as readers know it, where it is the one that hands a gift over `by` itself."""
    if by != "provider" or provider in _OURS:
        return None
    return provider.replace("_", " ").title()


def as_handed_over(reward: Reward, out: int | None) -> dict[str, object]:
    """What of those facts is really `out`, in minor units: more may be owed since its payout
    began, and less too."""
    if out and reward.amount is not None:
        return {"amount": Money(minor=out, currency=reward.amount.currency)}
    return {"points": out} if out and reward.points is not None else {}
