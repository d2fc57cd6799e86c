"""Keep what is said of orders before they are paid in full."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from referral_api.db.sales.part_payments import save_part_payments
from referral_api.domain.sales.part_payment import PartReport


async def record_part_payments(reports: Sequence[PartReport], *, session: AsyncSession) -> None:
    """Keep each report. Nothing is said, since nothing counts yet; one statement."""
    rows = [
        {
            "business_id": report.business_id,
            "source": report.part.source,
            "external_id": report.part.external_id,
            "reported_at": report.part.reported_at,
            "currency": report.part.gross.currency,
            "gross_minor": report.part.gross.minor,
            "paid_minor": report.part.paid.minor,
            "cancelled": report.part.cancelled,
        }
        for report in reports
    ]
    await save_part_payments(session, rows)
