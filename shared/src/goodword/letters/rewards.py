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


def provider_name(provider: str) -> str:
    """A provider as readers know it."""
    return provider.replace("_", " ").title()
