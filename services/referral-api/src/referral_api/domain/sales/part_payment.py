"""A part of an order's price: no sale yet. It counts once its source says that all is paid."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goodword.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPayment:
    """What a source said at `reported_at` of an order: of `gross`, `paid` has been paid in all.

    `cancelled` where the order was given up before the rest came.
    """

    source: str
    external_id: str
    reported_at: datetime
    gross: Money
    paid: Money
    cancelled: bool = False

    @property
    def sentence(self) -> str:
        """Why it is no sale."""
        paid, gross, currency = self.paid.major, self.gross.major, self.gross.currency
        if self.cancelled and not self.paid.minor:
            return f"The order was cancelled before anything of {gross} {currency} was paid."
        if self.cancelled:
            return f"The order was cancelled when {paid} of {gross} {currency} was paid."
        if not self.paid.minor:
            return f"Nothing of {gross} {currency} is paid yet: it counts when all of it is."
        return f"Of {gross} {currency}, {paid} is paid: it counts when all of it is."


@dataclass(frozen=True, slots=True)
class PartReport:
    """A part payment as it was reported to one business."""

    business_id: UUID
    part: PartPayment
