"""What becomes of a payout, on topic `rewards`, among the facts of the reward it hands over."""

from typing import ClassVar, Literal

from pydantic import Field

from goodword.events.event import Event, Word
from goodword.ids import PayoutId, RewardId
from goodword.money import Money

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


class DonationMade(Event):
    """A payout gave to a charity in its beneficiary's name. Ordered among the facts of its reward;
    should the donation come back, `payout-changed` and `reward-returned` say so."""

    name: ClassVar[str] = "donation-made"
    topic: ClassVar[str] = "rewards"
    about: ClassVar[tuple[str, str]] = ("rwd", "reward_id")

    reward_id: RewardId
    payout_id: PayoutId
    provider: Word
    amount: Money
    charity_registration: str | None = Field(
        default=None, max_length=40, description="such as an EIN; none where nobody told us"
    )
    receipt_ref: str = Field(
        max_length=200, description="where the receipt is: a provider's number, or a task's id"
    )
