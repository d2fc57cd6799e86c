"""What becomes of a payout, on topic `rewards`, among the facts of the reward it hands over."""

from typing import ClassVar, Literal

from pydantic import Field

from goodword.events.event import Event, Word
from goodword.ids import PayoutId, RewardId

PayoutStatus = Literal[
    "submitting",
    "accepted",
    "held",
    "unknown",
    "rejected",
    "canceled",
    "issued",
    "delivered",
    "delivery_failed",
    "redeemed",
    "returned",
    "expired",
]


class PayoutChanged(Event):
    """A payout was opened, or moved: as it is now. Ordered among the facts of its reward."""

    name: ClassVar[str] = "payout-changed"
    topic: ClassVar[str] = "rewards"
    about: ClassVar[tuple[str, str]] = ("rwd", "reward_id")

    payout_id: PayoutId
    reward_id: RewardId
    version: int = Field(ge=1, description="counted with the versions of the reward")
    generation: int = Field(ge=1, description="how many times it was tried to hand it over")
    provider: Word
    status: PayoutStatus
    provider_ref: str | None = Field(default=None, description="the provider's own id of the gift")
