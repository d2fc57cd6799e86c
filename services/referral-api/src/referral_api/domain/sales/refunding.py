"""What reports of refunds do to one sale."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from goodword import ids
from goodword.events import SaleRefunded
from goodword.money import MAX_MINOR, Money
from referral_api.domain.sales.refund import (
    CANCELLED,
    ReportedRefund,
    refunded_total,
    says_the_same,
    supersedes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beyond:
    """Refunds that have not failed come to more than the sale: `claimed` of its `net`. Of that,
    `remaining` was left for the one at hand."""

    claimed: Money
    net: Money
    remaining: Money

    @property
    def sentence(self) -> str:
        claimed, net, currency = self.claimed.major, self.net.major, self.net.currency
        return (
            f"Refunds of {claimed} {currency} in all are more than the sale's {net} {currency}: "
            "no more than that counts."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a report did: `holds` where nothing newer says otherwise of the same refund, `beyond`
    where it raised what goes back to more than there is."""

    refund_id: UUID
    is_new: bool
    holds: bool
    beyond: Beyond | None = None


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

    def apply(self, report: ReportedRefund) -> Applied:
        """Take a report in, and note what is to be said of it.

        ValueError where it is in another currency than the sale.
        """
        if report.amount.currency != self.net.currency:
            raise ValueError(
                f"The refund is in {report.amount.currency} and its sale in {self.net.currency}."
            )
        before = self.known.get(report.external_id)
        if before and not supersedes(report, before[1]):
            same = says_the_same(report, before[1])
            return Applied(refund_id=before[0], is_new=False, holds=same)
        refund_id = before[0] if before else ids.new()
        total_before, claimed_before = self.total, self._claimed
        self.known[report.external_id] = (refund_id, report)
        self.changed.add(report.external_id)
        if self.total != total_before:
            self.events.append(self._event(refund_id, report))
        return Applied(
            refund_id=refund_id,
            is_new=before is None,
            holds=True,
            beyond=self._beyond(report) if self._claimed > claimed_before else None,
        )

    @property
    def _claimed(self) -> int:
        """What goes back or is under way, in minor units, however much that is; a cancellation
        takes what refunds have left."""
        going = {
            external_id: report.amount.minor
            for external_id, (_, report) in self.known.items()
            if report.state != "failed"
        }
        rest = going.pop(CANCELLED, 0)
        return max(sum(going.values()), rest)

    def _beyond(self, report: ReportedRefund) -> Beyond | None:
        claimed, net = self._claimed, self.net.minor
        if claimed <= net:
            return None
        left = max(net - (claimed - report.amount.minor), 0)
        minors = {"claimed": min(claimed, MAX_MINOR), "net": net, "remaining": left}
        currency = self.net.currency
        return Beyond(
            **{name: Money(minor=minor, currency=currency) for name, minor in minors.items()}
        )

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
