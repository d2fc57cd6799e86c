"""Payouts, told: how far the handing over of a reward has come, and who has the next word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from referral_api.domain.explaining.story import Entry

_STANDS = {
    "submitting": "the order is being sent, and was not answered yet",
    "accepted": "the provider took the order, and has not carried it out yet",
    "held": "the provider holds the order back, or lacks the money for it",
    "unknown": "the answer was lost, and the provider is being asked",
    "rejected": "the provider refused the order, and nothing was paid",
    "canceled": "the order was cancelled, and nothing was paid",
    "issued": "the value is out",
    "delivered": "it has arrived",
    "delivery_failed": "the value is out, but could not be delivered",
    "redeemed": "it has been used",
    "returned": "the value came back",
    "expired": "the value ran out before it was used",
}
OPEN = frozenset({"submitting", "accepted", "held", "unknown"})
"""The provider has the next word."""

_AFTERWARDS = frozenset({"delivered", "delivery_failed", "expired"})
"""What is heard of value that is out, while its reward stays `issued`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPayout:
    """A payout as it stood at one moment."""

    id: str
    generation: int
    provider: str
    status: str
    provider_ref: str | None
    at: datetime

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def stands(self) -> str:
        return _STANDS[self.status]

    @property
    def afterwards(self) -> str:
        """What a sentence about the reward adds, once its value is out."""
        return f"; {self.stands}" if self.status in _AFTERWARDS else ""

    def entry(self) -> Entry:
        known_as = f" It knows it as {self.provider_ref}." if self.provider_ref else ""
        return Entry(
            at=self.at,
            what=f"payout_{self.status}",
            about=self.id,
            sentence=f"Payout {self.generation}, through {self.provider}: {self.stands}.{known_as}",
        )


def told_payouts(told: list[ToldPayout], kept: list[ToldPayout]) -> Iterator[Entry]:
    """What was told of payouts; of those that the feed no longer tells of, how they stand."""
    mentioned = {one.id for one in told}
    for one in [*told, *(one for one in kept if one.id not in mentioned)]:
        yield one.entry()
