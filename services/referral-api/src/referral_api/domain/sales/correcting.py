"""A source says more of a sale that is known: of several reports the newest holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from goodword.events import SaleCorrected
from referral_api.domain.sales.refunding import Ledger
from referral_api.domain.sales.report import SaleReport


@dataclass(frozen=True, slots=True)
class Correction:
    """A locked sale's `row`, the newer `report`, and its refunds against the net that is new."""

    row: Any
    report: SaleReport
    ledger: Ledger

    @property
    def is_worth_telling(self) -> bool:
        """Whether any amount is another than before."""
        row, sale = self.row, self.report.sale
        now = sale.gross.minor, sale.net.minor, self.ledger.total.minor
        return now != (row.gross_minor, row.net_minor, row.refunded_minor)

    def changes(self) -> dict[str, Any]:
        """The sale's columns, with whether it is another object than before and says an event."""
        row, sale = self.row, self.report.sale
        items = [item.stored() for item in sale.items]
        told = items, list(sale.tags), sale.net_basis, sale.metadata
        is_other = told != (row.items, list(row.tags), row.net_basis, row.metadata)
        return {
            "business_id": row.business_id,
            "id": row.id,
            "gross_minor": sale.gross.minor,
            "net_minor": sale.net.minor,
            "net_basis": sale.net_basis,
            "refunded_minor": self.ledger.total.minor,
            "items": items,
            "tags": list(sale.tags),
            "metadata": sale.metadata,
            "reported_at": sale.told_at,
            "events": int(self.is_worth_telling),
            "changes": int(is_other or self.is_worth_telling),
        }

    def event(self) -> SaleCorrected:
        sale, total = self.report.sale, self.ledger.total
        return SaleCorrected(
            business_id=self.row.business_id,
            sale_id=self.row.id,
            gross=sale.gross,
            net=sale.net - total,
            original_net=sale.net,
            refunded_total=total,
            corrected_at=sale.told_at,
        )


def newest(reports: Sequence[SaleReport]) -> dict[tuple[UUID, str, str], SaleReport]:
    """By sale, the newest of several reports; of one moment the first."""
    found: dict[tuple[UUID, str, str], SaleReport] = {}
    for report in reports:
        known = found.get(report.key)
        if known is None or report.sale.told_at > known.sale.told_at:
            found[report.key] = report
    return found
