"""What reports of refunds do to one sale."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from goodword import ids
from goodword.events import SaleRefunded
from goodword.money import Money
from referral_api.domain.sales.refund import ReportedRefund, refunded_total, supersedes


@dataclass(slots=True)
class Ledger:
    """One sale's refunds while a batch is applied to them: `known` are those reported so far by
    their external id, with the id that we gave each."""

    business_id: UUID
    sale_id: UUID
    net: Money
    known: dict[str, tuple[UUID, ReportedRefund]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    events: list[SaleRefunded] = field(default_factory=list)

    def apply(self, report: ReportedRefund) -> UUID:
        """Take a report in, and note what is to be said of it; the refund's id.

        ValueError where it is in another currency than the sale.
        """
        if report.amount.currency != self.net.currency:
            raise ValueError(
                f"The refund is in {report.amount.currency} and its sale in {self.net.currency}."
            )
        before = self.known.get(report.external_id)
        if before and not supersedes(report, before[1]):
            return before[0]
        refund_id = before[0] if before else ids.new()
        total_before = self.total
        self.known[report.external_id] = (refund_id, report)
        self.changed.add(report.external_id)
        if self.total != total_before:
            self.events.append(self._event(refund_id, report))
        return refund_id

    @property
    def total(self) -> Money:
        return refunded_total(self.net, (report for _, report in self.known.values()))

    def rows(self) -> Iterable[dict[str, Any]]:
        """The refunds that a batch added or changed, as they are kept."""
        for external_id in self.changed:
            refund_id, report = self.known[external_id]
            yield {
                "business_id": self.business_id,
                "id": refund_id,
                "sale_id": self.sale_id,
                "external_id": external_id,
                "amount_minor": report.amount.minor,
                "status": report.state,
                "occurred_at": report.occurred_at,
                "reported_at": report.reported_at,
                "reason": report.reason,
            }

    def _event(self, refund_id: UUID, report: ReportedRefund) -> SaleRefunded:
        total = self.total
        return SaleRefunded(
            business_id=self.business_id,
            sale_id=self.sale_id,
            refund_id=refund_id,
            amount=report.amount,
            net=self.net - total,
            original_net=self.net,
            refunded_total=total,
            refunded_at=report.occurred_at,
        )
