"""A sale as it was reported to one business."""

from dataclasses import dataclass
from uuid import UUID

from referral_api.domain.sales.sale import ReportedSale


@dataclass(frozen=True, slots=True)
class SaleReport:
    """What a batch of sales is made of."""

    business_id: UUID
    sale: ReportedSale

    @property
    def key(self) -> tuple[UUID, str, str]:
        """Business, source and the source's id."""
        return (self.business_id, *self.sale.key)
