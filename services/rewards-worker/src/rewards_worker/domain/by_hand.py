"""Rewards that a person hands over."""

from typing import Final

from goodword.events import TaskGift
from goodword.money import Money
from rewards_worker.domain.record import Reward
from rewards_worker.domain.worth import POINTS, worth

HAND_OVER_REWARD: Final = "hand_over_reward"
"""The kind of their tasks; its occasion is the payout's key."""


def rest_of(reward: Reward) -> TaskGift:
    """What is outstanding of a reward, as a task asks for it."""
    now = reward.standing
    assert now is not None, "something of it is outstanding"
    rest = worth(now.outstanding, now.amount.currency)
    return TaskGift(
        kind=reward.kind,
        amount=rest if isinstance(rest, Money) else None,
        points=rest.minor if rest.currency == POINTS else None,
        percent_off=reward.verdict.get("percent_off"),
        item=reward.verdict.get("item"),
    )
