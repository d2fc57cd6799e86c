"""Rewards as rewards-worker would tell of them."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from tests.referral_api.conftest import House

from goodword import ids
from goodword.events import RewardSnapshot
from goodword.money import Money

R = TypeVar("R", bound=RewardSnapshot)

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
STATUSES = {
    "reward-earned": "pending",
    "reward-approved": "approved",
    "reward-adjusted": "pending",
    "reward-needs-action": "needs_action",
}


def told_reward(house: House, kind: type[R], version: int, **changes: Any) -> R:
    """A reward of $50 to a referrer of the house, in the state that `kind` tells of."""
    fifty = Money(minor=5000, currency="USD")
    ordinary = {
        "business_id": house.business_id,
        "reward_id": ids.new(),
        "version": version,
        "status": STATUSES.get(kind.name, kind.name.removeprefix("reward-")),
        "beneficiary_id": ids.new(),
        "to": "referrer",
        "kind": "gift_card",
        "amount": fifty,
        "original": fifty,
        "referral_id": ids.new(),
        "sale_id": ids.new(),
        "program_id": ids.new(),
        "program_version": 1,
        "rule": "referrer",
        "verdict": {},
        "earned_at": NOON,
    }
    return kind(**ordinary | changes)
