"""Tell rewards-worker of sales for which a code was used that it may have minted."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from goodword.seal import Hasher
from goodword.setups import LEDGER, looks_minted
from referral_api.domain.connections.provider_report import ReportedObject
from referral_api.domain.sales.report import SaleReport
from referral_api.use_cases.provider_reports.report_objects import report_objects


async def report_used_codes(
    reports: Sequence[SaleReport], *, session: AsyncSession, hasher: Hasher
) -> None:
    """Report the codes of these sales that look like ours, by their hash: a code is worth money
    until it is used, and what it was minted for only rewards-worker knows. Of test orders none."""
    used = [
        (each.business_id, ReportedObject(LEDGER, hasher.minted(code)))
        for each in reports
        for code in each.sale.codes
        if looks_minted(code) and not each.sale.test
    ]
    await report_objects(used, session=session)
